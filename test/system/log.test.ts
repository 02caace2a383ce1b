import { spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { describeError } from '../../src/domain/errors.ts'
import { makeLog, silentLog } from '../../src/system/log.ts'

const lines: string[] = []
const destination = { write: (line: string) => void lines.push(line) }
const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}')

describe('a log line', () => {
  test('is one line of JSON with the event, the level, the time and the given fields', () => {
    makeLog('info', destination).warn('job.failed', { jobId: 'J1', count: 2 })

    expect(last()).toEqual({
      level: 40,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      jobId: 'J1',
      count: 2,
      msg: 'job.failed',
    })
    expect(lines.at(-1)?.trimEnd()).not.toContain('\n')
  })

  test('keeps at most 1,000 characters of a field', () => {
    makeLog('info', destination).info('check.failed', { error: 'x'.repeat(1_001) })
    expect(last()['error']).toHaveLength(1_000)
  })

  test('below the level is not written', () => {
    const before = lines.length
    makeLog('error', destination).info('job.queued')
    silentLog.error('nothing')
    expect(lines).toHaveLength(before)
  })
})

describe('an error in the log', () => {
  test('is its name and message, without its stack', () => {
    expect(describeError(new TypeError('no'))).toBe('TypeError: no')
  })

  test('is at most 1,000 characters long', () => {
    expect(describeError(new Error('x'.repeat(5_000)))).toHaveLength(1_000)
  })

  test('may be anything that was thrown', () => {
    expect(describeError('just text')).toBe('just text')
    expect(describeError(undefined)).toBe('undefined')
  })
})

test('given a disk of logs that is full, then the process goes on', () => {
  const full = openSync('/dev/full', 'w')
  const script = `
    import { makeLog } from './src/system/log.ts'
    const log = makeLog('info')
    for (let line = 0; line < 10; line++) log.info('job.queued')
    process.on('exit', () => console.error('went on'))`
  const child = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', script],
    { stdio: ['ignore', full, 'pipe'], timeout: 10_000 },
  )
  closeSync(full)

  expect(child.stderr.toString()).toContain('went on')
  expect(child.status).toBe(0)
})
