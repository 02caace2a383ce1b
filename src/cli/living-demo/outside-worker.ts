// The worker outside of the living demo: slow, and now and then it dies with a job in its hands, so that an operator finds
// something that runs, something that waits and something that is about to be refunded. It has no privileges: it claims
// and reports as any worker does, and never touches a row.
import type { Claim } from '../../actors/claimable-jobs.ts'
import { analyze } from '../../assessments/talent-mapping/analyze.ts'
import { talentMappingInput } from '../../assessments/talent-mapping/input.schema.ts'
import { createTalentMapping } from '../../assessments/talent-mapping/talent-mapping.ts'
import {
  type AssessmentDefinition,
  defineAssessment,
  externalWorker,
} from '../../domain/assessment.ts'
import type { Runtime } from '../../runtime.ts'
import type { Clock } from '../../system/clock.ts'
import { SeededRandom } from './random.ts'

const leaseMs = 60_000
/** How often it says that it is alive. */
const beatMs = 10_000
/** So that with those it dies with it just keeps up. */
const slower = 1.4
/** After nothing waited, or the service said no. */
const restMs = 2_000
/** Of its jobs the first, and then each so-manieth, it dies with, after a sign of life or two. */
const diesEvery = 5
const diesAfterMs = 15_000

/** The same scores and results as the talent mapping, read by a worker; who waits too long for one, or loses it, is refunded. */
export function readByHand(): AssessmentDefinition {
  const { analyzer: _, ...mapping } = createTalentMapping()
  return defineAssessment<unknown, unknown>({
    ...mapping,
    name: 'Talent Mapping, read by a worker',
    analyzer: externalWorker({ name: 'demo-reader', leaseMs }),
    triesMax: 1,
    // What is promised before anything was measured; more than the line can hold would be refused.
    estimateMs: 30_000,
  })
}

export interface OutsideWorkerOptions {
  readonly runtime: Pick<Runtime, 'workers'>
  readonly clock: Clock
  readonly seed: number
  /** About how often a job comes in; it is a little slower. */
  readonly paceMs: number
}

export class OutsideWorker {
  readonly #options: OutsideWorkerOptions
  readonly #random: SeededRandom
  #timer: unknown
  #isStopped = false
  #claimed = 0
  #lives = 1

  constructor(options: OutsideWorkerOptions) {
    this.#options = options
    this.#random = new SeededRandom(options.seed + 3)
  }

  start(): void {
    this.#after(0, () => this.#claim())
  }

  stop(): void {
    this.#isStopped = true
    this.#options.clock.clearTimeout(this.#timer)
  }

  async #claim(): Promise<void> {
    const workerId = `demo-reader-${this.#lives}`
    const claim = await this.#options.runtime.workers.claims.claim({ workerId })
    if (!claim) return this.#after(restMs, () => this.#claim())
    const spread = 0.85 + 0.3 * this.#random.next()
    if (this.#claimed++ % diesEvery > 0) {
      return this.#work(claim, 0, Math.round(this.#options.paceMs * slower * spread))
    }
    // It is never heard of again; the one that takes its place begins with the next job.
    this.#lives++
    await this.#beat(claim, 0.1)
    this.#after(diesAfterMs, () => this.#claim())
  }

  async #work(claim: Claim, doneMs: number, takesMs: number): Promise<void> {
    if (doneMs >= takesMs) {
      const result = analyze({ scores: talentMappingInput.parse(claim.input) })
      await this.#options.runtime.workers.desk.complete({ ...leaseOf(claim), result })
      return this.#after(restMs, () => this.#claim())
    }
    await this.#beat(claim, doneMs / takesMs)
    this.#after(beatMs, () => this.#work(claim, doneMs + beatMs, takesMs))
  }

  async #beat(claim: Claim, fraction: number): Promise<void> {
    const note = 'Reading the scores'
    await this.#options.runtime.workers.desk.heartbeat({ ...leaseOf(claim), fraction, note })
  }

  /** A job that was ended by hand meanwhile is let go, and the next one asked for. */
  #after(delayMs: number, next: () => Promise<void>): void {
    if (this.#isStopped) return
    this.#timer = this.#options.clock.setTimeout(() => {
      next().catch(() => this.#after(restMs, () => this.#claim()))
    }, delayMs)
  }
}

const leaseOf = ({ jobId, attempt, leaseToken }: Claim) => ({ jobId, attempt, leaseToken })
