import { describe, expect, test } from 'vitest'
import { charge, grant, refundOf } from '../../src/domain/ledger.ts'

const job = { userId: 'ana', jobId: 'J1', tokenCost: 5, origin: 'service' } as const

test('a charge takes the price of the job from its owner', () => {
  expect(charge(job)).toEqual({
    userId: 'ana',
    jobId: 'J1',
    kind: 'charge',
    amount: -5,
    reason: 'analysis submitted',
    actor: 'user:ana',
  })
})

describe('a refund', () => {
  test('is what was charged, not what the job costs today', () => {
    expect(refundOf(job, -3, 'STUCK_QUEUED')).toEqual({
      userId: 'ana',
      jobId: 'J1',
      kind: 'refund',
      amount: 3,
      reason: 'STUCK_QUEUED',
      actor: 'system:settlement',
    })
  })

  test('of a row that came without a charge is its own price, and says that it was adopted', () => {
    const refund = refundOf({ ...job, origin: 'foreign' }, undefined, 'STUCK_QUEUED')
    expect(refund).toMatchObject({ amount: 5, reason: expect.stringContaining('adopted') })
  })
})

test('a grant belongs to no job', () => {
  expect(grant('ana', 2, 'sorry', 'operator:olga')).toEqual({
    userId: 'ana',
    jobId: null,
    kind: 'grant',
    amount: 2,
    reason: 'sorry',
    actor: 'operator:olga',
  })
})
