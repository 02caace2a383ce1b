// A worker outside as a world plays it: claims jobs and reports of the one it claimed last, in the words of its
// contract. It keeps no lease by itself; nothing is reported unless the test says so.
import type { Claim } from '../actors/claimable-jobs.ts'
import type { Workers } from '../actors/workers.ts'

export class WorldWorker {
  readonly workerId: string
  /** What it claimed last; a test may set it to report of another. */
  claimed: Claim | undefined
  readonly #workers: () => Workers
  readonly #result: unknown

  /** `workers` gives those of the process that runs now, so that a worker outlives a crash of the service. */
  constructor(workerId: string, options: { workers: () => Workers; result: unknown }) {
    this.workerId = workerId
    this.#workers = options.workers
    this.#result = options.result
  }

  /** The next job, or null where none came within `waitMs` of the world's time. */
  async claim(
    options: { assessmentName?: string; waitMs?: number; gone?: AbortSignal } = {},
  ): Promise<Claim | null> {
    const { gone, ...request } = options
    const { workerId } = this
    const claim = await this.#workers().claims.claim({ workerId, ...request }, gone)
    if (claim) this.claimed = claim
    return claim
  }

  heartbeat(progress: { fraction?: number; note?: string } = {}) {
    return this.#workers().desk.heartbeat({ ...this.#lease, ...progress })
  }

  complete(result = this.#result) {
    return this.#workers().desk.complete({ ...this.#lease, result })
  }

  fail(reason = 'the test says so', options: { transient?: boolean } = {}) {
    const { transient = false } = options
    return this.#workers().desk.fail({ ...this.#lease, reason, transient })
  }

  get #lease() {
    if (!this.claimed) throw new Error(`Worker ${this.workerId} has claimed nothing`)
    const { jobId, attempt, leaseToken } = this.claimed
    return { jobId, attempt, leaseToken }
  }
}
