import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { greeting, takenUp } from '../../src/cli/serve.command.ts'
import { readConfig } from '../../src/config.ts'
import { makeSandbox, removeSandbox, type Sandbox, serve } from '../security/support/run.ts'

let sandbox: Sandbox
beforeEach(() => {
  sandbox = makeSandbox()
})
afterEach(() => removeSandbox(sandbox))

test('given the command of the greeting, when it is pasted twice, then it registers twice', async () => {
  const server = await serve(sandbox.given)
  const command = greeting(readConfig({}), server.url)
    .find((line) => line.startsWith('  try'))
    ?.replace(/^ *try */, '')
  expect(command).toMatch(/^curl /)

  // The address carries the second, so the second time is in another one.
  const tokens = ['', 'date() { echo later; };'].map((clock) => {
    const { stdout } = spawnSync('sh', ['-c', `${clock} ${command}`], { encoding: 'utf8' })
    return (JSON.parse(stdout) as { data?: { token?: string } }).data?.token
  })

  expect(tokens.map((token) => token?.split('.').length)).toEqual([3, 3])
  expect(tokens[0]).not.toBe(tokens[1])
  expect(await server.stop()).toBe(0)
})

test('given an external issuer, then nobody is told to register here', () => {
  const config = readConfig({
    AUTH_ISSUER_URL: 'https://issuer.example',
    AUTH_AUDIENCE: 'unstuck',
    AUTH_JWKS_URL: 'https://issuer.example/jwks',
  })

  const text = greeting(config, 'http://127.0.0.1:3003').join('\n')

  expect(text).not.toContain('register')
  expect(text).toContain('sign in at https://issuer.example')
  expect(text).toContain('curl -s http://127.0.0.1:3003/health\n')
})

test('given a service that is not where it is by default, then its check says where', async () => {
  const DATABASE_PATH = "data/ana's.db"
  const server = await serve(sandbox.given, { DATABASE_PATH })
  const form = `node ${resolve('dist/src/cli.js')}`
  const command = greeting(readConfig({ DATABASE_PATH }), server.url, form)
    .find((line) => line.startsWith('  check'))
    ?.replace(/^ *check */, '')

  const { stdout, status } = spawnSync('sh', ['-c', command ?? 'false'], {
    cwd: sandbox.given,
    env: { PATH: process.env['PATH'] },
    encoding: 'utf8',
  })

  expect([status, stdout]).toEqual([
    0,
    expect.stringContaining(`served, and ${server.url} answers`),
  ])
  expect(await server.stop()).toBe(0)
})

test.each([
  [undefined, []],
  [{ resumed: 0, refunded: 0 }, []],
  [{ resumed: 14, refunded: 2 }, ['Taken up what the last process left: resumed 14, refunded 2']],
])('of what the last process left, %j, a person reads %j', (recovered, lines) => {
  expect(takenUp(recovered)).toEqual(lines)
})
