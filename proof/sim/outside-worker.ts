// A worker outside: works in shifts, asks for a job and waits for one, does with it what the plan says, and reports in
// the words of its contract. It outlives the service, and knows only what it was told.
import { createHash } from 'node:crypto'
import type { Claim } from '../../src/actors/claimable-jobs.ts'
import type { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import type { Host } from './host.ts'
import type { Life, Reply } from './life.ts'
import type { Model } from './model.ts'
import type { WorkerAction, WorkerScript } from './plan-outside.ts'
import type { Probes } from './probes.ts'
import { Reports } from './reports.ts'
import { honestAnswer } from './scripted-analyzer.ts'

export interface OutsideWorkerParts {
  readonly name: string
  readonly time: SimulatedClock
  readonly host: Host
  readonly model: Model
  readonly probes: Probes
  /** What is done with the next claim of this job. */
  readonly scriptOf: (mark: number, jobId: string) => WorkerScript
}

const askAgainMs = 5_000

export class OutsideWorker {
  readonly #parts: OutsideWorkerParts
  #endsAt = 0
  #isAtWork = false
  #waitMs = 0
  #leavesAfterMs: number | undefined

  constructor(parts: OutsideWorkerParts) {
    this.#parts = parts
  }

  /** Begins a shift, or stays longer. */
  shift({ forMs, waitMs, leavesAfterMs }: WorkerAction): void {
    this.#endsAt = Math.max(this.#endsAt, this.#parts.time.now() + forMs)
    this.#waitMs = waitMs
    this.#leavesAfterMs = leavesAfterMs
    if (!this.#isAtWork) this.#ask()
  }

  /** Takes nothing new. */
  goHome(): void {
    this.#endsAt = 0
  }

  #ask(): void {
    const { host, time, name } = this.#parts
    this.#isAtWork = time.now() < this.#endsAt
    if (!this.#isAtWork) return
    const { life } = host
    const gone = new AbortController()
    const askedAt = time.now()
    if (this.#leavesAfterMs !== undefined) time.setTimeout(() => gone.abort(), this.#leavesAfterMs)
    const wish = { workerId: name, waitMs: this.#waitMs }
    host.call(
      ({ workers }) => workers.claims.claim(wish, gone.signal),
      (reply) => this.#heard(reply, { life, isGone: gone.signal.aborted, askedAt }),
    )
  }

  #heard(
    reply: Reply<Claim | null>,
    asked: { life: Life | undefined; isGone: boolean; askedAt: number },
  ): void {
    const { probes, time, host } = this.#parts
    if (reply.kind === 'lost') probes.hit('a worker that waited was cut off by a death')
    if (reply.kind !== 'answer' || reply.value === null) return this.#askLater()
    if (asked.isGone) {
      probes.hit('a claim that nobody heard of was taken back')
      return this.#askLater()
    }
    if (time.now() > asked.askedAt) probes.hit('a worker was given what it waited for')
    if (asked.life !== host.life) return this.#askLater()
    this.#take(reply.value)
  }

  #askLater(): void {
    this.#parts.time.setTimeout(() => this.#ask(), this.#waitMs > 0 ? 500 : askAgainMs)
  }

  #take(claim: Claim): void {
    const { model, name, scriptOf } = this.#parts
    const { jobId, attempt, leaseToken, leaseUntil, input } = claim
    const tokenHash = createHash('sha256').update(leaseToken).digest('hex')
    model.leases.told({ jobId, attempt, worker: name, tokenHash, leaseUntil })
    const { mark } = input as { mark: number }
    const job = new Reports({ ...this.#parts, claim, done: () => this.#askLater() })
    this.#do(job, claim, scriptOf(mark, jobId))
  }

  #do(job: Reports, { jobId, attempt, leaseMs }: Claim, script: WorkerScript): void {
    const honest = honestAnswer(jobId, attempt)
    switch (script.works) {
      case 'complete':
        return job.beating(script.afterMs, script.beats, () => job.complete(honest))
      case 'fail':
        return job.beating(script.afterMs, script.beats, () => job.fail(script.transient))
      case 'lie':
        return job.after(script.afterMs, () => job.complete({ text: '', mark: 'of the beast' }))
      case 'vanish':
        return this.#askLater()
      case 'late':
        return job.after(leaseMs + script.pastMs, () => job.complete(honest))
      case 'twice':
        return job.after(script.afterMs, () => job.completeTwice(honest))
      case 'revive':
        return job.after(script.afterMs, () => job.revive(honest))
      case 'forge':
        return job.after(script.afterMs, () => job.forge(script.how, honest))
      case 'cling':
        return job.cling(script.everyMs)
    }
  }
}
