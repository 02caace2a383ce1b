// Every planted bug, and the one that is planted in every run.
import { besideMutants } from './list/beside.ts'
import { edgeMutants } from './list/edge.ts'
import { eventMutants } from './list/events.ts'
import { jobMutants } from './list/jobs.ts'
import { moneyMutants } from './list/money.ts'
import { storeMutants } from './list/store.ts'
import { workerMutants } from './list/workers.ts'
import type { Mutant, Net } from './mutant.ts'

export const mutants: readonly Mutant[] = [
  ...moneyMutants,
  ...jobMutants,
  ...eventMutants,
  ...storeMutants,
  ...edgeMutants,
  ...workerMutants,
  ...besideMutants,
]

const doubled = {
  why: 'Each refund gives back twice what was charged. Whoever does not see this sees nothing',
  edits: [
    {
      file: 'src/domain/ledger.ts',
      find: 'amount: adopted ? job.tokenCost : -chargedAmount,',
      replace: 'amount: 2 * (adopted ? job.tokenCost : -chargedAmount),',
    },
  ],
}

const canary = (name: string, caughtBy: Net): Mutant => ({ name, ...doubled, caughtBy })

/** In every run, however few mutants it samples: a harness that has gone blind turns it red. */
export const canaries: readonly Mutant[] = [
  canary('canary: simulation', { by: 'simulation', seedsMax: 10 }),
  canary('canary: histories', { by: 'histories', runs: 200 }),
]
