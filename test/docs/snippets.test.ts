import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeSandbox, removeSandbox, type Sandbox, serve } from '../security/support/run.ts'
import { commandsUnder } from './support/commands-under.ts'

let sandbox: Sandbox
beforeEach(() => {
  sandbox = makeSandbox()
})
afterEach(() => removeSandbox(sandbox))

/** Pastes them into a shell beside a running service; what each curl said, as JSON. */
function pasted(commands: string, url: string): unknown[] {
  const script = commands
    .replaceAll('localhost:3003', url)
    .replaceAll('@examples/', `@${resolve('examples')}/`)
    .replace(/\\\n\s*/g, '')
    .replace(/^curl .*/gm, '$&\necho')
  const { stdout, stderr, status } = spawnSync('sh', ['-ec', script], {
    cwd: sandbox.given,
    encoding: 'utf8',
  })
  expect([status, stderr]).toEqual([0, ''])
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}

test('the REST commands of the README do what they say, and do it again', async () => {
  const server = await serve(sandbox.given)
  const commands = commandsUnder('README.md', '### By REST')

  const [registered, submitted, jobs, results] = pasted(commands, server.url)
  expect(registered).toMatchObject({ success: true, data: { user: { token_balance: 3 } } })
  expect(submitted).toMatchObject({ success: true, data: { status: 'queued', remainingTokens: 2 } })
  const { resultId } = (submitted as { data: { resultId: string } }).data
  expect(jobs).toMatchObject({ data: { jobs: [{ result_id: resultId }] } })
  expect(results).toMatchObject({ success: true })

  const [refused, replayed] = pasted(commands, server.url)
  expect(refused).toMatchObject({ error: { code: 'ACCOUNT_EXISTS' } })
  expect(replayed).toMatchObject({ data: { resultId, remainingTokens: 2 } })
  expect(await server.stop()).toBe(0)
})

test('the commands for the stuck-job endpoints open them', async () => {
  const server = await serve(sandbox.given)

  const answers = pasted(
    commandsUnder('docs/operations.md', '## The stuck-job endpoints'),
    server.url,
  )

  expect(answers).toMatchObject([
    { success: true, data: { stuck_processing: 0, stuck_queued: 0 } },
    { success: true, data: { dryRun: true, total: 0 } },
    { success: true, data: { dryRun: false, total: 0 } },
  ])
  expect(await server.stop()).toBe(0)
})
