// The intake as callers find it where something may stand in the way: an operator's switch or a full disk, for
// everybody; a loop that is behind, for those over the network. It decides nothing; whoever guards says whether.
import type { Intake } from './intake.ts'

/** What callers use of the intake, over the network or in the same process. */
export type NetworkIntake = Pick<Intake, 'submit' | 'retry'>

/** The same intake behind `requireOpen`, which throws a `DomainError` while nothing is taken; nothing is charged then. */
export function guarded(intake: NetworkIntake, requireOpen: () => void): NetworkIntake {
  return {
    async submit(...asked) {
      requireOpen()
      return intake.submit(...asked)
    },
    async retry(...asked) {
      requireOpen()
      return intake.retry(...asked)
    },
  }
}
