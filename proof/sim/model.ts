// What must be true, said once more and independently: plain maps, written from the invariants alone, using
// nothing of the service. It sees what each commit left in the tables, and blames.
import type { Blame } from './blame.ts'
import { isTerminal, type Known, knownFrom, type Offer, type Person } from './known.ts'
import { Moves } from './moves.ts'
import type { Batch, EntryRow, EventRow, JobRow, StateRow, UserRow } from './observer.ts'
import { Wishes } from './wishes.ts'

export class Model {
  readonly people = new Map<string, Person>()
  readonly jobs = new Map<string, Known>()
  /** Jobs whose end was not told yet. */
  readonly open = new Set<string>()
  readonly wishes: Wishes
  readonly #blame: Blame
  readonly #moves: Moves
  readonly #deleted = new Set<string>()
  #offers: readonly Offer[] = []
  #anybodyLeft = false
  #latestAt = 0
  entrySeq = 0
  eventSeq = 0

  constructor(blame: Blame) {
    this.#blame = blame
    this.wishes = new Wishes({ blame, jobs: this.jobs, deleted: this.#deleted })
    this.#moves = new Moves({
      blame,
      isGone: (userId) => this.person(userId).isGone,
      isUnwanted: (jobId) => this.wishes.isUnwanted(jobId),
    })
  }

  person(userId: string): Person {
    const known = this.people.get(userId) ?? { balance: 0, isGone: true, events: [] }
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
    for (const entry of batch.entries) this.#entry(entry, batch)
    for (const row of batch.jobs.values()) this.#adopted(row)
    for (const event of batch.events) this.#event(event)
    for (const row of batch.jobs.values()) this.agree(row)
    for (const row of batch.users.values()) this.agreeOnPerson(row)
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
    this.#agreeOnResult(job, row)
  }

  agreeOnPerson(row: UserRow): void {
    const person = this.person(row.id)
    person.isGone = false
    if (row.token_balance !== person.balance) {
      this.#blame('M1', `${row.id} has ${row.token_balance}, entries give ${person.balance}`)
    }
    if (row.event_cursor !== person.events.length) {
      this.#blame('E2', `${row.id} is at ${row.event_cursor} of ${person.events.length} events`)
    }
  }

  /** A subscriber that had seen all up to `seen` is sent an event. */
  delivered(userId: string, seen: number, event: { id: number; jobId: string }): void {
    const committed = this.person(userId).events[event.id - 1]
    if (event.id !== seen + 1) this.#blame('E3', `${userId} had ${seen} and got ${event.id}`)
    else if (!committed) this.#blame('E4', `${userId} got ${event.id}, which is not committed`)
    else if (committed.job_id !== event.jobId) this.#blame('E3', `${event.id} is another event`)
  }

  /** The process died. */
  died(): void {
    this.wishes.died()
    for (const jobId of this.open) {
      const job = this.jobs.get(jobId)
      if (job?.status === 'processing') job.deaths++
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
    this.person(userId).isGone = true
  }

  #entry(entry: EntryRow, batch: Batch): void {
    const { user_id: userId, job_id: jobId, kind, amount, seq } = entry
    if (seq !== ++this.entrySeq) this.#blame('M7', `entry ${seq} is out of line`)
    this.#at(entry.created_at, `entry ${seq}`)
    const person = this.person(userId)
    person.balance += amount
    if (person.balance < 0) this.#blame('M2', `${userId} has ${person.balance}`)
    this.wishes.moved(userId, person.balance)
    const row = jobId === null ? undefined : batch.jobs.get(jobId)
    if (kind === 'grant') this.#grant(entry, person)
    else if (!row) this.#blame('M3', `entry ${seq} is for a job nobody knows`)
    else if (kind === 'charge') this.#charge(entry, row, person)
    else this.#refund(entry, row, person)
  }

  #grant({ seq, user_id: userId, reason, amount }: EntryRow, person: Person): void {
    if (reason === 'starting balance') {
      if (person.balance !== amount) this.#blame('M3', `${userId} was given a start twice`)
    } else if (!this.wishes.granted(userId, amount))
      this.#blame('M3', `entry ${seq} was asked by nobody`)
  }

  #charge({ amount }: EntryRow, row: JobRow, person: Person): void {
    if (this.jobs.has(row.job_id)) this.#blame('M4', `${row.job_id} was charged twice`)
    if (-amount !== row.token_cost || this.offerOf(row.assessment_name)?.price !== -amount) {
      this.#blame('M4', `${row.job_id} costs ${row.token_cost}, was charged ${amount}`)
    }
    const job = { ...knownFrom(row), status: 'none', attempt: 0, charged: -amount }
    job.balanceThen = person.balance
    this.#know(job)
    this.wishes.born(job)
  }

  #refund({ seq, amount }: EntryRow, row: JobRow, person: Person): void {
    const job = this.jobs.get(row.job_id)
    if (!job) return this.#blame('M3', `entry ${seq} is for a job nobody knows`)
    if (job.refunded !== undefined) this.#blame('M5', `${job.jobId} was refunded twice`)
    const due = job.charged ?? job.price
    if (amount !== due) this.#blame('M5', `${job.jobId} got ${amount} back, not ${due}`)
    if (row.status !== 'failed') this.#blame('M6', `${job.jobId} is ${row.status} and refunded`)
    job.refunded = amount
    job.balanceThen = person.balance
  }

  #event(event: EventRow): void {
    const { user_id: userId, n, job_id: jobId, type, attempt, seq } = event
    this.eventSeq = seq
    this.#at(event.created_at, `event ${seq}`)
    const { events } = this.person(userId)
    if (n !== events.length + 1) this.#blame('E2', `${userId} has event ${n} out of line`)
    events.push(event)
    const job = this.jobs.get(jobId)
    if (!job) return this.#blame('E1', `event ${seq} is about a job nobody knows`)
    if (job.isTold || !this.#moves.isLegal(job, event)) {
      const was = `${job.status}#${job.attempt}${job.isTold ? ', ended' : ''}`
      this.#blame('J1', `${jobId} was ${was}, then ${type}#${attempt} ${event.metadata}`)
    }
    job.status = event.status
    job.attempt = attempt
    if (!isTerminal(job.status)) return
    job.isTold = true
    this.open.delete(jobId)
  }

  #agreeOnResult(job: Known, row: StateRow): void {
    const { jobId, status, attempt } = job
    if (row.result_user !== null && row.result_user !== row.user_id) {
      this.#blame('J9', `${jobId} has the result of ${row.result_user}`)
    }
    if ((status === 'completed') !== (row.profile !== null)) {
      this.#blame('J9', `${jobId} is ${status}, its profile ${row.profile?.slice(0, 100)}`)
    }
    if (row.profile === null || job.isMeddled) return
    if (row.profile !== JSON.stringify({ text: `${jobId}#${attempt}` })) {
      this.#blame('J5', `attempt ${attempt} of ${jobId} holds ${row.profile.slice(0, 100)}`)
    }
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
