// The commands of the production checklist, run as they stand there beside a service that runs.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeSandbox, removeSandbox, type Sandbox, serve } from '../security/support/run.ts'

const [own = '', machine = ''] = readFileSync('docs/production-checklist.md', 'utf8').split(
  '## On the machine',
)

/** Line, command and what is expected of each row. */
const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter((row) => row.startsWith('| ') && !/^\| (line|---)/.test(row))
    .map((row) => row.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')))
    .map(([line = '', command = '', well = '']) => ({ line, command, well }))

let sandbox: Sandbox
let server: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  sandbox = makeSandbox()
  server = await serve(sandbox.given, { LOG_LEVEL: 'silent' })
}, 60_000)
afterAll(async () => {
  await server.stop()
  removeSandbox(sandbox)
})

describe('the production checklist', () => {
  test.each(rowsOf(own))('$line', ({ command, well }) => {
    const [, commandLine = ''] = /^`(.+)`$/.exec(command) ?? []
    const { port } = new URL(server.url)
    const script = [
      `unstuck() { "${process.execPath}" "${resolve('dist/src/cli.js')}" "$@"; }`,
      commandLine.replaceAll('localhost:3003', `127.0.0.1:${port}`),
    ].join('\n')

    const { status, stdout, stderr } = spawnSync('sh', ['-ec', script], {
      cwd: sandbox.given,
      env: { PATH: process.env['PATH'], HOME: sandbox.given, PORT: port },
      encoding: 'utf8',
    })

    expect([status, stderr]).toEqual([0, ''])
    const told = /^\d+$/.exec(well)?.[0]
    if (told !== undefined) expect(stdout).toBe(told)
    expect(stdout.length).toBeGreaterThan(0)
  })

  test('has a command and what is well beside every line', () => {
    const rows = [...rowsOf(own), ...rowsOf(machine)]

    expect(rows.length).toBeGreaterThan(20)
    const empty = rows.filter(({ command, well }) => command.length < 5 || well.length < 2)
    expect(empty).toEqual([])
  })
})
