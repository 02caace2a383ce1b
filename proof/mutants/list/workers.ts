// Bugs in what workers outside may do, and in what becomes of a job that one of them lost.
import { type Mutant, mutant } from '../mutant.ts'

const tests = { by: 'tests', files: ['test/actors/workers.test.ts'] } as const

export const workerMutants: readonly Mutant[] = [
  mutant(
    'lease-unproved',
    'Whoever guesses the number of an attempt may report its result',
    tests,
    [
      'src/actors/lease-desk.ts',
      "  if (!isItsLease(job, report)) return 'the token is not that of its lease'\n",
      '',
    ],
  ),
  mutant(
    'silence-ends-the-job',
    'A worker that dies takes its job with it, whatever tries are left',
    tests,
    [
      'src/machines/when-late.ts',
      "    { guard: 'mayBeClaimedAgain', target: 'claimable', actions: 'letClaimAgain' },\n",
      '',
    ],
  ),
  mutant(
    'waiting-worker-unheard',
    'A worker that waits is told that there is nothing when a job comes',
    tests,
    [
      'src/actors/claims.ts',
      'for (const waiter of group.slice(0, due.length)) this.#serve(waiter)',
      'for (const waiter of group.slice(0, due.length)) waiter.settle(null)',
    ],
  ),
  mutant(
    'claims-while-paused',
    'An operator pauses dispatch, and workers go on taking jobs',
    tests,
    ['src/actors/claims.ts', 'dispatcher.isOpen && !dispatcher.isPaused', 'dispatcher.isOpen'],
  ),
  mutant(
    'gone-worker-keeps-its-job',
    'A claim that nobody heard of holds its job up for a lease',
    tests,
    ['src/actors/claims.ts', '    if (given && gone?.aborted) await this.#takeBack(given)\n', ''],
  ),
  mutant(
    'people-as-workers',
    'Whoever has an account may claim and report the jobs of others',
    { by: 'tests', files: ['test/router/roles.test.ts'] },
    [
      'src/router/caller.ts',
      "if (caller.kind === 'worker') return caller",
      "if (caller.kind !== 'internal') return { kind: 'worker' }",
    ],
  ),
]
