// Who is to be forgotten, what may be gone with time, and what must not. Part of the model.
import type { Blame } from './blame.ts'
import { isTerminal, type Known, type Person } from './known.ts'
import type { StateRow, UserRow } from './observer.ts'

export interface ErasureRow {
  readonly user_id: string
  readonly requested_at: number
  readonly finished_at: number | null
}

export interface ForgottenOptions {
  readonly blame: Blame
  readonly jobs: ReadonlyMap<string, Known>
  readonly person: (userId: string) => Person
}

export class Forgotten {
  readonly #options: ForgottenOptions
  /** Who was asked to be erased, whatever was answered. */
  readonly #asked = new Set<string>()
  readonly #promised = new Set<string>()
  readonly #finished = new Set<string>()
  /** The service is asked to remove what is old. */
  #removesOld = false

  constructor(options: ForgottenOptions) {
    this.#options = options
  }

  get finished(): number {
    return this.#finished.size
  }

  /** Everybody whose erasure was promised and is not finished. */
  get waiting(): readonly string[] {
    return [...this.#promised].filter((userId) => !this.#finished.has(userId))
  }

  isFinished(userId: string): boolean {
    return this.#finished.has(userId)
  }

  isOfErased(job: Known | undefined): boolean {
    return job !== undefined && this.#options.person(job.userId).isErased
  }

  asking(userId: string): void {
    this.#asked.add(userId)
  }

  /** Somebody was told that the account is closed. */
  promised(userId: string): void {
    this.#promised.add(userId)
    if (!this.#options.person(userId).isErased) {
      this.#options.blame('P1', `${userId} was told to be erased, and is not`)
    }
  }

  removingOld(): void {
    this.#removesOld = true
  }

  /** An event follows on so many. Of who is gone they are counted from what is kept, which may be nothing. */
  numbered(person: Person, before: number): void {
    if (!person.isGone || !this.#removesOld || before !== 0 || person.events.length === 0) return
    person.events.length = 0
    person.hasBegunAnew = true
  }

  /** An account after a commit that wrote of it. */
  account(person: Person, row: UserRow): void {
    const { blame } = this.#options
    const isErased = row.erased_at !== null
    if (person.isErased && !isErased) blame('P1', `${row.id} was erased and is back`)
    if (isErased && !this.#asked.has(row.id)) blame('P1', `nobody asked to erase ${row.id}`)
    if (isErased && (row.email !== null || row.name !== null || row.is_active !== 0)) {
      blame('P1', `${row.id} is erased, and has a name or a way in`)
    }
    if (row.event_floor < person.floor) blame('E3', `the history of ${row.id} begins earlier`)
    if (row.event_floor > person.floor && !isErased && !this.#removesOld) {
      blame('P3', `events of ${row.id} are gone, and nobody asked for that`)
    }
    const hasRisen = row.event_floor > person.floor
    person.isErased = isErased
    person.floor = row.event_floor
    if (hasRisen) this.#requireLiveEvents(person, row)
  }

  /** Erasures as their rows say; answers those that have just been finished. */
  seen(rows: readonly ErasureRow[]): readonly string[] {
    const { blame, person } = this.#options
    const fresh: string[] = []
    for (const { user_id: userId, finished_at: finishedAt } of rows) {
      person(userId).isErased = true
      if (!this.#asked.has(userId)) blame('P1', `nobody asked to erase ${userId}`)
      if (finishedAt === null || this.#finished.has(userId)) continue
      this.#finished.add(userId)
      fresh.push(userId)
      this.#requireSettled(userId)
    }
    for (const userId of this.#promised) {
      if (!rows.some((row) => row.user_id === userId))
        blame('P1', `${userId} is not erased any more`)
    }
    return fresh
  }

  /** The result is emptied, by right. */
  isRemoved({ jobId, status }: Known, row: StateRow): boolean {
    if (row.removed_at === null) return false
    const { blame, person } = this.#options
    if (!isTerminal(status)) blame('P3', `${jobId} is ${status}, and its scores are gone`)
    const { isErased } = person(row.user_id)
    if (!isErased && !this.#removesOld) blame('P3', `the result of ${jobId} is gone`)
    return true
  }

  /** No event of a job that waits or runs may be gone, unless its person is erased. */
  #requireLiveEvents({ isErased, events, floor }: Person, { id }: UserRow): void {
    if (isErased) return
    const { jobs, blame } = this.#options
    const gone = events.slice(0, floor).find(({ job_id: jobId }) => {
      const job = jobs.get(jobId)
      return job !== undefined && !job.isTold && !job.isMeddled
    })
    if (gone) blame('P3', `events of ${id} are gone up to ${floor}, and ${gone.job_id} is open`)
  }

  #requireSettled(userId: string): void {
    const { jobs, blame } = this.#options
    for (const job of jobs.values()) {
      if (job.userId !== userId || job.isTold || job.isMeddled) continue
      blame('P2', `${userId} is erased, and ${job.jobId} is ${job.status}`)
    }
  }
}
