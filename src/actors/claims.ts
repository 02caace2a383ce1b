// Gives waiting jobs to the workers that ask: oldest first, each to one of them, in the transaction that made it
// available or that asks for it. Who asks may wait for a while; a worker that is gone gets nothing.
import { DomainError } from '../domain/errors.ts'
import { type Assessments, namesForWorkers } from '../domain/policy.ts'
import type { Clock } from '../system/clock.ts'
import type { Claim, ClaimableJobs, Taker } from './claimable-jobs.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { GroupCommit } from './group-commit.ts'
import type { JobSupervisor } from './job-supervisor.ts'
import type { RateLimiter } from './rate-limiter.ts'
import { type Waiter, WaitingWorkers, type WaitWish } from './waiting-workers.ts'
import type { WorkerWatch } from './worker-watch.ts'

export interface ClaimsOptions {
  readonly clock: Clock
  readonly commits: GroupCommit
  readonly supervisor: JobSupervisor
  readonly dispatcher: Pick<Dispatcher, 'isOpen' | 'isPaused'>
  readonly assessments: Assessments
  readonly claimable: ClaimableJobs
  readonly watch: WorkerWatch
  /** How often one worker may ask. */
  readonly limiter: RateLimiter
}

export interface ClaimRequest {
  /** Any that is analysed by workers, where not given. */
  readonly assessmentName?: string | undefined
  /** What operators know the worker by; it opens nothing. */
  readonly workerId: string
  /** How long to wait for a job, 0 to `claimWaitMaxMs`. */
  readonly waitMs?: number | undefined
}

/** After a look that could not be committed, the next one. */
const lookAgainMs = 1_000

export class Claims {
  readonly #options: ClaimsOptions
  readonly #names: readonly string[]
  readonly #waiting: WaitingWorkers<Claim>
  #timer: unknown
  #isClosed = false

  constructor(options: ClaimsOptions) {
    this.#options = options
    this.#names = namesForWorkers(options.assessments)
    this.#waiting = new WaitingWorkers(options)
  }

  /** Workers that wait for a job now. */
  get waiting(): number {
    return this.#waiting.size
  }

  /**
   * The next job for this worker, or null when there was none within `waitMs`, dispatch is paused or all leases
   * are taken. Aborting `gone` says that nobody waits for the answer: a job given away meanwhile is taken back.
   */
  async claim(request: ClaimRequest, gone?: AbortSignal): Promise<Claim | null> {
    const { commits, watch } = this.#options
    if (this.#isClosed) throw stopping()
    const { workerId, waitMs = 0 } = request
    this.#requirePace(workerId)
    const wish = { workerId, names: this.#namesFor(request.assessmentName), waitMs, gone }
    watch.asked(workerId)
    const { claim, answer } = await commits.add(() => this.#claimOrWait(wish))
    const given = claim ?? (await answer) ?? null
    if (given && gone?.aborted) await this.#takeBack(given)
    if (answer && !gone?.aborted) watch.heard(workerId)
    return given
  }

  /** The group commit's hook: whoever waits gets what there is, in the open transaction. */
  fill(): void {
    if (this.#waiting.size === 0 || !this.#mayClaim()) return
    const { claimable } = this.#options
    const free = claimable.freeLeases
    for (const group of this.#waiting.groups()) {
      const names = group[0]?.names ?? []
      const due = claimable.due(names, Math.min(free, group.length))
      for (const waiter of group.slice(0, due.length)) this.#serve(waiter)
    }
    this.#arm()
  }

  /** Nobody gets a job any more; who waits is told that there is none. */
  close(): void {
    this.#isClosed = true
    this.#waiting.dismiss()
    this.#disarm()
  }

  /** It begins to wait in the very transaction that found nothing: no job can come between. */
  #claimOrWait(wish: WaitWish): { claim?: Claim; answer?: Promise<Claim | null> } {
    const claim = this.#claimNow(wish)
    if (claim) return { claim }
    if (wish.waitMs === 0 || wish.gone?.aborted) return {}
    const { waiter, answer } = this.#waiting.add(wish)
    this.#options.commits.onOutcome({ undone: () => waiter.settle(null) })
    this.#arm()
    return { answer }
  }

  #serve(waiter: Waiter<Claim>): void {
    waiter.isServed = true
    this.#options.commits
      .add(() => this.#claimNow(waiter))
      .then(
        (claim) => {
          waiter.isServed = false
          if (claim && this.#waiting.has(waiter)) waiter.settle(claim)
          else if (claim) void this.#takeBack(claim)
        },
        (error: unknown) => waiter.fail(error),
      )
  }

  #claimNow(taker: Taker): Claim | undefined {
    return this.#mayClaim() ? this.#options.claimable.take(taker) : undefined
  }

  /** A worker that asks in a loop, without waiting, is slowed down before it costs the others anything. */
  #requirePace(workerId: string): void {
    const retryAfterMs = this.#options.limiter.take(workerId)
    if (retryAfterMs === 0) return
    const message = 'This worker asks too often; let it wait for a job with waitMs'
    throw new DomainError('RATE_LIMITED', message, { retryAfterMs })
  }

  #mayClaim(): boolean {
    const { dispatcher } = this.#options
    return !this.#isClosed && dispatcher.isOpen && !dispatcher.isPaused
  }

  #namesFor(name: string | undefined): readonly string[] {
    if (name === undefined && this.#names.length > 0) return this.#names
    if (name !== undefined && this.#names.includes(name)) return [name]
    const limit = this.#names.map((each) => `"${each}"`).join(', ')
    throw new DomainError('UNSUPPORTED_ASSESSMENT', 'No worker is needed for this assessment', {
      fields: [
        {
          path: 'assessmentName',
          message: 'is not an assessment that workers analyse here',
          limit: limit === '' ? 'none: the service analyses itself' : `one of ${limit}`,
          ...(name !== undefined && { sent: JSON.stringify(name).slice(0, 100) }),
        },
      ],
    })
  }

  /** Its worker never heard of it: a failed try, at once and not only at the end of the lease. */
  async #takeBack({ jobId, attempt }: Claim): Promise<void> {
    const reason = 'its worker was gone before it heard of the claim'
    const failure = { code: 'ANALYSIS_FAILED', reason, transient: true } as const
    const event = { type: 'analysis.failed', attempt, failure } as const
    // What cannot be committed now ends with its lease.
    await this.#options.supervisor.dispatch(jobId, event).catch(() => {})
  }

  /** Nobody may commit anything when a job's pause is over: then it is looked at by a timer. */
  #arm(): void {
    this.#disarm()
    if (this.#waiting.size === 0) return
    const { claimable, clock } = this.#options
    const nextAt = claimable.nextDueAt(this.#names)
    if (nextAt !== undefined) this.#armIn(Math.max(0, nextAt - clock.now()))
  }

  #armIn(delayMs: number): void {
    const look = () => {
      this.#timer = undefined
      const isWanted = () => !this.#isClosed && this.#waiting.size > 0
      if (!isWanted()) return
      this.#options.commits
        .add(() => {})
        .catch(() => {
          if (isWanted()) this.#armIn(lookAgainMs)
        })
    }
    this.#disarm()
    this.#timer = this.#options.clock.setTimeout(look, delayMs)
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.#options.clock.clearTimeout(this.#timer)
    this.#timer = undefined
  }
}

const stopping = (): DomainError =>
  new DomainError('SERVICE_STOPPING', 'The service is stopping; ask again in a moment', {
    retryAfterMs: 5_000,
  })
