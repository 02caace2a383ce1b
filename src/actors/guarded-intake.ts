// The intake as callers over the network find it where something may stand in the way: a loop that is behind, a full
// disk, an operator's switch. It decides nothing; whoever guards says whether, and in which words.
import type { Intake } from './intake.ts'

/** What callers over the network use of the intake. */
export type NetworkIntake = Pick<Intake, 'submit' | 'retry'>

/** The same intake behind `requireOpen`, which throws a `DomainError` while nothing is taken; nothing is charged then. */
export function guarded(intake: NetworkIntake, requireOpen: () => void): NetworkIntake {
  return {
    async submit(userId, request) {
      requireOpen()
      return intake.submit(userId, request)
    },
    async retry(userId, jobId, idempotencyKey) {
      requireOpen()
      return intake.retry(userId, jobId, idempotencyKey)
    },
  }
}
