// The ledger as it must be: what each entry may say, and what it makes of a balance. Part of the model.
import type { Blame } from './blame.ts'
import { type Known, knownFrom, type Offer, type Person } from './known.ts'
import type { Batch, EntryRow, JobRow } from './observer.ts'
import type { Wishes } from './wishes.ts'

export interface MoneyOptions {
  readonly blame: Blame
  readonly model: {
    readonly jobs: ReadonlyMap<string, Known>
    readonly wishes: Wishes
    person(userId: string): Person
    offerOf(name: string): Offer | undefined
  }
  /** A job has come to be. */
  readonly known: (job: Known) => void
  /** Something was written at this instant of the service. */
  readonly wrote: (at: number, what: string) => void
}

export class Money {
  readonly #options: MoneyOptions
  readonly #blame: Blame
  entrySeq = 0

  constructor(options: MoneyOptions) {
    this.#options = options
    this.#blame = options.blame
  }

  entry(entry: EntryRow, batch: Batch): void {
    const { user_id: userId, job_id: jobId, kind, amount, seq } = entry
    const { model, wrote } = this.#options
    if (seq !== ++this.entrySeq) this.#blame('M7', `entry ${seq} is out of line`)
    wrote(entry.created_at, `entry ${seq}`)
    const person = model.person(userId)
    person.balance += amount
    if (person.balance < 0) this.#blame('M2', `${userId} has ${person.balance}`)
    model.wishes.moved(userId, person.balance)
    const row = jobId === null ? undefined : batch.jobs.get(jobId)
    if (kind === 'grant') this.#grant(entry, person)
    else if (!row) this.#blame('M3', `entry ${seq} is for a job nobody knows`)
    else if (kind === 'charge') this.#charge(entry, row, person)
    else this.#refund(entry, row, person)
  }

  #grant({ seq, user_id: userId, reason, amount }: EntryRow, person: Person): void {
    if (reason === 'starting balance') {
      if (person.balance !== amount) this.#blame('M3', `${userId} was given a start twice`)
    } else if (!this.#options.model.wishes.granted(userId, amount))
      this.#blame('M3', `entry ${seq} was asked by nobody`)
  }

  #charge({ amount }: EntryRow, row: JobRow, person: Person): void {
    const { model, known } = this.#options
    const offer = model.offerOf(row.assessment_name)
    if (model.jobs.has(row.job_id)) this.#blame('M4', `${row.job_id} was charged twice`)
    if (-amount !== row.token_cost || offer?.price !== -amount) {
      this.#blame('M4', `${row.job_id} costs ${row.token_cost}, was charged ${amount}`)
    }
    if (person.isErased) this.#blame('P1', `${row.user_id} is erased and has a new job`)
    const job = {
      ...knownFrom(row, offer?.isOutside ?? false),
      ...{ status: 'none', attempt: 0, charged: -amount, balanceThen: person.balance },
    }
    known(job)
    model.wishes.born(job)
  }

  #refund({ seq, amount }: EntryRow, row: JobRow, person: Person): void {
    const job = this.#options.model.jobs.get(row.job_id)
    if (!job) return this.#blame('M3', `entry ${seq} is for a job nobody knows`)
    if (job.refunded !== undefined) this.#blame('M5', `${job.jobId} was refunded twice`)
    const due = job.charged ?? job.price
    if (amount !== due) this.#blame('M5', `${job.jobId} got ${amount} back, not ${due}`)
    if (row.status !== 'failed') this.#blame('M6', `${job.jobId} is ${row.status} and refunded`)
    job.refunded = amount
    job.balanceThen = person.balance
  }
}
