import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { logsCommand } from '../../src/cli/logs.command.ts'
import { makeOutput } from '../../src/cli/output.ts'
import { UsageError } from '../../src/cli/usage-error.ts'
import { commandsUnder } from '../docs/support/commands-under.ts'
import { makeSandbox, removeSandbox, type Sandbox } from '../security/support/run.ts'

const line = (msg: string, fields: object) =>
  JSON.stringify({ level: 30, time: '2026-11-24T18:42:00.000Z', ...fields, msg })

/** Of two requests and three jobs, among what is no line of the log. */
const log = [
  'Unstuck serves http://127.0.0.1:3003',
  line('job.queued', { jobId: 'j1', userId: 'ana', requestId: 'order-7' }),
  line('job.queued', { jobId: 'j2', userId: 'ben', requestId: 'order-8' }),
  '{"cut off in the mid',
  line('job.processing', { jobId: 'j1', userId: 'ana', attempt: 1 }),
  line('call.denied', { requestId: 'order-7', code: 'FORBIDDEN' }),
  line('job.completed', { jobId: 'j1', userId: 'ana', attempt: 1 }),
  line('job.failed', { jobId: 'j2', userId: 'ben', attempt: 1, code: 'STUCK_PROCESSING' }),
  '{"jobId":"j1"}',
  'null',
].join('\n')

async function logs(given: { job?: string; request?: string; files?: string[] }, isJson = false) {
  let said = ''
  const output = makeOutput(isJson, (text) => {
    said += text
  })
  const asked = { files: given.files ?? [], job: given.job, request: given.request }
  const status = await logsCommand(asked, Readable.from([log]), output)
  return { status, said, events: said.split('\n').map((each) => each.split(/ +/)[2]) }
}

describe('unstuck logs', () => {
  test('--job gives the lines about it, for people', async () => {
    const { status, said } = await logs({ job: 'j2' })
    expect([status, said]).toEqual([
      0,
      '2026-11-24T18:42:00.000Z info  job.queued jobId=j2 userId=ben requestId=order-8\n' +
        '2026-11-24T18:42:00.000Z info  job.failed jobId=j2 userId=ben attempt=1 code=STUCK_PROCESSING\n',
    ])
  })

  test('--request gives the lines of the request, and of the jobs that it brought', async () => {
    const { events } = await logs({ request: 'order-7' })
    expect(events).toEqual([
      ...['job.queued', 'job.processing', 'call.denied', 'job.completed'],
      undefined,
    ])
  })

  test('--json gives one document; where there is nothing, the exit code says so', async () => {
    expect(JSON.parse((await logs({ job: 'j1' }, true)).said)).toMatchObject({
      total: 3,
      lines: [{ msg: 'job.queued', jobId: 'j1' }, {}, {}],
    })
    expect(await logs({ job: 'j9' }, true)).toMatchObject({
      status: 1,
      said: '{"lines":[],"total":0}\n',
    })
  })

  test('asked for neither or for both, it says what to ask', async () => {
    await expect(logs({})).rejects.toThrow(UsageError)
    await expect(logs({ job: 'j1', request: 'order-7' })).rejects.toThrow(/--job ID, or --request/)
  })
})

describe('in files', () => {
  let sandbox: Sandbox
  beforeEach(() => {
    sandbox = makeSandbox()
    writeFileSync(join(sandbox.given, 'unstuck.log'), log)
  })
  afterEach(() => removeSandbox(sandbox))

  test('several are read in their order, and one that is not there is named', async () => {
    const path = join(sandbox.given, 'unstuck.log')
    expect((await logs({ job: 'j2', files: [path, path] })).events).toHaveLength(5)
    await expect(logs({ job: 'j2', files: [`${path}.1`] })).rejects.toThrow(/unstuck\.log\.1/)
  })

  test('the commands of the page find the same lines', () => {
    const script = commandsUnder('docs/operations.md', '## Following a job in the log')
      .replaceAll('unstuck logs', `node ${resolve('dist/src/cli.js')} logs`)
      .replaceAll('0199c2aa-…', 'j2')
      .replaceAll('journalctl -u unstuck -o cat', 'cat unstuck.log')
    const { stdout, stderr, status } = spawnSync('sh', ['-ec', script], {
      cwd: sandbox.given,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: sandbox.given },
    })
    expect([status, stderr]).toEqual([0, ''])
    const found = stdout.trimEnd().split('\n')
    expect(found.filter((each) => /job\.queued.*j2|j2.*job\.queued/.test(each))).toHaveLength(3)
    expect(found.filter((each) => /job\.failed.*j2|j2.*job\.failed/.test(each))).toHaveLength(3)
    expect(found.filter((each) => each.includes('order-7'))).toHaveLength(2)
    // Three times those of j2, then those of the request, and those and one more of j1.
    expect(found).toHaveLength(3 * 2 + 4 + 5)
  })
})
