import { afterEach, describe, expect, test } from 'vitest'
import {
  endpointsMaxOfPerson,
  endpointsMaxOfService,
  overlapMs,
} from '../../src/actors/webhook-desk.ts'
import { makeSigningSecret, SecretBox } from '../../src/actors/webhook-secrets.ts'
import { newSecret } from '../../src/system/ids.ts'
import { createApi, refusalOf, type TestApi } from '../router/support/api.ts'
import { Receivers } from '../support/receivers.ts'

const url = 'https://ana.example/hook'
const made: TestApi[] = []
afterEach(async () => {
  for (const api of made.splice(0)) await api.world.close()
})

async function scene() {
  const receivers = new Receivers()
  const api = await createApi({ webhooks: receivers })
  made.push(api)
  for (const name of ['ana', 'bob']) await api.world.user(name, 1_000)
  const olga = await api.operator('olga')
  return { api, receivers, world: api.world, ana: api.as('ana'), bob: api.as('bob'), olga }
}

describe('a secret', () => {
  test('is told once, and is in no list and not in the file', async () => {
    const { ana, world } = await scene()
    const { secret, webhookId } = await ana.webhooks.create({ url })

    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(JSON.stringify(await ana.webhooks.list())).not.toContain(secret)
    const rows = JSON.stringify(world.rows('select * from webhook_endpoints'))
    expect(rows).toContain(webhookId)
    expect(rows).not.toContain(secret)
    expect(rows).not.toContain(secret.slice('whsec_'.length))
  })

  test('signs what is sent; after a rotation the one before does as well, for a day', async () => {
    const { api, ana, world, receivers } = await scene()
    const { secret: first, webhookId } = await ana.webhooks.create({ url })
    const sentWith = async () => {
      // Days pass, and with them tokens.
      await api.as('ana').webhooks.test({ webhookId })
      await world.settle()
      return receivers.received.at(-1)?.secrets
    }
    expect(await sentWith()).toEqual([first])

    const { secret: second, previousUntil } = await ana.webhooks.rotate({ webhookId })
    expect(previousUntil - world.clock.now()).toBe(overlapMs)
    expect(await sentWith()).toEqual([second, first])
    await world.passes(overlapMs - 1)
    expect(await sentWith()).toEqual([second, first])
    await world.passes(1)
    expect(await sentWith()).toEqual([second])
  })

  test('sealed by another secret of the service is said in the deliveries, and mended by rotating', async () => {
    const { ana, world, receivers } = await scene()
    const { webhookId } = await ana.webhooks.create({ url })
    const other = new SecretBox('another secret').seal(makeSigningSecret(newSecret), webhookId)
    world.sql('update webhook_endpoints set secret = ?', other)
    await ana.webhooks.test({ webhookId })
    await world.settle()
    const { deliveries } = await ana.webhooks.deliveries({ webhookId })
    expect(deliveries[0]?.error).toBe('its secret cannot be read with the service’s own; rotate it')
    expect(receivers.received).toEqual([])

    await ana.webhooks.rotate({ webhookId })
    world.sql('update webhook_endpoints set previous_secret = null, previous_until = null')
    await world.passes(10_000)
    expect(receivers.received).toHaveLength(1)
  })

  test('does not open in the row of another endpoint', () => {
    const box = new SecretBox('a secret of the service')
    const sealed = box.seal('whsec_x', 'one')
    expect(box.open(sealed, 'one')).toBe('whsec_x')
    expect(() => box.open(sealed, 'other')).toThrow()
    expect(box.seal('whsec_x', 'one')).not.toBe(sealed)
  })
})

describe('how many there may be', () => {
  test.each([
    ['a person', endpointsMaxOfPerson],
    ['the service', endpointsMaxOfService],
  ])('%s: %i, and one more when one is deleted', async (whose, max) => {
    const { ana, olga } = await scene()
    const of = whose === 'a person' ? ana.webhooks : olga.serviceWebhooks
    let last = ''
    for (let count = 0; count < max; count++) last = (await of.create({ url })).webhookId

    expect(await refusalOf(of.create({ url }))).toBe('VALIDATION_ERROR')
    await of.delete({ webhookId: last })
    expect(await refusalOf(of.create({ url }))).toBe('answered')
  })

  test('one owner may make so many things happen in a minute, and others are not held up', async () => {
    const { ana, bob } = await scene()
    const { webhookId } = await ana.webhooks.create({ url })
    const tries = []
    for (let count = 0; count < 30; count++)
      tries.push(await refusalOf(ana.webhooks.test({ webhookId })))

    expect(tries.filter((each) => each === 'answered')).toHaveLength(29)
    expect(tries.at(-1)).toBe('RATE_LIMITED')
    expect(await refusalOf(bob.webhooks.create({ url }))).toBe('answered')
  })
})

test('a URL that must not be used is refused with its field, and nothing is made', async () => {
  const { ana } = await scene()

  await expect(ana.webhooks.create({ url: 'no url' })).rejects.toMatchObject({
    cause: {
      code: 'VALIDATION_ERROR',
      details: { fields: [{ path: 'url', message: 'must be a URL' }] },
    },
  })
  expect(await ana.webhooks.list()).toEqual({ webhooks: [] })
})

test('alerts are for the service’s own, and progress only where it is asked for', async () => {
  const { ana, olga } = await scene()
  const asAlert = { url, eventTypes: ['alert.firing'] } as unknown as { url: string }
  expect(await refusalOf(ana.webhooks.create(asAlert))).toBe('VALIDATION_ERROR')
  await ana.webhooks.create({ url })
  await olga.serviceWebhooks.create({ url })

  const usual = ['analysis.queued', 'analysis.started', 'analysis.completed', 'analysis.failed']
  expect((await ana.webhooks.list()).webhooks[0]?.eventTypes).toEqual(usual)
  expect((await olga.serviceWebhooks.list()).webhooks[0]?.eventTypes).toEqual([
    ...usual,
    'alert.firing',
    'alert.resolved',
  ])
})

test('a test event reaches the endpoint whatever types it has, and is found among its deliveries', async () => {
  const { ana, world, receivers } = await scene()
  const { webhookId } = await ana.webhooks.create({ url, eventTypes: ['analysis.failed'] })
  const { deliveryId } = await ana.webhooks.test({ webhookId })
  await world.settle()

  expect(receivers.received).toMatchObject([
    { id: deliveryId, payload: { type: 'webhook.test', data: { webhookId } } },
  ])
  expect(await ana.webhooks.deliveries({ webhookId })).toMatchObject({
    deliveries: [{ deliveryId, status: 'delivered', statusCode: 200, attempts: 1 }],
    hasMore: false,
  })
})

test('an endpoint that is off takes no test and no redelivery', async () => {
  const { ana } = await scene()
  const { webhookId } = await ana.webhooks.create({ url })
  await ana.webhooks.setActive({ webhookId, isActive: false })

  expect(await refusalOf(ana.webhooks.test({ webhookId }))).toBe('VALIDATION_ERROR')
  expect(await refusalOf(ana.webhooks.redeliver({ webhookId }))).toBe('VALIDATION_ERROR')
  expect((await ana.webhooks.list()).webhooks[0]).toMatchObject({
    isActive: false,
    disabledReason: 'switched off by its owner',
  })
})

test('a delivery that is pending, or of another endpoint, is none to be made anew', async () => {
  const { ana, world, receivers } = await scene()
  receivers.answer(url, 500)
  const [one, other] = [await ana.webhooks.create({ url }), await ana.webhooks.create({ url })]
  const { deliveryId } = await ana.webhooks.test({ webhookId: one.webhookId })
  await world.settle()

  for (const { webhookId } of [one, other]) {
    expect(await refusalOf(ana.webhooks.redeliver({ webhookId, deliveryId }))).toBe('NOT_FOUND')
  }
})

test('what operators do with those of the service is kept, what people do with theirs is not', async () => {
  const { ana, olga, world } = await scene()
  await ana.webhooks.create({ url })
  const { webhookId } = await olga.serviceWebhooks.create({ url })
  await olga.serviceWebhooks.rotate({ webhookId })
  await olga.serviceWebhooks.delete({ webhookId })

  expect(
    world.rows("select actor, action, subject from audit where action like 'webhook.%'"),
  ).toEqual(
    ['webhook.create', 'webhook.rotate', 'webhook.delete'].map((action) => ({
      actor: 'operator:olga',
      action,
      subject: webhookId,
    })),
  )
})
