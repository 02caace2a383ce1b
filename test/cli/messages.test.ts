import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeSandbox, removeSandbox, runCli, type Sandbox, serve } from '../security/support/run.ts'

let sandbox: Sandbox
beforeEach(() => {
  sandbox = makeSandbox()
})
afterEach(() => removeSandbox(sandbox))

test.each<[string, readonly string[], Record<string, string>, number, RegExp]>([
  [
    'another host’s address',
    ['serve'],
    { HOST: '192.0.2.1' },
    1,
    /HOST 192\.0\.2\.1 is no address/,
  ],
  [
    'a name nobody knows',
    ['serve'],
    { HOST: 'nobody.invalid' },
    1,
    /HOST nobody\.invalid is no addr/,
  ],
  ['a file that is none', ['verify', 'text'], {}, 1, /text is not a database of this service/],
  ['a file that is none', ['serve'], { DATABASE_PATH: 'text' }, 1, /set DATABASE_PATH to another/],
  [
    'an issuer only named',
    ['serve'],
    { AUTH_ISSUER_URL: 'https://a.example' },
    2,
    /set one, or unset/,
  ],
  [
    'problems of two kinds',
    ['config'],
    { PORT: '80000', TRUSTED_PROXY: 'proxy' },
    2,
    /PORT must be a whole number from 0 to 65535 \(port\); it is "80000"\n.*TRUSTED_PROXY is "proxy"/,
  ],
])('given %s, then %j says what to do', (_what, argv, env, status, message) => {
  writeFileSync(join(sandbox.given, 'text'), 'neither a database nor a short text'.repeat(100))

  const answer = runCli(argv, sandbox.given, env)

  expect(answer.stderr).toMatch(message)
  expect(answer.status).toBe(status)
})

test('given a module that never ends loading, then the start ends and says so', () => {
  writeFileSync(join(sandbox.given, 'never.mjs'), 'await new Promise(() => {})')

  const { stderr, status } = runCli(['serve'], sandbox.given, { ASSESSMENTS_MODULE: 'never.mjs' })

  expect(stderr).toContain('The service could not start: it waits for something that never comes')
  expect(status).toBe(13)
})

test('given a service at another port, then a command on its file says to name the port', async () => {
  const server = await serve(sandbox.given)

  const { stderr, status } = runCli(['stats'], sandbox.given)

  expect(stderr).toMatch(/Another process is serving .* but not at http:.*: set PORT and HOST/)
  expect(status).toBe(1)
  const PORT = new URL(server.url).port
  const grant = runCli(['grant', 'nobody', '1', '--reason', 'x'], sandbox.given, { PORT })
  expect(grant.stderr).toBe('There is no user nobody\n')
  expect(await server.stop()).toBe(0)
})
