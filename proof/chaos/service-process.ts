// One life of the built service, as a process of its own: started, told things, ended, and its end awaited.
// It knows nothing of what the service does.
import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Arming {
  readonly point: string
  readonly nth: number
}

export type Order = { readonly arm: Arming } | { readonly disk: 'full' | 'free' }

export interface StartOptions {
  readonly env: Readonly<Record<string, string>>
  /** Everything it says is added to this file. */
  readonly logPath: string
  /** As people start it, or by the launcher that takes orders. */
  readonly by: 'command' | 'launcher'
  readonly arm?: Arming
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The repository, where the service is started. */
export const root = here('../..')
export const command = here('../../dist/src/cli.js')

export class ServiceProcess {
  /** Milliseconds from being started to serving; undefined where it ended before. */
  readonly ready: Promise<number | undefined>
  readonly ended: Promise<Ended>
  /** Whether its death is somebody's doing. */
  isMeantToEnd = false
  readonly #child: ChildProcess
  #end: Ended | undefined

  constructor({ env, logPath, by, arm }: StartOptions) {
    const script =
      by === 'command'
        ? [command, 'serve', '--json']
        : [here('launch.mjs'), ...(arm ? [JSON.stringify(arm)] : [])]
    if (arm) this.isMeantToEnd = true
    const startedAt = performance.now()
    const child = spawn(process.execPath, script, {
      cwd: root,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe', ...(by === 'launcher' ? (['ipc'] as const) : [])],
    })
    this.#child = child
    const killed = () => child.kill('SIGKILL')
    process.once('exit', killed)
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        process.off('exit', killed)
        this.#end = { code, signal }
        resolve(this.#end)
      })
    })
    // An order to a process that has just died is lost with it.
    child.on('error', () => {})
    const served = new Promise<number>((resolve) => {
      logTo(child, logPath, () => resolve(performance.now() - startedAt))
    })
    this.ready = Promise.race([served, this.ended.then(() => undefined)])
  }

  get isAlive(): boolean {
    return this.#end === undefined
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  signal(signal: NodeJS.Signals): void {
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') this.isMeantToEnd = true
    this.#child.kill(signal)
  }

  order(order: Order): void {
    if ('arm' in order) this.isMeantToEnd = true
    if (this.#child.connected) this.#child.send(order, () => {})
  }
}

function logTo(child: ChildProcess, path: string, onServing: () => void): void {
  const log = createWriteStream(path, { flags: 'a' })
  child.stderr?.on('data', (text) => log.write(text))
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  lines.on('line', (line) => {
    log.write(`${line}\n`)
    if (line.includes('"databasePath"')) onServing()
  })
  child.once('close', () => log.end())
}
