import fc from 'fast-check'
import { afterAll, test } from 'vitest'
import { makeStage, play, type Stage } from '../support/history.ts'
import { steps } from '../support/steps.ts'

const runs = Number(process.env['FC_RUNS'] ?? 10_000)
/** A new database after this many histories, so that checking all of its tables stays cheap. */
const historiesPerWorld = 40

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
    { numRuns: runs },
  )
})
