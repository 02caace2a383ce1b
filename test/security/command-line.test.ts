import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startLive } from './support/live.ts'
import { makeSandbox, removeSandbox, runCli, type Sandbox, serve } from './support/run.ts'

let sandbox: Sandbox
beforeEach(() => {
  sandbox = makeSandbox()
})
afterEach(() => removeSandbox(sandbox))

const run = (argv: readonly string[], env: Record<string, string> = {}) =>
  runCli(argv, sandbox.given, env)
const commands = ['serve', 'demo', 'check', 'stats', 'grant', 'role', 'verify', 'config']

describe('C2: a command ends with 0, 1 or 2, and with words', () => {
  test.each<[string, readonly string[], Record<string, string>, number]>([
    ['help', ['--help'], {}, 0],
    ['the version', ['--version'], {}, 0],
    ['no command', [], {}, 2],
    ['an unknown command', ['erase-everything'], {}, 2],
    ['an unknown option', ['stats', '--force'], {}, 2],
    ['an argument too few', ['grant', 'ana'], {}, 2],
    ['a grant without a reason', ['grant', 'ana', '1'], {}, 2],
    ['a variable that is wrong', ['stats'], { PORT: 'http' }, 2],
    ['a file that is not there', ['verify', 'nothing.db'], {}, 1],
    ['a file that is none', ['verify', 'text'], {}, 1],
    ['an amount that is none', ['grant', 'ana', '0x10', '--reason', 'x'], {}, 1],
    ['a role that is none', ['role', 'ana', '__proto__'], {}, 1],
  ])('given %s', (_what, argv, env, status) => {
    writeFileSync(join(sandbox.given, 'text'), 'x'.repeat(5_000))

    const answer = run(argv, env)

    expect(answer.status).toBe(status)
    expect(answer.said).not.toBe('')
    expect(answer.said).not.toMatch(/^\s+at |node:internal|node_modules/m)
  })
})

describe('C3: no secret on a command line', () => {
  test('no command takes one as an argument', () => {
    for (const command of commands) {
      const { stdout, status } = run([command, '--help'])
      expect([command, status]).toEqual([command, 0])
      expect(stdout).not.toMatch(
        /--[\w-]*(key|secret|password|token)|<[\w-]*(key|secret|password)/i,
      )
    }
  })

  test('given secrets in the environment, `config` says that they are set and not what they are', () => {
    const key = 'abcdefghijklmnopqrstuvwxyz0123456789'
    const secret = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
    const env = { INTERNAL_SERVICE_KEY: key, AUTH_SECRET: secret }

    for (const argv of [['config'], ['config', '--json']]) {
      const { said, status } = run(argv, env)
      expect(status).toBe(0)
      expect(said).toContain('(hidden)')
      expect([key, secret].filter((each) => said.includes(each))).toEqual([])
    }
  })

  test('given a name with control characters, it is printed and not obeyed', () => {
    const { said, status } = run(['verify', 'a\u001b[2J\u0007b.db'])

    expect(status).toBe(1)
    expect(said).toContain('a\\x1b[2J\\x07b.db')
    expect(said).not.toContain('\u001b')
  })
})

describe('C4: a mistyped path becomes no database', () => {
  test.each([
    [['verify', '--repair', '../mistyped.db'], {}],
    [['verify', 'mistyped.db'], {}],
    [['stats'], { DATABASE_PATH: '../mistyped.db' }],
    [['check', '--dry-run'], { DATABASE_PATH: 'no/such/folder/mistyped.db' }],
    [['grant', '--reason', 'x', '--', 'ana', '1'], { DATABASE_PATH: 'mistyped.db' }],
  ])('given %j with %j', (argv, env) => {
    const { said, status } = run(argv, env as Record<string, string>)

    expect(status).toBe(1)
    expect(said).toMatch(/no database at .*mistyped\.db/)
    expect(readdirSync(sandbox.root, { recursive: true }).sort()).toEqual(['outer', 'outer/given'])
  })
})

describe('C5: what is written is its owner’s alone', () => {
  const modesUnder = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path.slice(folder.length + 1), (statSync(path).mode & 0o777).toString(8)]
    })
  const expected = [
    ['disk-reserve', '600'],
    ['live.db', '600'],
    ['live.db-shm', '600'],
    ['live.db-wal', '600'],
    ['live.db.lock', '600'],
    ['secrets', '700'],
    ['secrets/auth-secret', '600'],
    ['secrets/internal-service-key', '600'],
    ['secrets/metrics-key', '600'],
    ['secrets/worker-key', '600'],
  ]

  test('given the plain server and a generous mask, files are 0600 and folders 0700', async () => {
    const mask = process.umask(0)
    const server = await serve(sandbox.given, { DATABASE_PATH: 'data/live.db' }).finally(() =>
      process.umask(mask),
    )

    const modes = modesUnder(sandbox.given).sort()
    expect(await server.stop()).toBe(0)

    expect(modes).toEqual([
      ['data', '700'],
      ...expected.map(([path, mode]) => [`data/${path}`, mode]),
    ])
  })

  test('given an embedding process and a generous mask, the same', async () => {
    const mask = process.umask(0)
    const folder = join(sandbox.given, 'data')
    const live = await startLive({ folder }).finally(() => process.umask(mask))

    const modes = modesUnder(sandbox.given).sort()
    await live.stop()

    expect(modes).toEqual([
      ['data', '700'],
      ...expected.map(([path, mode]) => [`data/${path}`, mode]),
    ])
    expect(existsSync(join(folder, 'live.db'))).toBe(true)
  })
})
