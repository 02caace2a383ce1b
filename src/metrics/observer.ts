// What the living parts tell whoever keeps figures: facts that are already committed, and how long things took.
// Types only; an observer must not throw and must cost no more than a few increments.
import type { RunEnd } from '../actors/analysis-runner.ts'
import type { CheckReport } from '../actors/monitor.ts'
import type { Settlement } from '../db/commit.ts'
import type { Decision } from '../domain/decision.ts'
import type { EventEnvelope } from '../domain/events.ts'
import type { Job } from '../domain/job.ts'

export interface RuntimeObserver {
  /** A job is in line, and durable. */
  submitted(job: Job): void
  /** A job has moved, and what that did to its owner's tokens. */
  committed(decision: Decision, settlement: Settlement): void
  /** A check has ended; `report` is undefined where it broke off. */
  checked(report: CheckReport | undefined): void
  /** A row could not be repaired and waits for an operator. */
  quarantined(): void
  /** An event came for a job that had ended. */
  late(): void
  /** An event is handed to one subscriber; live where that subscriber was waiting for it. */
  told(event: EventEnvelope, isLive: boolean): void
  /** An analysis is called; what it answers is called once, when nobody waits for it any more. */
  readonly running?: ((job: Job) => (end: RunEnd) => void) | undefined
  /** A webhook delivery was attempted; failed: it is made again. */
  delivery(outcome: 'delivered' | 'failed' | 'dead'): void
  /** A transaction begins; what it answers is called at its end with how much work shared it. */
  transaction(): (items: number, isCommitted: boolean) => void
}
