// The parts beside the crowd: somebody whose jobs workers outside analyse and whose events a receiver is told, and people
// who come, submit and are erased while the service is killed. What they were promised is checked at the end.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { leftOfPerson } from '../sim/left-of-person.ts'
import { type Random, randomStream } from '../sim/random.ts'
import type { Person } from './book.ts'
import type { Note } from './findings.ts'
import { eventsOf, observe, type Seen } from './observe.ts'
import { rest } from './rest.ts'
import { Workers } from './workers.ts'

export interface BystandersOptions {
  readonly url: string
  readonly seed: number
  readonly folder: string
  readonly note: Note
}

export const workerKey = 'a-key-for-the-workers-of-chaos-long-enough'
const password = 'a password for chaos'
const endsWithinMs = 60_000
const toldWithinMs = 90_000

interface Arrived {
  readonly id: string
  readonly jobId: string
  readonly n: number
  readonly isWell: boolean
}

export class Bystanders {
  readonly workers: Workers
  readonly counts = { submitted: 0, erased: 0, messages: 0 }
  readonly #options: BystandersOptions
  readonly #random: Random
  readonly #erased: string[] = []
  #owner: Person | undefined
  #receiver: ChildProcess | undefined
  #stop = new AbortController()
  #loops: Promise<void>[] = []

  constructor(options: BystandersOptions) {
    this.#options = options
    const { url, seed, note } = options
    this.#random = randomStream(seed, 'bystanders')
    const random = randomStream(seed, 'workers')
    this.workers = new Workers({ url, key: workerKey, random, note })
  }

  /** While the service is up: the owner registers, and has its events told. */
  async gather(): Promise<void> {
    const { url, note } = this.#options
    // So many may register in a minute from one address, and the crowd has just done so.
    for (let times = 0; !this.#owner && times < 90; times++) {
      this.#owner = await this.#register('outside@example.com')
      if (!this.#owner) await pause(1_000)
    }
    const to = `http://127.0.0.1:${await this.#receive()}/hook`
    const made = await rest(url, '/webhooks', this.#owner?.token, { url: to })
    if (made.kind !== 'answer') note('unforeseen', `no webhook: ${JSON.stringify(made)}`)
  }

  begin(): void {
    this.#stop = new AbortController()
    this.workers.begin()
    this.#loops = [this.#submits(), this.#comesAndGoes()]
  }

  /** When no fault comes any more: everything ends, is told and is gone. */
  async settle(): Promise<void> {
    this.#stop.abort()
    await Promise.all(this.#loops)
    await this.workers.end()
    const seen = await this.#untilEnded()
    if (!seen) return
    this.#checkMoney(seen)
    await this.#checkTold()
  }

  /** Nobody holds the file now. */
  checkFile(databasePath: string): void {
    const sqlite = new Database(databasePath, { readonly: true })
    for (const userId of this.#erased) {
      for (const what of leftOfPerson(sqlite, userId)) this.#options.note('verify', what)
    }
    this.workers.check(sqlite)
    this.counts.erased = this.#erased.length
    sqlite.close()
  }

  leave(): void {
    this.#stop.abort()
    this.#receiver?.kill()
  }

  async #register(email: string): Promise<Person | undefined> {
    const reply = await rest(this.#options.url, '/auth/register', undefined, { email, password })
    if (reply.kind !== 'answer' || !reply.data) return undefined
    const { token, user } = reply.data as { token: string; user: { id: string } }
    return { userId: user.id, email, token, balance: 0 }
  }

  async #submits(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      if (this.#owner) await this.#submit(this.#owner, 'Outside')
      await pause(this.#random.whole(100, 500))
    }
  }

  async #submit({ token }: Person, assessmentName: string): Promise<boolean> {
    const tag = `tag_outside_${++this.counts.submitted}`
    const assessmentData = { tag, kind: 'slow', draw: 0.5 }
    const body = { assessmentName, assessmentData }
    return (await rest(this.#options.url, '/assessment/submit', token, body)).kind === 'answer'
  }

  /** Somebody new registers, has jobs in line, at work and with workers, and is erased. */
  async #comesAndGoes(): Promise<void> {
    for (let number = 0; !this.#stop.signal.aborted; number++) {
      const person = await this.#register(`gone${number}@example.com`)
      if (person) {
        for (const name of ['Outside', 'Patient', 'Plain']) await this.#submit(person, name)
        await pause(this.#random.whole(0, 200))
        await this.#erase(person)
      }
      await pause(this.#random.whole(3_000, 8_000))
    }
  }

  /** Asks until it is promised, or nobody knows the person any more, which is the same. */
  async #erase({ userId, token }: Person): Promise<void> {
    for (let times = 0; times < 40; times++) {
      const reply = await rest(this.#options.url, '/account/erase', token, { password })
      const isGone = reply.kind === 'refusal' && reply.status === 401 && times > 0
      if (reply.kind === 'answer' || isGone) {
        this.#erased.push(userId)
        return
      }
      await pause(500)
    }
  }

  #receive(): Promise<string> {
    const script = fileURLToPath(new URL('child-receiver.mjs', import.meta.url))
    const child = spawn(process.execPath, [script, this.#path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#receiver = child
    process.once('exit', () => child.kill())
    return new Promise((resolve) =>
      child.stdout?.once('data', (port) => resolve(String(port).trim())),
    )
  }

  get #path(): string {
    return join(this.#options.folder, 'received.jsonl')
  }

  async #untilEnded(): Promise<Seen | undefined> {
    const { url, note } = this.#options
    if (!this.#owner) return undefined
    for (let lastAt = performance.now() + endsWithinMs; ; ) {
      const seen = await observe(url, this.#owner)
      const open = seen.jobs.filter(({ status }) => status !== 'completed' && status !== 'failed')
      if (open.length === 0) return seen
      if (performance.now() > lastAt) {
        for (const { jobId, status } of open) note('stuck', `job ${jobId} is still ${status}`)
        return seen
      }
      await pause(200)
    }
  }

  #checkMoney({ jobs, entries }: Seen): void {
    const { note } = this.#options
    for (const { jobId, status } of jobs) {
      const refunds = entries.filter((each) => each.jobId === jobId && each.kind === 'refund')
      if (refunds.length > 1) note('double refund', `job ${jobId} of workers, ${refunds.length}`)
      if (status === 'failed' && refunds.length === 0) note('missed refund', `job ${jobId}`)
      if (status === 'completed' && refunds.length > 0) note('double refund', `${jobId} completed`)
    }
  }

  /** Every event but progress has arrived, each under one id. */
  async #checkTold(): Promise<void> {
    const { url, note } = this.#options
    if (!this.#owner) return
    const events = await eventsOf(url, this.#owner)
    const owed = events.filter(({ event }) => event !== 'analysis-progress').map(({ id }) => id)
    const left = () =>
      owed.filter((n) => !this.#arrived().some((each) => each.n === n && each.isWell))
    const lastAt = performance.now() + toldWithinMs
    while (left().length > 0 && performance.now() < lastAt) await pause(500)
    for (const n of left()) note('lost', `event ${n} never reached its receiver`)
    const ids = new Map<number, string>()
    for (const { n, id } of this.#arrived()) {
      if ((ids.get(n) ?? id) !== id) note('duplicated', `event ${n} was sent under two ids`)
      ids.set(n, id)
    }
    this.counts.messages = this.#arrived().length
  }

  #arrived(): Arrived[] {
    if (!existsSync(this.#path)) return []
    const lines = readFileSync(this.#path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
    return lines.map((line) => JSON.parse(line) as Arrived)
  }
}
