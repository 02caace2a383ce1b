// Turns what the living parts tell into increments. It reads nothing and keeps nothing but the figures.
import type { NetworkIntake } from '../actors/guarded-intake.ts'
import type { Decision } from '../domain/decision.ts'
import { DomainError } from '../domain/errors.ts'
import { failureCodes, isTerminal } from '../domain/job.ts'
import type { Clock } from '../system/clock.ts'
import type { Instruments } from './instruments.ts'
import type { RuntimeObserver } from './observer.ts'

export interface CountingOptions {
  readonly instruments: Instruments
  readonly clock: Pick<Clock, 'now'>
  /** Milliseconds that no step of the wall clock touches. */
  readonly monotonicMs: () => number
}

export function countingObserver(options: CountingOptions): RuntimeObserver {
  const { clock, monotonicMs, instruments } = options
  const { jobs, money, checks, events, store } = instruments
  return {
    submitted: () => jobs.submitted.inc(),
    committed(decision, { refundedTokens, newBalance }) {
      countMove(jobs, decision)
      if (decision.refundReason === undefined) return
      if (newBalance === undefined) {
        money.unrefunded.inc()
        return
      }
      if (refundedTokens === 0) return
      money.refunds.inc({ code: codeOf(decision.refundReason) })
      money.refundedTokens.inc(refundedTokens)
    },
    checked(report) {
      if (!report) {
        checks.runs.inc({ outcome: 'broken' })
        return
      }
      const { total, fixed, skipped, failed, durationMs } = report
      checks.runs.inc({ outcome: total === 0 ? 'clean' : 'repaired' })
      checks.repairs.inc({ outcome: 'fixed' }, fixed)
      checks.repairs.inc({ outcome: 'skipped' }, skipped)
      checks.repairs.inc({ outcome: 'failed' }, failed)
      checks.seconds.observe(durationMs / 1_000)
    },
    quarantined: () => checks.quarantined.inc(),
    late: () => jobs.late.inc(),
    told(event, isLive) {
      events.told.inc()
      if (isLive) events.tellSeconds.observe(Math.max(0, clock.now() - event.timestamp) / 1_000)
    },
    delivery: (outcome) => instruments.webhooks.deliveries.inc({ outcome }),
    transaction() {
      const beganAt = monotonicMs()
      return (items, isCommitted) => {
        store.commitSeconds.observe((monotonicMs() - beganAt) / 1_000)
        store.batch.observe(items)
        if (!isCommitted) store.failed.inc()
      }
    },
  }
}

function countMove(jobs: Instruments['jobs'], { before, after, failedTry }: Decision): void {
  if (failedTry) jobs.tries.inc({ outcome: failedTry.transient ? 'transient' : 'permanent' })
  if (after.attempt > before.attempt) {
    jobs.started.inc()
    if (before.attempt === 0) jobs.wait.observe(secondsBetween(after.createdAt, after.startedAt))
  }
  if (after.status === before.status || !isTerminal(after.status)) return
  jobs.finished.inc({ outcome: after.status, code: codeOf(after.errorCode) })
  if (after.status === 'completed') jobs.tries.inc({ outcome: 'succeeded' })
  if (after.startedAt !== null) jobs.run.observe(secondsBetween(after.startedAt, after.finishedAt))
}

const known: ReadonlySet<string> = new Set(failureCodes)

/** A row that somebody else ended may bear any code: a label must not take up all of them. */
const codeOf = (code: string | null): string => {
  if (code === null) return ''
  return known.has(code) ? code : 'OTHER'
}

const secondsBetween = (from: number, to: number | null): number =>
  Math.max(0, (to ?? from) - from) / 1_000

/** The intake with its answers counted: what was let in, what was answered again, what was refused and why. */
export function countingIntake(
  intake: NetworkIntake,
  { intake: figures }: Pick<Instruments, 'intake'>,
): NetworkIntake {
  const counted = async <T extends { readonly replayed: boolean }>(
    key: string | undefined,
    answer: Promise<T>,
  ): Promise<T> => {
    try {
      const submitted = await answer
      figures.submits.inc({ outcome: submitted.replayed ? 'replayed' : 'accepted' })
      if (submitted.replayed) figures.hits.inc()
      else if (key !== undefined) figures.misses.inc()
      return submitted
    } catch (error) {
      figures.submits.inc({ outcome: error instanceof DomainError ? error.code : 'failed' })
      throw error
    }
  }
  return {
    submit: (...asked) => counted(asked[1].idempotencyKey, intake.submit(...asked)),
    retry: (...asked) => counted(asked[2], intake.retry(...asked)),
  }
}
