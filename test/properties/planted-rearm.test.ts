import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { makeStage, play } from '../support/history.ts'
import { steps } from '../support/steps.ts'

// The planted bug: the alarm is never armed again for the earliest deadline in the table.
vi.mock('../../src/db/jobs.queries.ts', async (original) => ({
  ...(await original<typeof import('../../src/db/jobs.queries.ts')>()),
  earliestDeadline: () => undefined,
}))

test('given a service that arms no alarm for the rows it holds no actor of, when random histories are played, then that is caught', async () => {
  const { failed, errorInstance } = await histories()

  expect(failed).toBe(true)
  expect(String(errorInstance)).toMatch(/past their deadline/)
})

const histories = () =>
  fc.check(
    fc.asyncProperty(steps, async (history) => {
      const stage = await makeStage()
      try {
        await play(stage, history)
      } finally {
        await stage.world.close()
      }
    }),
    { numRuns: 1_000, endOnFailure: true },
  )
