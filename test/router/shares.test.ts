import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openSharesMax } from '../../src/actors/share-desk.ts'
import { defineAssessment } from '../../src/domain/assessment.ts'
import { createApi, refusalOf, type TestApi } from './support/api.ts'

const dayMs = 86_400_000
const made: TestApi[] = []
afterEach(async () => {
  for (const api of made.splice(0)) await api.world.close()
})

const inParts = defineAssessment({
  name: 'In Parts',
  input: z.strictObject({ score: z.int().min(0).max(100) }),
  result: z.strictObject({ summary: z.string(), advice: z.string() }),
  analyzer: { name: 'x', version: '1', analyze: () => Promise.reject(new Error('replaced')) },
  sections: {
    summary: { fields: ['summary'] },
    advice: { fields: ['advice'] },
    scores: { fields: [], scores: true },
  },
})

/** Ana has one completed result. */
async function scene() {
  const result = { summary: 'in short', advice: 'go on' }
  const api = await createApi({ assessments: [inParts], result })
  made.push(api)
  const { world } = api
  for (const name of ['ana', 'bob']) await world.user(name, 5)
  const { resultId, jobId } = await world.submit('ana', { assessmentData: { score: 7 } })
  await world.passes(2_000)
  return { api, world, resultId, jobId, ana: api.as('ana'), open: api.anonymous.shares.open }
}

describe('a link shows the parts that were chosen', () => {
  test.each([
    [['summary'], { summary: 'in short' }, null],
    [['advice', 'scores'], { advice: 'go on' }, { score: 7 }],
    [['summary', 'advice', 'scores'], { summary: 'in short', advice: 'go on' }, { score: 7 }],
  ])('%j', async (sections, profile, assessmentData) => {
    const { ana, open, resultId } = await scene()

    const { secret } = await ana.shares.create({ resultId, sections, days: 7 })

    expect(await open({ secret })).toMatchObject({ profile, assessmentData, sections })
  })

  test('of an assessment that declares none, all of it', async () => {
    const api = await createApi()
    made.push(api)
    await api.world.user('ana', 1)
    const { resultId } = await api.world.submit('ana')
    await api.world.passes(2_000)

    const wish = { resultId, sections: ['everything'], days: 1 }
    const { secret } = await api.as('ana').shares.create(wish)

    expect(await api.anonymous.shares.open({ secret })).toMatchObject({ profile: { text: 'fine' } })
  })

  test('a part that there is not is refused, with those that there are', async () => {
    const { ana, resultId } = await scene()
    const asked = ana.shares.create({ resultId, sections: ['summary', 'gossip'], days: 7 })

    await expect(asked).rejects.toMatchObject({
      cause: { details: { fields: [{ path: 'sections', limit: 'summary, advice, scores' }] } },
    })
  })
})

describe('a link ends', () => {
  test('at its hour, and not before', async () => {
    const { api, world, ana, open, resultId } = await scene()
    const { secret } = await ana.shares.create({ resultId, sections: ['summary'], days: 2 })

    await world.passes(2 * dayMs - 1)
    expect(await refusalOf(open({ secret }))).toBe('answered')

    await world.passes(1)
    expect(await refusalOf(api.anonymous.shares.open({ secret }))).toBe('NOT_FOUND')
  })

  test('when it is taken back, and only that one', async () => {
    const { ana, open, resultId } = await scene()
    const wish = { resultId, sections: ['summary'], days: 2 }
    const [one, other] = [await ana.shares.create(wish), await ana.shares.create(wish)]

    await ana.shares.revoke({ shareId: one.shareId })

    expect(await refusalOf(open({ secret: one.secret }))).toBe('NOT_FOUND')
    expect(await refusalOf(open({ secret: other.secret }))).toBe('answered')
    const listed = (await ana.shares.list()).shares
    expect(listed.map(({ revokedAt }) => revokedAt !== null).sort()).toEqual([false, true])
  })

  test('when its result is deleted', async () => {
    const { ana, open, resultId } = await scene()
    const { secret } = await ana.shares.create({ resultId, sections: ['summary'], days: 2 })

    await ana.assessment.deleteResult({ resultId })

    expect(await refusalOf(open({ secret }))).toBe('NOT_FOUND')
    const again = ana.shares.create({ resultId, sections: ['summary'], days: 2 })
    expect(await refusalOf(again)).toBe('NOT_FOUND')
  })

  test('all of them say the same words', async () => {
    const { ana, open, resultId } = await scene()
    const { secret, shareId } = await ana.shares.create({
      resultId,
      sections: ['summary'],
      days: 1,
    })
    await ana.shares.revoke({ shareId })
    const messages = await Promise.all(
      [secret, 'never-was'].map((each) =>
        open({ secret: each }).catch((error: Error) => error.message),
      ),
    )
    expect(new Set(messages)).toEqual(new Set(['This link does not work']))
  })
})

test('only a completed result of one’s own can be shared', async () => {
  const { api, world, ana, resultId } = await scene()
  world.analyzer.next({ does: 'hang' })
  const waiting = await world.submit('ana', { assessmentData: { score: 8 } })
  const share = (who: string, id: string) =>
    refusalOf(api.as(who).shares.create({ resultId: id, sections: ['summary'], days: 1 }))

  expect(await share('ana', waiting.resultId)).toBe('NOT_FOUND')
  expect(await share('bob', resultId)).toBe('NOT_FOUND')
  expect((await ana.shares.list()).shares).toEqual([])
})

test('the file holds no secret of a link', async () => {
  const { ana, world, resultId } = await scene()
  const { secret } = await ana.shares.create({ resultId, sections: ['summary'], days: 1 })

  expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/)
  const rows = JSON.stringify(world.db.$client.prepare('select * from shares').all())
  expect(rows).not.toContain(secret)
})

test('one person may have so many working links, and one more when one is taken back', async () => {
  const { ana, resultId } = await scene()
  const wish = { resultId, sections: ['summary'], days: 1 }
  let last = ''
  for (let count = 0; count < openSharesMax; count++) {
    last = (await ana.shares.create(wish)).shareId
  }
  expect(await refusalOf(ana.shares.create(wish))).toBe('VALIDATION_ERROR')

  await ana.shares.revoke({ shareId: last })

  expect(await refusalOf(ana.shares.create(wish))).toBe('answered')
})

test('when it was last opened is kept to the minute', async () => {
  const { ana, open, world, resultId } = await scene()
  const { secret } = await ana.shares.create({ resultId, sections: ['summary'], days: 1 })
  const openedAt = async () => (await ana.shares.list()).shares[0]?.lastOpenedAt ?? null
  expect(await openedAt()).toBeNull()

  await open({ secret })
  const first = await openedAt()
  await world.passes(59_999)
  await open({ secret })
  expect(await openedAt()).toBe(first)
  await world.passes(1)
  await open({ secret })

  expect(await openedAt()).toBe((first ?? 0) + 60_000)
})

test('one address may try so many links in a minute', async () => {
  const { open } = await scene()
  const tries = []
  for (let count = 0; count < 61; count++)
    tries.push(await refusalOf(open({ secret: `s${count}` })))

  expect(new Set(tries.slice(0, 60))).toEqual(new Set(['NOT_FOUND']))
  expect(tries[60]).toBe('RATE_LIMITED')
})

test('what is offered says its price, its time and its parts', async () => {
  const { ana } = await scene()
  const { offers } = await ana.assessment.offers()

  expect(offers).toMatchObject([
    { assessmentName: 'In Parts', tokenCost: 1, sections: ['summary', 'advice', 'scores'] },
  ])
  expect(offers[0]?.usualMs).toBeGreaterThan(0)
})
