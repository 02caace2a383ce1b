import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Call } from '../../proof/fuzz/case.ts'
import { fuzz } from '../../proof/fuzz/fuzz.ts'
import { type Plant, plantNames } from '../../proof/fuzz/messages.ts'
import { wrongEnvelope, wrongTrpcError } from '../../proof/fuzz/oracle.ts'
import { procedures } from '../../proof/fuzz/procedures.ts'
import { permutations, races, runRace } from '../../proof/fuzz/races.ts'
import { arbitraryOf } from '../../proof/fuzz/schema-arbitrary.ts'
import { Session } from '../../proof/fuzz/session.ts'

/** An address is checked in a second step, which the schema of the first does not show. */
const addresses = (name: string) => (name === 'email' ? fc.constant('a@example.com') : undefined)

/** The same inputs every time; `npm run fuzz` tries new ones. */
const seed = 20_261_123

test('given six hundred hostile inputs of every kind, then the service refuses them and nothing else happens', async () => {
  const report = await fuzz({ inputs: 600, seed, commands: 0, races: [] })

  expect(report.failures).toEqual([])
  const sum = (field: 'inputs' | 'refused' | 'deaths' | 'stalls') =>
    report.rounds.reduce((total, round) => total + round[field], 0)
  expect(sum('inputs')).toBeGreaterThanOrEqual(600)
  // A fuzzer whose every input is refused at the door tries nothing.
  expect(sum('refused')).toBeLessThan(0.97 * sum('inputs'))
  expect([sum('deaths'), sum('stalls')]).toEqual([0, 0])
})

describe('the fuzzer', () => {
  let session: Session
  beforeAll(async () => {
    session = await Session.start()
  }, 120_000)
  afterAll(() => session.stop())

  const seenOf: Record<Plant, RegExp> = {
    'plant-c41e: a bug': /HTTP 500/,
    'plant-c41e: a stall': /the loop stood still for \d+ ms/,
    'plant-c41e: a change': /a refusal changed something/,
    'plant-c41e: a death': /the process died/,
  }

  test.each(plantNames)('sees %s, and goes on', async (note) => {
    const input = JSON.stringify({ assessmentName: 'Held', assessmentData: { score: 1, note } })
    const path = 'assessment.submit'
    const call: Call = { kind: 'call', path, type: 'mutation', as: 'ana', via: 'post', input }

    const { broken } = await session.judge(call)

    expect(broken.join('\n')).toMatch(seenOf[note])
    const harmless: Call = { ...call, path: 'tokens.balance', type: 'query', input: null }
    expect((await session.judge({ ...harmless, via: 'get' })).broken).toEqual([])
  })

  test.each(procedures)(
    'makes inputs for $path that are valid before they are bent',
    ({ path, schema }) => {
      const valid = fc.sample(arbitraryOf(schema, addresses), { numRuns: 40, seed })
      const refused = valid.filter((input) => !schema.safeParse(input).success)

      // "A reason, to fail" and "one of the two" are said in code, which no JSON schema tells of.
      const saidInCode: Partial<Record<string, number>> = { 'admin.bulk': 20, 'admin.select': 30 }
      expect(refused.length).toBeLessThanOrEqual(saidInCode[path] ?? 0)
    },
  )

  test('takes no code for documented that is not', () => {
    const error = (code: string, httpStatus: number, domain: object | null = null) => ({
      data: { code, httpStatus, domain },
    })
    expect(wrongTrpcError(error('NOT_FOUND', 404, { code: 'NOT_FOUND' }))).toEqual([])
    expect(wrongTrpcError(error('BAD_REQUEST', 400))).toEqual([])
    expect(wrongTrpcError(error('INTERNAL_SERVER_ERROR', 500))).toHaveLength(1)
    expect(wrongTrpcError(error('NOT_FOUND', 404, { code: 'GONE' }))).toHaveLength(1)
    expect(wrongTrpcError(error('NOT_FOUND', 404, { code: 'FORBIDDEN' }))).toHaveLength(1)
    expect(
      wrongTrpcError(error('SERVICE_UNAVAILABLE', 503, { code: 'STORE_UNAVAILABLE' })),
    ).toHaveLength(1)
    expect(wrongTrpcError('nonsense')).toHaveLength(1)
    const envelope = (code: string) => ({ success: false, error: { code } })
    expect(wrongEnvelope(404, envelope('NOT_FOUND'))).toEqual([])
    expect(wrongEnvelope(400, envelope('NOT_FOUND'))).toHaveLength(1)
    expect(wrongEnvelope(503, envelope('ARCHIVE_SERVICE_ERROR'))).toHaveLength(1)
    expect(wrongEnvelope(400, 'text')).toHaveLength(1)
  })
})

describe('six things at once', () => {
  // XState warns of every event that comes after an end, and most of these do.
  beforeEach(() => void vi.spyOn(console, 'warn').mockReturnValue())
  afterEach(() => void vi.restoreAllMocks())

  test('have 720 orders', () => {
    const orders = [...permutations([1, 2, 3, 4, 5, 6])].map((order) => order.join())
    expect(new Set(orders).size).toBe(720)
    expect(orders).toHaveLength(720)
  })

  const chosen = races.filter(
    ({ from, pace, actions }) =>
      (from === 'running' && pace === 'one tick' && !actions.includes('unsubscribe')) ||
      (from === 'waiting' && pace === 'one by one'),
  )

  test.each(chosen)(
    'given a job that is $from, then in every order ($pace) it ends once, is settled once and told once',
    async (race) => {
      const { orders, broken, outcomes } = await runRace(race)

      expect(broken).toEqual([])
      expect(orders).toBe(720)
      // Whoever may come first does, in some order.
      const firsts =
        race.from === 'running'
          ? ['completed', 'STUCK_PROCESSING', 'FAILED_BY_OPERATOR']
          : ['STUCK_QUEUED', 'FAILED_BY_OPERATOR', 'CANCELLED']
      expect(Object.keys(outcomes).sort()).toEqual(firsts.sort())
    },
  )
})
