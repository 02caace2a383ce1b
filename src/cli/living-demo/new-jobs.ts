// What keeps the living demo alive: now and then one of its people submits, for real and on real time, until it has been
// often enough. It makes no job of its own; the intake does.
import type { Runtime } from '../../runtime.ts'
import type { Clock } from '../../system/clock.ts'
import { Character, people } from './people.ts'
import { SeededRandom } from './random.ts'

export interface NewJobsOptions {
  readonly runtime: Pick<Runtime, 'intake' | 'accounts'>
  readonly clock: Clock
  readonly userIds: readonly string[]
  readonly operatorId: string
  readonly seed: number
  /** About how long it is from one to the next. */
  readonly paceMs: number
  /** What is submitted at once, so that there is something to see, and most of the time. */
  readonly slowAssessment: string
  readonly jobsMax?: number
}

const grantTokens = 20
const firstJobs = 4
const slowShare = 0.85

/** Some days of them; a demo that was forgotten must not fill a disk. */
const jobsMax = 1_000

/** Livelier than the history, so that something happens while somebody looks, and still of its scale in a chart. */
export const paceOf = ({ jobs, days }: { jobs: number; days: number }): number =>
  Math.min(slowestMs, Math.max(quickestMs, (days * dayMs) / jobs / livelier))

const dayMs = 86_400_000
const livelier = 5
const quickestMs = 30_000
const slowestMs = 300_000

export class NewJobs {
  readonly #options: NewJobsOptions
  readonly #random: SeededRandom
  readonly #characters: readonly Character[]
  #left: number
  #timer: unknown

  constructor(options: NewJobsOptions) {
    this.#options = options
    this.#random = new SeededRandom(options.seed + 2)
    this.#characters = people.map(() => new Character(this.#random))
    this.#left = options.jobsMax ?? jobsMax
  }

  start(): void {
    const { slowAssessment } = this.#options
    this.#arm(0, async () => {
      for (let made = 0; made < firstJobs; made++) await this.#submit(slowAssessment)
    })
  }

  #next(): void {
    if (this.#left <= 0) return
    const { paceMs, slowAssessment } = this.#options
    const pauseMs = this.#random.whole(Math.round(paceMs * 0.5), Math.round(paceMs * 1.5))
    const isSlow = this.#random.next() < slowShare
    this.#arm(pauseMs, () => this.#submit(isSlow ? slowAssessment : undefined))
  }

  #arm(pauseMs: number, work: () => Promise<void>): void {
    this.#timer = this.#options.clock.setTimeout(() => {
      void work().finally(() => {
        if (this.#timer !== undefined) this.#next()
      })
    }, pauseMs)
  }

  stop(): void {
    if (this.#timer !== undefined) this.#options.clock.clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async #submit(assessmentName: string | undefined): Promise<void> {
    const { runtime, userIds, operatorId } = this.#options
    const who = this.#random.whole(0, userIds.length - 1)
    const userId = userIds[who] ?? ''
    const assessmentData = this.#characters[who]?.scores()
    try {
      const { remainingTokens } = await runtime.intake.submit(userId, {
        assessmentData,
        ...(assessmentName !== undefined && { assessmentName }),
      })
      this.#left--
      if (remainingTokens > 0) return
      const by = { kind: 'operator', id: operatorId } as const
      await runtime.accounts.grant(userId, grantTokens, 'a new invoice', by)
    } catch {
      // Refused, such as while the queue is full or the service stops: somebody else comes along.
    }
  }
}
