// Erases people: closes the account in one commit, settles what waits or runs through the one door, then removes step
// by step, over any number of starts, until no byte is left in the file or its log. It removes no ledger entry.
import * as erasure from '../db/commit-erasure.ts'
import { type Db, truncateLog } from '../db/connection.ts'
import * as erasures from '../db/erasures.queries.ts'
import * as users from '../db/users.queries.ts'
import { erasureLateMs } from '../domain/erasure.ts'
import { notFound } from '../domain/errors.ts'
import { type Actor, actorName } from '../domain/job.ts'
import type { Clock } from '../system/clock.ts'
import type { GroupCommit } from './group-commit.ts'
import type { JobSupervisor } from './job-supervisor.ts'
import { requireNameless } from './nameless.ts'
import { Pauses } from './pauses.ts'

/** Remembers beside the database who was erased, so that a backup of before is not served with them in it. */
export interface ErasureList {
  readonly size: number
  has(userId: string): boolean
  /** Durable when it returns; an entry may be added again. */
  add(userId: string): void
}

/** For a database that nobody backs up. */
export const noErasureList: ErasureList = { size: 0, has: () => false, add() {} }

export interface EraserOptions {
  readonly db: Db
  readonly clock: Clock
  readonly commits: GroupCommit
  readonly supervisor: JobSupervisor
  readonly list: ErasureList
  /** Forgets what is kept of the person in memory. */
  readonly forget: (userId: string) => void
  readonly onErased: (userId: string) => void
  readonly onTrouble: (userId: string, error: unknown) => void
}

/** Between two steps, so that calls get their turn, and before what failed is tried again. */
const stepPauseMs = 5
const retryMs = 30_000
const pageMax = 100

const unfinished = 'an erasure is not finished; it is tried again by itself'

const erasing: Actor = { kind: 'system', id: 'erasure' }

export class Eraser {
  readonly #options: EraserOptions
  readonly #pauses: Pauses
  #work: Promise<void> | undefined
  #isAskedAgain = false
  #trouble: string | undefined
  #isStopped = false

  constructor(options: EraserOptions) {
    this.#options = options
    this.#pauses = new Pauses(options)
  }

  /** How many are under way; 0 where the store cannot be read at the moment, which others tell. */
  get unfinished(): number {
    try {
      return erasures.countUnfinished(this.#options.db)
    } catch {
      return 0
    }
  }

  /** How long the oldest of them has been under way, in ms; 0 where none is, or where that cannot be read. */
  get unfinishedMs(): number {
    const { db, clock } = this.#options
    try {
      const now = clock.now()
      return Math.max(0, now - (erasures.oldestUnfinishedAt(db) ?? now))
    } catch {
      return 0
    }
  }

  /** Why the last try did not get to its end, or that one takes far too long, in words. */
  get trouble(): string | undefined {
    const ms = this.unfinishedMs
    if (ms <= erasureLateMs) return this.#trouble
    return `an erasure is unfinished for ${Math.floor(ms / 60_000)} minutes: the log's erasure.failed says why`
  }

  /**
   * Closes the account for good and begins to remove everything; resolves when the account is closed. Asked again
   * it answers the same. Throws `NOT_FOUND`, or `VALIDATION_ERROR` where the reason, which stays, names the person.
   */
  async erase(userId: string, by: Actor, reason: string): Promise<erasures.ErasureRow> {
    const { db, clock, commits } = this.#options
    const known = await commits.add(() => {
      // What their owners have erased by themselves has a reason of the service's own.
      if (by.kind !== 'user') requireNameless(users.find(db, userId), reason)
      const actor = actorName(by)
      return erasure.commitErasure(db, { userId, actor, reason }, clock.now())
    })
    if (!known) throw notFound('user', userId)
    if (known.finishedAt === null) this.#begin()
    return known
  }

  /**
   * Before anybody is served: closes the accounts of people who were erased from a newer state of this database.
   * What was theirs goes after the start. Answers how many there were.
   */
  async recall(): Promise<number> {
    const { db, list, clock, commits } = this.#options
    if (list.size <= erasures.countListed(db)) return 0
    const found = erasures.openAccounts(db).filter((userId) => list.has(userId))
    for (const userId of found) {
      const order = { userId, actor: 'system:restore', reason: erasure.recalled }
      await commits.add(() => erasure.commitErasure(db, order, clock.now()))
    }
    await commits.add(() => erasure.commitListed(db, list.size))
    return found.length
  }

  /** After a start: settles the jobs of those whose erasure was cut off, then goes on removing in the background. */
  async resume(): Promise<void> {
    const { db } = this.#options
    let settled = 0
    for (;;) {
      const cutOff = erasures.listUnfinished(db, pageMax, settled)
      for (const { userId } of cutOff) await this.#settle(userId)
      settled += cutOff.length
      if (cutOff.length < pageMax) break
    }
    if (settled > 0) this.#begin()
  }

  /** Resolves when nothing is being removed at the moment: done, or waiting to be tried again. */
  async idle(): Promise<void> {
    await this.#work
  }

  stop(): void {
    this.#isStopped = true
    this.#pauses.end()
  }

  #begin(): void {
    this.#isAskedAgain = true
    this.#work ??= this.#eraseAll().finally(() => {
      this.#work = undefined
    })
  }

  async #eraseAll(): Promise<void> {
    let isTroubled = false
    while (this.#isAskedAgain && !this.#isStopped) {
      this.#isAskedAgain = false
      if (!(await this.#triedEach())) isTroubled = true
    }
    if (!isTroubled) this.#trouble = undefined
    else void this.#pauses.pause(retryMs).then(() => this.#begin())
  }

  /** Whether all of them got to their end; a store that cannot be read now is asked again, like one that takes no writes. */
  async #triedEach(): Promise<boolean> {
    try {
      return (await this.#eraseEach()) === 0
    } catch (error) {
      this.#trouble = unfinished
      if (!this.#isStopped) this.#options.onTrouble('everybody', error)
      return false
    }
  }

  /** Everybody who is to be erased, once. Answers how many could not be; what holds one up holds up no other. */
  async #eraseEach(): Promise<number> {
    let failed = 0
    while (!this.#isStopped) {
      // Who is erased leaves the list: what is left at its beginning are those that failed.
      const page = erasures.listUnfinished(this.#options.db, pageMax, failed)
      if (page.length === 0) break
      for (const { userId } of page) {
        if (this.#isStopped) break
        if (!(await this.#tryErase(userId))) failed++
      }
    }
    return failed
  }

  async #tryErase(userId: string): Promise<boolean> {
    try {
      await this.#erase(userId)
      return true
    } catch (error) {
      if (this.#isStopped) return true
      this.#trouble = unfinished
      this.#options.onTrouble(userId, error)
      return false
    }
  }

  async #erase(userId: string): Promise<void> {
    const { db, clock, commits, list, forget, onErased } = this.#options
    const left = await this.#settle(userId)
    list.add(userId)
    for (const removal of erasure.removals) await this.#remove(userId, removal)
    forget(userId)
    if (left > 0)
      throw new Error(`${left} job(s) could not be settled; what is personal is removed`)
    if (!truncateLog(db)) throw new Error('The log is being read by somebody else')
    await commits.addUpkeep(() => {
      erasure.commitListed(db, list.size)
      erasure.commitErasureFinished(db, userId, clock.now())
    })
    onErased(userId)
  }

  /** Ends what waits or runs, with its refund. Answers how many could not be ended. */
  async #settle(userId: string): Promise<number> {
    const { db, commits, supervisor } = this.#options
    const event = { type: 'failure.requested', by: erasing, reason: 'erasure' } as const
    for (;;) {
      const live = erasures.listLive(db, userId, pageMax)
      const settled = await Promise.allSettled(
        live.map((jobId) => commits.addUpkeep(() => settleNow(supervisor, jobId, event))),
      )
      const failed = settled.filter(({ status }) => status === 'rejected').length
      if (live.length < pageMax || failed === live.length) return failed
    }
  }

  async #remove(userId: string, { run }: erasure.Removal): Promise<void> {
    const { db, clock, commits } = this.#options
    let place: Parameters<typeof run>[2] | undefined = erasure.beginning
    while (place && !this.#isStopped) {
      const from: Parameters<typeof run>[2] = place
      place = await commits.addUpkeep(() => run(db, userId, from, clock.now()))
      if (place) await this.#pauses.pause(stepPauseMs)
    }
    if (this.#isStopped) throw new Error('The service is stopping')
  }
}

/** A row that somebody else ended is only adopted: that settles it. */
function settleNow(
  supervisor: JobSupervisor,
  jobId: string,
  event: Parameters<JobSupervisor['dispatchNow']>[1],
): void {
  if (supervisor.adoptNow(jobId) !== 'settled') supervisor.dispatchNow(jobId, event)
}
