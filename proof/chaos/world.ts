// One database and everybody around it: the process that serves it, one life after the other, the people
// who use it, and what is known of both. It starts, watches, ends and checks; which fault comes is said by
// the rounds.

import { randomInt } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { assessments } from './analyses.ts'
import { Book } from './book.ts'
import { Bystanders, workerKey } from './bystanders.ts'
import { check } from './check.ts'
import { brokenIn, copyFiles } from './copies.ts'
import { Crowd, startingBalance } from './crowd.ts'
import type { Note } from './findings.ts'
import { observe } from './observe.ts'
import type { WorldPlan } from './plan.ts'
import { Record } from './record.ts'
import { type Arming, type Ended, ServiceProcess, type StartOptions } from './service-process.ts'
import { SmallDisk } from './small-disk.ts'
import type { Tally } from './tally.ts'
import { Uptime } from './uptime.ts'

/** An orderly stop may let analyses end for this long. */
export const graceMs = 1_000
/** A start that takes longer has failed. */
const startMaxMs = 180_000
/** The slowest of so many tells how slow the machine is. */
const startsKept = 4

export class World {
  readonly folder: string
  readonly databasePath: string
  readonly book = new Book()
  readonly record: Record
  readonly crowd: Crowd
  readonly bystanders: Bystanders
  readonly uptime = new Uptime()
  readonly outages = new Uptime()
  readonly smallDisk: SmallDisk | undefined
  readonly ends = new Map<string, string>()
  readonly tally: Tally
  /** What is going on, for findings. */
  round = 'start'
  /** Milliseconds that starting took the last times. */
  readonly #lastStartsMs = [700]
  process: ServiceProcess | undefined
  readonly port: number
  #hasCopy = false
  readonly #noted = new Set<string>()

  private constructor(folder: string, port: number, plan: WorldPlan, tally: Tally) {
    this.folder = folder
    this.port = port
    this.tally = tally
    mkdirSync(folder, { recursive: true })
    this.smallDisk = plan.hasSmallDisk ? SmallDisk.mount(join(folder, 'disk')) : undefined
    this.databasePath = join(this.smallDisk?.path ?? folder, 'unstuck.db')
    this.record = new Record(join(folder, 'record.jsonl'))
    this.record.onLine((line) => this.book.read(line))
    const { book, record, note } = this
    this.crowd = new Crowd({ url: this.url, seed: plan.seed, record, book, note })
    this.bystanders = new Bystanders({ url: this.url, seed: plan.seed, folder, note })
  }

  static async make(folder: string, plan: WorldPlan, tally: Tally): Promise<World> {
    return new World(folder, await freePort(), plan, tally)
  }

  /** By how much this machine is slower than one on which starting takes 0.9 s; bounds are wider by as much. */
  get slowness(): number {
    return Math.max(1, ...this.#lastStartsMs.map((ms) => ms / 900))
  }

  /** Milliseconds that starting took the last time. */
  get usualStartMs(): number {
    return this.#lastStartsMs.at(-1) ?? 700
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get env(): StartOptions['env'] {
    return {
      DATABASE_PATH: this.databasePath,
      PORT: String(this.port),
      LOG_LEVEL: 'warn',
      ASSESSMENTS_MODULE: 'proof/chaos/worker-analyses.mjs',
      CHAOS_ASSESSMENTS: JSON.stringify(assessments),
      WORKER_CONCURRENCY: '8',
      DEFAULT_TOKEN_BALANCE: String(startingBalance),
      SUBMIT_RATE_PER_MINUTE: '10000000',
      SUBMIT_BURST: '10000000',
      WORKER_KEY: workerKey,
      WEBHOOK_ALLOW_HTTP: 'true',
      WEBHOOK_ALLOW_PRIVATE: 'true',
      SHUTDOWN_GRACE: String(graceMs / 1_000),
    }
  }

  readonly note: Note = (kind, what) => {
    if (this.#noted.has(`${kind} ${what}`)) return
    this.#noted.add(`${kind} ${what}`)
    this.tally.findings.push({ kind, what, round: this.round, folder: this.folder })
    this.life(`FOUND ${kind}: ${what}`)
  }

  /** From now on nothing can be written. */
  beginOutage(why: string): void {
    this.uptime.end()
    this.outages.begin()
    this.life(why)
  }

  /** It could be written again for a moment. */
  endOutage(): void {
    this.outages.end()
    if (this.process?.isAlive) this.uptime.begin()
  }

  life(happened: string): void {
    this.record.write({ what: 'life', happened: `${this.round}: ${happened}` })
  }

  /** Starts a process, and looks at the copy its predecessor left meanwhile. It may die on the way. */
  spawn(by: StartOptions['by'], arm?: Arming): ServiceProcess {
    const logPath = join(this.folder, 'service.log')
    const started = new ServiceProcess({ env: this.env, logPath, by, ...(arm && { arm }) })
    this.process = started
    this.life(`started by ${by}${arm ? `, armed: ${JSON.stringify(arm)}` : ''}`)
    void started.ended.then((ended) => this.#ended(started, ended))
    this.#checkCopy()
    return started
  }

  /** Starts a process and waits until it serves; undefined where it died, which is a finding unless armed. */
  async start(by: StartOptions['by'], arm?: Arming): Promise<ServiceProcess | undefined> {
    const started = this.spawn(by, arm)
    const ready = await Promise.race([started.ready, pause(startMaxMs).then(() => 'late' as const)])
    if (ready === 'late') {
      this.note('process', `it did not serve within ${startMaxMs} ms`)
      started.signal('SIGKILL')
      await started.ended
      return undefined
    }
    if (ready === undefined) return undefined
    this.uptime.begin()
    this.#lastStartsMs.push(ready)
    if (this.#lastStartsMs.length > startsKept) this.#lastStartsMs.shift()
    this.tally.startMs.push(ready)
    this.life(`serves after ${Math.round(ready)} ms`)
    return started
  }

  /** Starts a process that is to stay, and compares what people can read with the record. */
  async up(by: StartOptions['by'] = 'command'): Promise<ServiceProcess> {
    const started = await this.start(by)
    if (!started) throw new Error(`The service does not start any more; see ${this.folder}`)
    await this.audit()
    return started
  }

  /** Ends the process and waits for its end. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<Ended> {
    const { process } = this
    if (!process) throw new Error('There is no process to end')
    if (signal === 'SIGKILL' && process.isAlive) this.uptime.end()
    process.signal(signal)
    return process.ended
  }

  /** Reads everything through the public API and compares it with the record. */
  async audit(): Promise<boolean> {
    const promisedBy = this.book.lines
    try {
      const people = [...this.book.people.values()]
      const seen = await Promise.all(people.map((person) => observe(this.url, person)))
      const { book, uptime, outages, ends, note } = this
      const common = { book, uptime, outages, ends, note, promisedBy }
      const late = seen.map((each) => check({ ...common, seen: each }))
      this.tally.latestMs = Math.max(this.tally.latestMs, ...late)
      this.tally.counts.readings++
      return true
    } catch (error) {
      // It died meanwhile: the next reading sees what this one would have.
      if (this.process?.isAlive) this.note('unforeseen', `it could not be read: ${String(error)}`)
      return false
    }
  }

  /** After each death: nobody holds the files now. */
  keepCopy(): string {
    this.#hasCopy = true
    this.tally.counts.copies++
    return copyFiles(this.databasePath, join(this.folder, 'copy'))
  }

  #checkCopy(): void {
    if (!this.#hasCopy) return
    this.#hasCopy = false
    for (const broken of brokenIn(join(this.folder, 'copy', 'copy.db'))) this.note('verify', broken)
  }

  #ended(ended: ServiceProcess, { code, signal }: Ended): void {
    if (this.process === ended) this.uptime.end()
    if (signal === 'SIGKILL') this.tally.counts.kills++
    this.life(`ended with ${signal ?? code}`)
    if (!ended.isMeantToEnd) {
      this.note('process', `it ended with ${signal ?? code}, and nobody had asked it to`)
    }
  }
}

/**
 * Below the ports that systems pick for outgoing connections: one of those could take its place. Not from the
 * seed: two runs of one seed at once would meet on it between two lives, and each be served by the other.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    if (await isFree(port)) return port
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
