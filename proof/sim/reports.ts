// What one worker says of one claim: signs of life, the end, the end again, and what it has no right to say. What was not
// answered is said again, as over a network.
import { createHash } from 'node:crypto'
import type { Claim } from '../../src/actors/claimable-jobs.ts'
import type { Reported } from '../../src/actors/lease-desk.ts'
import type { Runtime } from '../../src/runtime.ts'
import type { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import type { Host } from './host.ts'
import type { Reply } from './life.ts'
import type { Model } from './model.ts'
import type { ProbeName, Probes } from './probes.ts'

export interface ReportsParts {
  readonly time: SimulatedClock
  readonly host: Host
  readonly model: Model
  readonly probes: Probes
  readonly claim: Claim
  /** The worker is free for the next job. */
  readonly done: () => void
}

interface Say {
  readonly kind: 'beat' | 'end'
  readonly attempt: number
  readonly leaseToken: string
  readonly work: (runtime: Runtime) => Promise<unknown>
  readonly refusedAs: ProbeName
  readonly heard: (wasTaken: boolean) => void
}

const sayAgainMs = 3_000
const saidMax = 6
/** Nobody clings to a job longer than this many signs of life. */
const beatsMax = 60

export class Reports {
  readonly #parts: ReportsParts
  readonly #starts: number

  constructor(parts: ReportsParts) {
    this.#parts = parts
    this.#starts = parts.host.counts.starts
  }

  after(ms: number, fn: () => void): void {
    this.#parts.time.setTimeout(fn, ms)
  }

  /** So many signs of life, evenly over the time, then the end. */
  beating(ms: number, beats: number, end: () => void): void {
    const stepMs = Math.ceil(ms / (beats + 1))
    if (beats === 0) return this.after(ms, end)
    this.after(stepMs, () =>
      this.#beat(beats % 2 === 0 ? 0.5 : undefined, (isHeard) =>
        isHeard ? this.beating(ms - stepMs, beats - 1, end) : this.#parts.done(),
      ),
    )
  }

  cling(everyMs: number, left = beatsMax): void {
    if (left === 0) return this.#parts.done()
    this.after(everyMs, () =>
      this.#beat(undefined, (isHeard) => {
        if (isHeard) return this.cling(everyMs, left - 1)
        this.#parts.probes.hit('a worker that clung to its job lost it')
        this.#parts.done()
      }),
    )
  }

  complete(result: object): void {
    this.#end(result, this.#parts.done)
  }

  completeTwice(result: object): void {
    const { done, probes } = this.#parts
    this.#end(result, () =>
      this.after(1, () =>
        this.#end(result, (wasTaken) => {
          if (wasTaken) probes.hit('a report that was repeated was told the same')
          done()
        }),
      ),
    )
  }

  fail(transient: boolean): void {
    const { done } = this.#parts
    this.#say(this.#failing(transient, 'late report refused', done))
  }

  revive(result: object): void {
    const { done } = this.#parts
    const heard = () =>
      this.#beat(0.9, () => this.#end(result, done, 'report after its own failure refused'))
    this.#say(this.#failing(true, 'late report refused', heard))
  }

  forge(how: number, result: object): void {
    const { attempt, leaseToken } = this.#parts.claim
    const forged = [
      { attempt, leaseToken: `${leaseToken.slice(1)}x` },
      { attempt: attempt + 1, leaseToken },
      { attempt: Math.max(1, attempt - 1), leaseToken: leaseToken.toUpperCase() },
    ][how % 3] ?? { attempt, leaseToken: '' }
    const { jobId } = this.#parts.claim
    const report = { jobId, ...forged, result: { text: 'forged' } }
    this.#say({
      ...{ kind: 'end', ...forged, refusedAs: 'forged report refused' },
      work: ({ workers }) => workers.desk.complete(report),
      heard: () => this.complete(result),
    })
  }

  #beat(fraction: number | undefined, heard: (isHeard: boolean) => void): void {
    const { jobId, attempt, leaseToken } = this.#parts.claim
    const report = { jobId, attempt, leaseToken, fraction }
    const work = ({ workers }: Runtime) => workers.desk.heartbeat(report)
    const said = { kind: 'beat', attempt, leaseToken, work, heard } as const
    this.#say({ ...said, refusedAs: 'late sign of life refused' })
  }

  #end(
    result: object,
    heard: (wasTaken: boolean) => void,
    refusedAs: ProbeName = 'late report refused',
  ): void {
    const { jobId, attempt, leaseToken } = this.#parts.claim
    const work = ({ workers }: Runtime) =>
      workers.desk.complete({ jobId, attempt, leaseToken, result })
    this.#say({ kind: 'end', attempt, leaseToken, work, heard, refusedAs })
  }

  #failing(transient: boolean, refusedAs: ProbeName, heard: () => void): Say {
    const { jobId, attempt, leaseToken } = this.#parts.claim
    const report = { jobId, attempt, leaseToken, reason: 'the plan says so', transient }
    const work = ({ workers }: Runtime) => workers.desk.fail(report)
    return { kind: 'end', attempt, leaseToken, work, refusedAs, heard }
  }

  #say(say: Say, times = 1): void {
    const { host, model, claim } = this.#parts
    const hash = createHash('sha256').update(say.leaseToken).digest('hex')
    const now = host.life?.clock.now() ?? 0
    if (model.leases.until(claim.jobId) === now) {
      this.#parts.probes.hit('report in the instant the lease ended')
    }
    const report = model.leases.reporting(claim.jobId, say.attempt, hash, say.kind, now)
    host.call(say.work, (reply) => {
      if (reply.kind === 'answer') {
        const value = reply.value as Partial<Reported>
        model.leases.accepted(report, value.status)
        this.#taken(value, times)
        return say.heard(true)
      }
      if (reply.kind === 'refusal') return this.#refused(reply, say, report)
      if (times >= saidMax) return this.#parts.done()
      this.after(sayAgainMs, () => this.#say(say, times + 1))
    })
  }

  #taken({ status }: Partial<Reported>, times: number): void {
    const { host, probes } = this.#parts
    if (status === 'completed' && host.counts.starts > this.#starts) {
      probes.hit('a worker kept its job over a restart')
    }
    if (status === 'completed' && times > 1) probes.hit('a report without an answer was repeated')
  }

  #refused(
    { code }: Extract<Reply<unknown>, { kind: 'refusal' }>,
    { refusedAs, heard }: Say,
    report: Parameters<Model['leases']['refused']>[0],
  ): void {
    const { host, model, probes } = this.#parts
    if (code === 'LEASE_LOST') {
      model.leases.refused(report, host.life?.clock.now() ?? 0)
      probes.hit(refusedAs)
    }
    if (code === 'INVALID_RESULT') probes.hit('a result of a worker did not fit')
    heard(false)
  }
}
