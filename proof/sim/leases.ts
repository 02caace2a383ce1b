// What is known of leases: who was given which attempt, what its worker said of it, and whether what became of it has
// a cause in that. Part of the model: it reads what commits left and what workers were told, and blames.
import type { Blame } from './blame.ts'
import { isTerminal, type Known } from './known.ts'

/** A job that a worker has, as its row says. */
export interface LeaseRow {
  readonly job_id: string
  readonly attempt: number
  readonly leased_by: string
  readonly lease_hash: string
  readonly deadline_at: number
  readonly hard_deadline_at: number
}

export interface Grant {
  readonly jobId: string
  readonly attempt: number
  readonly worker: string
  /** SHA-256 of its token, as hex. */
  readonly tokenHash: string
  readonly leaseUntil: number
}

export type ReportKind = 'beat' | 'end'

/** One report, from when it is sent. */
export interface Report {
  readonly jobId: string
  readonly attempt: number
  readonly kind: ReportKind
  /** Under the token that was told for this attempt. */
  readonly isProper: boolean
  /** Its lease had ended when it was sent. */
  readonly wasLate: boolean
}

interface Held {
  readonly attempt: number
  readonly worker: string
  readonly tokenHash: string
  readonly hardAt: number
  until: number
  isTold: boolean
  /** Signs of life that were sent, and the end. */
  beats: number
  hasEnd: boolean
}

export class Leases {
  readonly #blame: Blame
  readonly #jobs: ReadonlyMap<string, Known>
  readonly #held = new Map<string, Held>()
  /** By job and attempt, whatever became of them. */
  readonly #told = new Map<string, Grant>()
  /** By job and attempt: what had its end reported while it was held. */
  readonly #ended = new Set<string>()
  #isHeldBack = false

  constructor(options: { blame: Blame; jobs: ReadonlyMap<string, Known> }) {
    this.#blame = options.blame
    this.#jobs = options.jobs
  }

  /** Jobs that workers have. */
  get count(): number {
    return this.#held.size
  }

  get jobIds(): IterableIterator<string> {
    return this.#held.keys()
  }

  until(jobId: string): number | undefined {
    return this.#held.get(jobId)?.until
  }

  /** Operators hold back what waits, or let it go. */
  heldBack(isOn: boolean): void {
    this.#isHeldBack = isOn
  }

  /** What a commit left: every row that a worker has. Answers what ended without a word of its worker. */
  seen(rows: readonly LeaseRow[], now: number): readonly Known[] {
    const there = new Set(rows.map((row) => row.job_id))
    const silent: Known[] = []
    for (const [jobId, held] of this.#held) {
      if (there.has(jobId)) continue
      this.#held.delete(jobId)
      const job = this.#jobs.get(jobId)
      if (job && this.#over(job, held, now)) silent.push(job)
    }
    for (const row of rows) this.#leased(row)
    return silent
  }

  /** A worker was told that it has a job. */
  told(grant: Grant): void {
    const { jobId, attempt, worker, tokenHash } = grant
    const name = `${jobId}#${attempt}`
    if (this.#told.has(name)) this.#blame('W1', `${name} was given to two workers`)
    this.#told.set(name, grant)
    const job = this.#jobs.get(jobId)
    if (!job || job.isMeddled) return
    if (attempt > job.attempt)
      this.#blame('E4', `${name} was given away, and nobody committed that`)
    const held = this.#held.get(jobId)
    if (held?.attempt !== attempt) return
    held.isTold = true
    if (held.tokenHash !== tokenHash || held.worker !== worker) {
      this.#blame('W1', `${name} was told to ${worker}, its row names ${held.worker}`)
    }
    if (held.until !== grant.leaseUntil)
      this.#blame('W1', `${name} was told a wrong end of its lease`)
  }

  /** A report goes out; what it may change is allowed from now on. */
  reporting(
    jobId: string,
    attempt: number,
    tokenHash: string,
    kind: ReportKind,
    now: number,
  ): Report {
    const isProper = this.#told.get(`${jobId}#${attempt}`)?.tokenHash === tokenHash
    const held = this.#held.get(jobId)
    const isHeld = held?.attempt === attempt
    if (held && isHeld && isProper) {
      if (kind === 'beat') held.beats++
      else {
        held.hasEnd = true
        this.#ended.add(`${jobId}#${attempt}`)
      }
    }
    const wasLate = !isHeld || (held.until <= now && held.beats === 0)
    return { jobId, attempt, kind, isProper, wasLate }
  }

  /** It was taken. `ended`: how it was said to have ended, where it was no sign of life. */
  accepted({ jobId, attempt, kind, isProper, wasLate }: Report, status: string | undefined): void {
    const job = this.#jobs.get(jobId)
    if (!job || job.isMeddled) return
    const name = `${jobId}#${attempt}`
    const isSame = job.attempt === attempt && job.status === status
    // The same lease may say again how it ended, and is answered the same.
    const isSaid = status === 'completed' || this.#ended.has(name)
    const isRepeated = kind === 'end' && isSame && isSaid
    if (!isProper) this.#blame('W3', `a report of ${name} under a false token was taken`)
    if (wasLate && !isRepeated) this.#blame('W3', `a report of ${name} after its lease was taken`)
    if (job.attempt !== attempt)
      this.#blame('W3', `a report of ${name} was taken at attempt ${job.attempt}`)
    if (kind === 'end' && job.status !== status) {
      this.#blame('J2', `${name} was told to be ${status}, it is ${job.status}`)
    }
    if (kind === 'end' && this.#held.get(jobId)?.attempt === attempt) {
      this.#blame('W3', `${name} has ended, and its worker still has it`)
    }
  }

  /** It was refused as none of its worker's. */
  refused({ jobId, attempt, isProper }: Report, now: number): void {
    const job = this.#jobs.get(jobId)
    const held = this.#held.get(jobId)
    if (!job || job.isMeddled || !isProper || held?.attempt !== attempt) return
    if (held.until > now && !isTerminal(job.status)) {
      this.#blame('W4', `${jobId}#${attempt} was refused to the worker that has it`)
    }
  }

  /** Whether a worker said what an event of its job tells. */
  hasSaid(jobId: string, kind: ReportKind): boolean {
    const held = this.#held.get(jobId)
    if (!held) return false
    return kind === 'beat' ? held.beats > 0 : held.hasEnd
  }

  /** Whether its time was over, or it may be over for good. */
  mayFail(jobId: string, now: number): boolean {
    const held = this.#held.get(jobId)
    return held === undefined || held.hasEnd || held.until <= now || !held.isTold
  }

  /** Answers whether it ended by silence. */
  #over(job: Known, held: Held, now: number): boolean {
    if (job.isMeddled || isTerminal(job.status)) return held.until <= now && !held.hasEnd
    const isSilent = held.until <= now
    // A claim that nobody heard of may be taken back at any time.
    if (!isSilent && !held.hasEnd && held.isTold) {
      this.#blame('W2', `${job.jobId}#${held.attempt} was taken from its worker before its time`)
    }
    return isSilent && !held.hasEnd
  }

  #leased(row: LeaseRow): void {
    const { job_id: jobId, attempt, leased_by: worker, deadline_at: until } = row
    const job = this.#jobs.get(jobId)
    const held = this.#held.get(jobId)
    if (!job) return this.#blame('J3', `${jobId} is leased and nobody made it`)
    if (held?.attempt === attempt) return this.#kept(job, held, row)
    if (!job.isMeddled) {
      if (held) this.#blame('W1', `${jobId} was given to ${worker} while ${held.worker} had it`)
      // A first claim is told to the owner, as event; the next ones are not.
      if (attempt !== job.attempt && attempt !== job.attempt + 1) {
        this.#blame('W1', `${jobId} was at attempt ${job.attempt} and is claimed as ${attempt}`)
      }
      if (!job.isOutside) this.#blame('W1', `${jobId} is none for workers`)
      if (this.#isHeldBack) this.#blame('W5', `${jobId} was given away while dispatch is held back`)
    }
    job.attempt = attempt
    const { lease_hash: tokenHash, hard_deadline_at: hardAt } = row
    const fresh = { isTold: false, beats: 0, hasEnd: false }
    this.#held.set(jobId, { attempt, worker, tokenHash, hardAt, until, ...fresh })
    this.#bounded(job, until, hardAt)
  }

  #kept(job: Known, held: Held, row: LeaseRow): void {
    const { deadline_at: until, hard_deadline_at: hardAt } = row
    if (until === held.until) return
    if (!job.isMeddled) {
      const name = `${job.jobId}#${held.attempt}`
      if (held.beats === 0)
        this.#blame('W3', `the lease of ${name} moved, and its worker was silent`)
      if (until < held.until) this.#blame('W3', `the lease of ${name} moved back`)
      if (hardAt !== held.hardAt) this.#blame('W3', `the hard limit of ${name} moved`)
      this.#bounded(job, until, hardAt)
    }
    held.until = until
  }

  #bounded(job: Known, until: number, hardAt: number): void {
    if (until > hardAt && !job.isMeddled) {
      this.#blame('J4', `the lease of ${job.jobId} ends after its hard limit`)
    }
  }
}
