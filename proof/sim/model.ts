// What must be true, said once more and independently: plain maps, written from the invariants alone, using
// nothing of the service. It sees what each commit left in the tables, and blames.
import { agreeOnResult } from './agree-on-result.ts'
import type { Blame } from './blame.ts'
import { Forgotten } from './forgotten.ts'
import { isTerminal, type Known, knownFrom, type Offer, type Person } from './known.ts'
import { type LeaseRow, Leases } from './leases.ts'
import { Money } from './money.ts'
import { Moves } from './moves.ts'
import type { Batch, EventRow, JobRow, StateRow, UserRow } from './observer.ts'
import { Wishes } from './wishes.ts'

interface Told {
  readonly id: number
  readonly jobId: string
}

export class Model {
  readonly people = new Map<string, Person>()
  readonly jobs = new Map<string, Known>()
  /** Jobs whose end was not told yet. */
  readonly open = new Set<string>()
  readonly wishes: Wishes
  readonly leases: Leases
  readonly forgotten: Forgotten
  readonly #blame: Blame
  readonly #moves: Moves
  readonly #money: Money
  readonly #deleted = new Set<string>()
  #offers: readonly Offer[] = []
  #anybodyLeft = false
  #latestAt = 0
  eventSeq = 0

  constructor(blame: Blame) {
    this.#blame = blame
    this.wishes = new Wishes({ blame, jobs: this.jobs, deleted: this.#deleted })
    this.leases = new Leases({ blame, jobs: this.jobs })
    this.forgotten = new Forgotten({ blame, jobs: this.jobs, person: (id) => this.person(id) })
    this.#moves = new Moves({
      blame,
      leases: this.leases,
      isGone: (userId) => this.person(userId).isGone,
      isUnwanted: (jobId) =>
        this.wishes.isUnwanted(jobId) || this.forgotten.isOfErased(this.jobs.get(jobId)),
    })
    this.#money = new Money({
      blame,
      model: this,
      known: (job) => this.#know(job),
      wrote: (at, what) => this.#at(at, what),
    })
  }

  /** The last entry of the ledger that was seen. */
  get entrySeq(): number {
    return this.#money.entrySeq
  }

  person(userId: string): Person {
    const nobody = {
      balance: 0,
      isGone: true,
      events: [],
      isErased: false,
      floor: 0,
      hasBegunAnew: false,
    }
    const known = this.people.get(userId) ?? nobody
    this.people.set(userId, known)
    return known
  }

  offerOf(name: string): Offer | undefined {
    return this.#offers.find((offer) => offer.name === name)
  }

  /** Whether what a check of the file complains of is somebody else's doing. */
  isMeddled(check: string, complaint: string): boolean {
    if (this.#deleted.size > 0 || (check === 'F3' && this.#anybodyLeft)) return true
    const jobId = complaint.slice(0, complaint.lastIndexOf(': '))
    return this.jobs.get(jobId)?.isMeddled ?? false
  }

  /** Jobs in line. */
  get waiting(): number {
    return [...this.open].filter((jobId) => this.jobs.get(jobId)?.status === 'queued').length
  }

  isDeleted(jobId: string): boolean {
    return this.#deleted.has(jobId)
  }

  /** A start of the service offers this. */
  released(offers: readonly Offer[]): void {
    this.#offers = offers
    this.#moves.released(offers)
  }

  /** What a commit left. */
  committed(batch: Batch): void {
    for (const entry of batch.entries) this.#money.entry(entry, batch)
    for (const row of batch.jobs.values()) this.#adopted(row)
    for (const event of batch.events) this.#event(event)
    for (const row of batch.jobs.values()) this.agree(row)
    for (const row of batch.users.values()) this.agreeOnPerson(row)
  }

  /** What workers have after a commit; answers the jobs whose worker was silent for too long. */
  leased(rows: readonly LeaseRow[], now: number): readonly Known[] {
    return this.leases.seen(rows, now)
  }

  /** Operators hold back what waits, or let it go. */
  heldBack(isOn: boolean): void {
    this.leases.heldBack(isOn)
    this.#moves.isHeldBack = isOn
  }

  /** An operator lets jobs take no longer than this. */
  allowed(queuedMs: number, processingMs: number): void {
    this.#moves.allowed(queuedMs, processingMs)
  }

  /** The row says what the events said. */
  agree(row: StateRow): void {
    const job = this.jobs.get(row.job_id)
    if (!job) return this.#blame('J3', `${row.job_id} is there and nobody made it`)
    const { jobId, status, attempt } = job
    if (row.status !== status || row.attempt !== attempt) {
      const is = `${row.status}#${row.attempt}`
      return this.#blame('E6', `${jobId} is ${is}, its events say ${status}#${attempt}`)
    }
    if (!job.isAnnounced) this.#blame('E1', `${jobId} was made without an event`)
    if (row.updated_at < job.updatedAt && !job.isForeign && !job.isMeddled)
      this.#blame('T1', `${jobId} was written at ${row.updated_at}, before ${job.updatedAt}`)
    job.updatedAt = row.updated_at
    if (row.adopted_at === null) return
    if (isTerminal(status) !== (row.deadline_at === null)) {
      this.#blame('J4', `${jobId} is ${status}, its deadline ${row.deadline_at}`)
    }
    if (row.deaths >= 2 && !isTerminal(status))
      this.#blame('J8', `${jobId} is poison and ${status}`)
    agreeOnResult(job, row, { blame: this.#blame, forgotten: this.forgotten })
  }

  agreeOnPerson(row: UserRow): void {
    const person = this.person(row.id)
    this.forgotten.numbered(person, row.event_cursor)
    person.isGone = false
    this.forgotten.account(person, row)
    if (row.token_balance !== person.balance) {
      this.#blame('M1', `${row.id} has ${row.token_balance}, entries give ${person.balance}`)
    }
    if (row.event_cursor !== person.events.length) {
      this.#blame('E2', `${row.id} is at ${row.event_cursor} of ${person.events.length} events`)
    }
  }

  /** A subscriber that had seen all up to `seen` is sent an event. */
  delivered(userId: string, seen: number, event: Told, floor: () => number): void {
    const committed = this.person(userId).events[event.id - 1]
    if (this.person(userId).hasBegunAnew) return
    const isNext = event.id === seen + 1 || (event.id > seen && event.id - 1 <= floor())
    if (this.forgotten.isFinished(userId)) this.#blame('P1', `${userId} is erased, and is told`)
    if (!isNext) this.#blame('E3', `${userId} had ${seen} and got ${event.id}`)
    else if (!committed) this.#blame('E4', `${userId} got ${event.id}, which is not committed`)
    else if (committed.job_id !== event.jobId) this.#blame('E3', `${event.id} is another event`)
  }

  /** The process died. */
  died(): void {
    this.wishes.died()
    this.heldBack(false)
    for (const jobId of this.open) {
      const job = this.jobs.get(jobId)
      if (job?.status === 'processing' && !job.isOutside) job.deaths++
    }
  }

  /** Somebody else inserted a row. */
  inserted(row: JobRow): void {
    this.#know({ ...knownFrom(row), isAnnounced: true })
  }

  /** Somebody else changed a row to this. */
  meddled(row: JobRow): void {
    const job = this.jobs.get(row.job_id)
    if (!job) return
    const { status, attempt, updated_at: updatedAt } = row
    Object.assign(job, { status, attempt, updatedAt, isMeddled: true })
    if (job.isForeign) job.price = row.token_cost
  }

  deleted(jobId: string): void {
    this.jobs.delete(jobId)
    this.open.delete(jobId)
    this.#deleted.add(jobId)
  }

  /** Somebody else deleted an account. */
  left(userId: string): void {
    this.#anybodyLeft = true
    Object.assign(this.person(userId), { isGone: true, floor: 0 })
  }

  #event(event: EventRow): void {
    const { user_id: userId, n, job_id: jobId, type, attempt, seq } = event
    this.eventSeq = seq
    this.#at(event.created_at, `event ${seq}`)
    const person = this.person(userId)
    const { events } = person
    this.forgotten.numbered(person, n - 1)
    if (n !== events.length + 1) this.#blame('E2', `${userId} has event ${n} out of line`)
    events.push(event)
    const job = this.jobs.get(jobId)
    if (!job) return this.#blame('E1', `event ${seq} is about a job nobody knows`)
    if ((job.isTold && !this.#isOwedStill(job, event)) || !this.#moves.isLegal(job, event)) {
      const was = `${job.status}#${job.attempt}${job.isTold ? ', ended' : ''}`
      this.#blame('J1', `${jobId} was ${was}, then ${type}#${attempt} ${event.metadata}`)
    }
    job.status = event.status
    job.attempt = attempt
    if (!isTerminal(job.status)) return
    job.isTold = true
    job.isUnpaid = job.status === 'failed' && job.refunded === undefined
    this.open.delete(jobId)
  }

  /** Somebody fails a job of theirs anew, with another instant; of its first end nothing was paid, and nothing is kept. */
  #isOwedStill({ isForeign, isMeddled, isUnpaid }: Known, { type }: EventRow): boolean {
    return isForeign && isMeddled && isUnpaid && type === 'analysis.failed'
  }

  /** An instant that lay ahead of the service's clock counts from when the row was taken over. */
  #adopted(row: JobRow): void {
    const job = this.jobs.get(row.job_id)
    if (job?.isForeign) job.createdAt = row.created_at
  }

  #know(job: Known): void {
    this.jobs.set(job.jobId, job)
    this.open.add(job.jobId)
  }

  #at(at: number, what: string): void {
    if (at < this.#latestAt) this.#blame('T1', `${what} lies before the one before it`)
    this.#latestAt = Math.max(at, this.#latestAt)
  }
}
