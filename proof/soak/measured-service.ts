// The built service as people start it, as one process that says on demand what it holds: heap after a collection,
// resources, open files, the size of its files. It changes nothing that the service does.
import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, readdirSync, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export const root = here('../..')
const command = here('../../dist/src/cli.js')

const gauged = z.object({
  heapUsed: z.number(),
  rss: z.number(),
  resources: z.record(z.string(), z.number()),
})

const greeting = z.object({ url: z.string() })

/** What a process holds, after a collection of its garbage. Sizes in bytes. */
export interface Held {
  readonly heapBytes: number
  readonly rssBytes: number
  /** Active resources by kind, as Node names them: timers, sockets, requests. */
  readonly resources: Readonly<Record<string, number>>
  readonly openFiles: number
  readonly databaseBytes: number
  readonly walBytes: number
}

export interface MeasuredServiceOptions {
  readonly env: Readonly<Record<string, string>>
  readonly databasePath: string
  /** Everything it says is added to this file. */
  readonly logPath: string
}

const answerMs = 30_000

export class MeasuredService {
  /** Where it serves; rejects when it ended before that. */
  readonly serving: Promise<string>
  readonly ended: Promise<number | null>
  readonly #child: ChildProcess
  readonly #databasePath: string

  constructor({ env, databasePath, logPath }: MeasuredServiceOptions) {
    this.#databasePath = databasePath
    const argv = ['--expose-gc', '--import', here('child-gauge.mjs'), command, 'serve', '--json']
    const child = spawn(process.execPath, argv, {
      cwd: root,
      env: { PATH: process.env['PATH'], DATABASE_PATH: databasePath, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    this.#child = child
    const killed = () => child.kill('SIGKILL')
    process.once('exit', killed)
    this.ended = new Promise((resolve) => {
      child.once('exit', (code) => {
        process.off('exit', killed)
        resolve(code)
      })
    })
    this.serving = served(child, logPath)
  }

  /** Asks it to stop in good order; gives its exit code. */
  stop(): Promise<number | null> {
    this.#child.kill('SIGTERM')
    return this.ended
  }

  async hold(): Promise<Held> {
    const { heapUsed, rss, resources } = gauged.parse(await this.#gauge())
    return {
      heapBytes: heapUsed,
      rssBytes: rss,
      resources,
      openFiles: readdirSync(`/proc/${this.#child.pid}/fd`).length,
      databaseBytes: statSync(this.#databasePath).size,
      walBytes: statSync(`${this.#databasePath}-wal`).size,
    }
  }

  #gauge(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`The service did not say within ${answerMs} ms what it holds`)),
        answerMs,
      )
      this.#child.once('message', (answer) => {
        clearTimeout(late)
        resolve(answer)
      })
      this.#child.send('gauge')
    })
  }
}

function served(child: ChildProcess, logPath: string): Promise<string> {
  const log = createWriteStream(logPath, { flags: 'a' })
  child.stderr?.on('data', (text) => log.write(text))
  child.once('close', () => log.end())
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      log.write(`${line}\n`)
      if (line.includes('"databasePath"')) resolve(greeting.parse(JSON.parse(line)).url)
    })
    child.once('exit', (code) => {
      reject(new Error(`The service ended with ${code} before it served: see ${logPath}`))
    })
  })
}
