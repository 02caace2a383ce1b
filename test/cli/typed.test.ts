import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { asTyped, formOf, quoted } from '../../src/cli/typed.ts'
import { makeSandbox, removeSandbox, runCli, type Sandbox } from '../security/support/run.ts'

test.each([
  ['a checkout', '/home/ana/unstuck/dist/src/cli.js', {}, 'node dist/src/cli.js'],
  ['another folder', '/srv/my app/dist/src/cli.js', {}, "node '/srv/my app/dist/src/cli.js'"],
  ['the path', '/usr/bin/unstuck', { PATH: '/bin:/usr/bin' }, 'unstuck'],
  ['a project that has it', '/home/ana/shop/node_modules/.bin/unstuck', {}, 'npx unstuck'],
  [
    'npx',
    '/home/ana/.npm/_npx/1/node_modules/.bin/unstuck',
    { npm_command: 'exec' },
    'npx unstuck',
  ],
])('started from %s, commands are typed so', (_where, script, env, form) => {
  expect(formOf({ script, cwd: '/home/ana/unstuck', env })).toBe(form)
})

test('only commands are put into the form, and none twice', () => {
  const text =
    'unstuck verify says more; npx unstuck top; /opt/unstuck is no command; Unstuck serves'

  expect(asTyped(text, 'node cli.js')).toBe(
    'node cli.js verify says more; npx unstuck top; /opt/unstuck is no command; Unstuck serves',
  )
  expect(asTyped('unstuck verify', 'node $&.js')).toBe('node $&.js verify')
})

test('a word with a quote in it is one word of a shell', () => {
  const { stdout } = spawnSync('sh', ['-c', `printf %s ${quoted("it's $HOME")}`], {
    encoding: 'utf8',
  })
  expect(stdout).toBe("it's $HOME")
})

describe('a hint can be pasted', () => {
  let sandbox: Sandbox
  beforeEach(() => {
    sandbox = makeSandbox()
  })
  afterEach(() => removeSandbox(sandbox))
  const cli = resolve('dist/src/cli.js')

  const pasted = (command: string, PATH = process.env['PATH']) =>
    spawnSync('sh', ['-c', command], {
      cwd: sandbox.given,
      env: { PATH, HOME: sandbox.given, PORT: '1' },
      encoding: 'utf8',
    })

  test('where node is given the file', () => {
    const { stdout } = runCli(['stats', '--help'], sandbox.given)
    const [, example = ''] = /Example:\n {2}(.+)\n/.exec(stdout) ?? []

    expect(stdout).toMatch(/^Usage: node \S+cli\.js stats/)
    expect(example).toBe(`node ${cli} stats --json`)
    // Nothing is served there and no file is there: that is what it says.
    expect(pasted(example).stderr).toMatch(/there is no database at/)
  })

  test('where it is on the path', () => {
    const bin = join(sandbox.root, 'bin')
    mkdirSync(bin)
    chmodSync(cli, 0o755)
    symlinkSync(cli, join(bin, 'unstuck'))
    const PATH = `${bin}:${process.env['PATH']}`
    const [, example = ''] =
      /Example:\n {2}(.+)\n/.exec(pasted('unstuck stats --help', PATH).stdout) ?? []

    expect(example).toBe('unstuck stats --json')
    expect(pasted(example, PATH).stderr).toMatch(/there is no database at/)
  })

  test('npx finds the command of a checkout by itself', () => {
    const npx = spawnSync('npx', ['--offline', 'unstuck', 'stats', '--help'], {
      env: { PATH: process.env['PATH'], HOME: sandbox.given },
      encoding: 'utf8',
    })

    expect(npx.status).toBe(0)
    expect(npx.stdout).toMatch(/Example:\n {2}npx unstuck stats --json\n/)
  }, 60_000)
})
