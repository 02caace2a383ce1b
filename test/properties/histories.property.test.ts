import fc from 'fast-check'
import { afterAll, test } from 'vitest'
import { makeStage, play, type Stage } from '../support/history.ts'
import { type Step, steps } from '../support/steps.ts'

const runs = Number(process.env['FC_RUNS'] ?? 10_000)
/** A new database after this many histories, so that checking all of its tables stays cheap. */
const historiesPerWorld = 40

/** Found by this test, and played first ever since. */
const found: readonly Step[][] = [
  // A result under the lease of a job that is completed: told the same, whatever it holds.
  [
    { does: 'submit outside', user: 0 },
    { does: 'claim', worker: 0 },
    { does: 'report', job: 0, what: 'success', attempt: 0 },
    { does: 'breathe' },
    { does: 'work', claim: 0, how: 'nonsense' },
  ],
  // A failure in the same words under the lease that it ended: told what became of the job.
  [
    { does: 'submit outside', user: 0 },
    { does: 'claim', worker: 0 },
    { does: 'breathe' },
    { does: 'work', claim: 0, how: 'for good' },
    { does: 'work', claim: 0, how: 'pass by' },
  ],
  // A job that is ended by hand during its back-off: its slot is taken within five seconds of the loss of its actor.
  [
    { does: 'submit', user: 0, score: 0, key: 'none' },
    { does: 'answer', call: 0, how: 'pass by' },
    { does: 'submit', user: 0, score: 0, key: 'none' },
    { does: 'touch', job: 1, how: 'complete' },
    { does: 'submit', user: 0, score: 0, key: 'none' },
    { does: 'pass', ms: 4_000 },
    { does: 'pass', ms: 1 },
  ],
]

let stage: Stage | undefined
afterAll(() => stage?.world.close())

test('whatever happens, no token is lost or paid twice, nothing stays stuck and every end is told once', {
  timeout: 1_800_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      stage ??= await makeStage()
      const current = stage
      stage = undefined
      await play(current, history)
      if (current.played < historiesPerWorld) stage = current
      else await current.world.close()
    }),
    { numRuns: runs, examples: found.map((history) => [history]) },
  )
})
