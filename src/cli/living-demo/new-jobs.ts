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
  readonly jobsMax?: number
}

const pauseMinMs = 2_000
const pauseMaxMs = 7_000
const grantTokens = 20

/** More than an hour of them; a demo that was forgotten must not fill a disk. */
const jobsMax = 1_000

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
    if (this.#left === 0) return
    this.#left--
    const pauseMs = this.#random.whole(pauseMinMs, pauseMaxMs)
    this.#timer = this.#options.clock.setTimeout(() => {
      void this.#submit().finally(() => {
        if (this.#timer !== undefined) this.start()
      })
    }, pauseMs)
  }

  stop(): void {
    if (this.#timer !== undefined) this.#options.clock.clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async #submit(): Promise<void> {
    const { runtime, userIds, operatorId } = this.#options
    const who = this.#random.whole(0, userIds.length - 1)
    const userId = userIds[who] ?? ''
    const assessmentData = this.#characters[who]?.scores()
    try {
      const { remainingTokens } = await runtime.intake.submit(userId, { assessmentData })
      if (remainingTokens > 0) return
      const by = { kind: 'operator', id: operatorId } as const
      await runtime.accounts.grant(userId, grantTokens, 'a new invoice', by)
    } catch {
      // Refused, such as while the queue is full or the service stops: somebody else comes along.
    }
  }
}
