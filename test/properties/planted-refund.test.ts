import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { makeStage, play } from '../support/history.ts'
import { steps } from '../support/steps.ts'

// The planted bug: every refund gives back twice what was charged.
vi.mock('../../src/domain/ledger.ts', async (original) => {
  const ledger = await original<typeof import('../../src/domain/ledger.ts')>()
  return {
    ...ledger,
    refundOf: (...given: Parameters<typeof ledger.refundOf>) => {
      const refund = ledger.refundOf(...given)
      return { ...refund, amount: refund.amount * 2 }
    },
  }
})

test('given a service that refunds twice, when random histories are played, then that is caught', async () => {
  const { failed, errorInstance } = await histories()

  expect(failed).toBe(true)
  expect(String(errorInstance)).toMatch(/got back what it was charged|got its price/)
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
