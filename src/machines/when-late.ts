// What a job that is late leads to, as transitions of its machine: words only, the machine says when they apply.
import type { FailureCode } from '../domain/job.ts'

export function fail(code: FailureCode) {
  return { type: 'fail', params: { code } } as const
}

export function whenLeaseEnds() {
  return [
    { guard: 'mayBeClaimedAgain', target: 'claimable', actions: 'letClaimAgain' },
    { guard: 'isPastHardLimit', target: '#job.failed', actions: fail('STUCK_PROCESSING') },
    { guard: 'isOverdue', target: '#job.failed', actions: fail('ANALYSIS_FAILED') },
  ] as const
}

export function whenStuck<State extends string>(state: State) {
  return [
    { guard: 'isOverdue', target: '#job.failed', actions: fail('STUCK_PROCESSING') },
    { target: state, reenter: true },
  ] as const
}
