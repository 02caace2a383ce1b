// The last line of a run, which machines read: nothing that failed may be missing from it.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const vitest = resolve('node_modules/vitest/vitest.mjs')
const reporter = resolve('test/support/plain-summary.reporter.ts')

async function lastLineOf(file: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'unstuck-summary-'))
  writeFileSync(join(folder, 'a.test.js'), file)
  const argv = [vitest, 'run', '--root', folder, '--globals', '--reporter', reporter]
  try {
    const { stdout } = await promisify(execFile)(process.execPath, argv).catch((ended) => ended)
    return String(stdout).trimEnd().split('\n').at(-1) ?? ''
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const thrown = `() => { throw new Error('on purpose') }`

test.each([
  ['tests', `test('a', () => {}); test('b', ${thrown})`, '1 passed, 1 failed'],
  [
    'a test to skip',
    `test('a', () => {}); test.skip('b', ${thrown})`,
    '1 passed, 0 failed, 1 skipped',
  ],
  [
    'a hook of the file',
    `beforeAll(${thrown}); test('a', () => {})`,
    '0 passed, 1 failed, 1 skipped',
  ],
  [
    'a hook of some tests',
    `describe('some', () => { beforeAll(${thrown}); test('a', () => {}) }); test('b', () => {})`,
    '1 passed, 1 failed, 1 skipped',
  ],
  ['a file that cannot be loaded', `import './nowhere.js'`, '0 passed, 1 failed'],
  [
    'an error nobody awaits',
    `test('a', () => void Promise.reject(new Error('on purpose')))`,
    '1 passed, 1 failed',
  ],
])('%s: every failure is counted', async (_what, file, line) => {
  expect(await lastLineOf(file)).toBe(line)
})
