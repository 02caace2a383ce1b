// The built command line, run in a folder of its own.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const cli = resolve('dist/src/cli.js')
/** Nobody listens there, so commands work on the file. */
const deafPort = '1'

export interface Sandbox {
  /** Holds nothing but `given`. */
  readonly root: string
  readonly given: string
}

export function makeSandbox(): Sandbox {
  const root = mkdtempSync(join(tmpdir(), 'unstuck-cli-'))
  const given = join(root, 'outer', 'given')
  mkdirSync(given, { recursive: true })
  return { root, given }
}

export const removeSandbox = ({ root }: Sandbox): void =>
  rmSync(root, { recursive: true, force: true })

const environment = (env: Readonly<Record<string, string>>, cwd: string) => ({
  PATH: process.env['PATH'],
  HOME: cwd,
  PORT: deafPort,
  ...env,
})

export function runCli(argv: readonly string[], cwd: string, env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...argv], {
    cwd,
    env: environment(env, cwd),
    encoding: 'utf8',
  })
  return { status, stdout, stderr, said: `${stdout}${stderr}` }
}

/** `unstuck serve`; resolves when it serves. */
export async function serve(
  cwd: string,
  env: Record<string, string> = {},
  nodeFlags: readonly string[] = [],
) {
  const child = spawn(process.execPath, [...nodeFlags, cli, 'serve', '--json'], {
    cwd,
    env: environment({ PORT: '0', ...env }, cwd),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const url = await new Promise<string>((done, fail) => {
    const hear = (text: unknown) => {
      said += String(text)
      const match = /"url":"([^"]+)","databasePath"/.exec(said)
      if (match?.[1]) done(match[1])
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => fail(new Error(`It ended with ${code}: ${said}`)))
  })
  return {
    url,
    said: () => said,
    exited: new Promise<number | null>((done) => child.once('exit', done)),
    stop(): Promise<number | null> {
      child.kill('SIGTERM')
      return this.exited
    },
  }
}
