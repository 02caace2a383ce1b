// Workers outside in a run, over HTTP: they claim, keep, complete, fail, fall silent and report late, through every kill.
// What was told and taken is kept here, and compared with what the jobs became.
import { setTimeout as pause } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import type { Random } from '../sim/random.ts'
import type { Note } from './findings.ts'
import { rest } from './rest.ts'

export interface WorkersOptions {
  readonly url: string
  readonly key: string
  readonly random: Random
  readonly note: Note
}

interface Claim {
  readonly jobId: string
  readonly attempt: number
  readonly leaseToken: string
  readonly leaseMs: number
  readonly input: { readonly tag: string }
}

const workersCount = 3
const idleMs = 150
const repeatsMax = 8

export class Workers {
  readonly counts = { claims: 0, completed: 0, lost: 0, silent: 0, repeated: 0 }
  readonly #options: WorkersOptions
  readonly #told = new Set<string>()
  /** Reports that were taken, by job: the end and the attempt that it was of. */
  readonly #taken = new Map<string, { status: string; attempt: number }>()
  #loops: Promise<void>[] = []
  #stop = new AbortController()

  constructor(options: WorkersOptions) {
    this.#options = options
  }

  begin(): void {
    this.#stop = new AbortController()
    this.#loops = Array.from({ length: workersCount }, (_, index) => this.#work(`w${index}`))
  }

  async end(): Promise<void> {
    this.#stop.abort()
    await Promise.all(this.#loops)
  }

  /** Every report that was taken is what its job became, also of who was erased since. */
  check(sqlite: Database.Database): void {
    const { note } = this.#options
    const find = sqlite.prepare<[string], { status: string; attempt: number }>(
      'select status, attempt from jobs where job_id = ?',
    )
    for (const [jobId, { status, attempt }] of this.#taken) {
      const job = find.get(jobId)
      if (!job) note('lost', `job ${jobId} was completed by a worker and is gone`)
      else if (job.status !== status || job.attempt !== attempt) {
        const is = `${job.status}#${job.attempt}`
        note('lost', `job ${jobId} was taken as ${status}#${attempt} from a worker, is ${is}`)
      }
    }
  }

  async #work(workerId: string): Promise<void> {
    const { url, key } = this.#options
    while (!this.#stop.signal.aborted) {
      const reply = await rest(url, '/worker/claim', key, { workerId, waitMs: 1_000 })
      if (reply.kind === 'answer' && reply.data !== null) {
        await this.#do(reply.data as unknown as Claim)
      } else await pause(idleMs)
    }
  }

  async #do(claim: Claim): Promise<void> {
    const { random, note } = this.#options
    const name = `${claim.jobId}#${claim.attempt}`
    if (this.#told.has(name)) note('duplicated', `${name} was given to two workers`)
    this.#told.add(name)
    this.counts.claims++
    const choice = random.next()
    if (choice < 0.1) {
      this.counts.silent++
      return
    }
    await pause(random.whole(5, 300))
    if (choice < 0.2) return this.#fail(claim)
    if (choice < 0.35) await this.#beat(claim)
    if (choice > 0.9) await pause(claim.leaseMs + 50)
    await this.#complete(claim, choice > 0.9)
    if (choice > 0.75) await this.#complete(claim, choice > 0.9)
  }

  async #beat({ jobId, attempt, leaseToken }: Claim): Promise<void> {
    const { url, key } = this.#options
    await rest(url, '/worker/heartbeat', key, { jobId, attempt, leaseToken, fraction: 0.5 })
    await pause(200)
  }

  async #fail({ jobId, attempt, leaseToken }: Claim): Promise<void> {
    const { url, key, random } = this.#options
    const body = { jobId, attempt, leaseToken, reason: 'as drawn', transient: random.chance(0.7) }
    await rest(url, '/worker/fail', key, body)
  }

  /** Says so until somebody answers. */
  async #complete({ jobId, attempt, leaseToken, input }: Claim, isLate: boolean): Promise<void> {
    const { url, key, note } = this.#options
    const body = { jobId, attempt, leaseToken, result: { tag: input.tag, kind: 'outside' } }
    for (let times = 1; times <= repeatsMax; times++) {
      const reply = await rest(url, '/worker/complete', key, body)
      if (reply.kind === 'answer') {
        const status = String(reply.data?.['status'])
        if (isLate) note('wrong end', `a result of ${jobId}#${attempt} was taken after its lease`)
        this.#taken.set(jobId, { status, attempt })
        this.counts.completed++
        if (times > 1) this.counts.repeated++
        return
      }
      if (reply.kind === 'refusal' && reply.status < 500) {
        if (reply.code === 'LEASE_LOST') this.counts.lost++
        return
      }
      await pause(300)
    }
  }
}
