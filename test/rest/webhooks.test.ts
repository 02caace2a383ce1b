import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Receivers } from '../support/receivers.ts'
import { createRestApi, internalHeaders, type RestApi } from './support/rest-api.ts'

const url = 'https://hook.example/told'
let rest: RestApi
let receivers: Receivers
beforeAll(async () => {
  receivers = new Receivers()
  rest = await createRestApi({ webhooks: receivers })
  await rest.world.user('ana')
  await rest.world.user('bob')
})
afterAll(() => rest.world.close())

describe.each([
  ['a person’s', '/webhooks', { as: 'ana' }],
  ['a person’s, under /api', '/api/webhooks', { as: 'ana' }],
  ['the service’s', '/admin/webhooks', { headers: internalHeaders }],
])('%s webhook', (_, path, caller) => {
  test('is made, tried, listed, switched, rotated and removed', async () => {
    const made = await rest.post(path, {
      ...caller,
      body: { url, event_types: ['analysis.failed'] },
    })
    expect(made).toMatchObject({ status: 201, body: { success: true, data: { url } } })
    const { webhook_id: id, secret } = made.body.data
    expect(secret).toMatch(/^whsec_/)

    receivers.answer(url, 500)
    const tried = await rest.post(`${path}/${id}/test`, caller)
    expect(tried.status).toBe(202)
    await rest.world.passes((2 * 86_400_000) / 24)
    const { body } = await rest.get(`${path}/${id}/deliveries?limit=1`, caller)
    expect(body.data).toMatchObject({
      hasMore: false,
      deliveries: [
        {
          delivery_id: tried.body.data.delivery_id,
          type: 'webhook.test',
          status: 'pending',
          status_code: 500,
        },
      ],
    })
    expect((await rest.get(path, caller)).body.data.webhooks).toMatchObject([
      { webhook_id: id, url, event_types: ['analysis.failed'], is_active: true, pending: 1 },
    ])

    const off = await rest.put(`${path}/${id}`, { ...caller, body: { is_active: false } })
    expect(off.body.data).toEqual({ webhook_id: id, is_active: false })
    const dead = await rest.get(`${path}/${id}/deliveries?status=dead`, caller)
    expect(dead.body.data.deliveries).toHaveLength(1)
    expect((await rest.post(`${path}/${id}/redeliver`, caller)).status).toBe(400)
    await rest.put(`${path}/${id}`, { ...caller, body: { is_active: true } })
    receivers.answer(url, 200)
    const again = await rest.post(
      `${path}/${id}/deliveries/${tried.body.data.delivery_id}/redeliver`,
      caller,
    )
    expect(again).toMatchObject({ status: 202, body: { data: { count: 1 } } })
    await rest.world.settle()

    const rotated = await rest.post(`${path}/${id}/rotate`, caller)
    expect(rotated.body.data.secret).not.toBe(secret)
    expect((await rest.delete(`${path}/${id}`, caller)).body.data).toEqual({
      webhook_id: id,
      deleted: true,
    })
    expect((await rest.get(path, caller)).body.data).toEqual({ webhooks: [] })
  })
})

test('what is wrong with a wish is named, and another’s webhook is as none', async () => {
  const wrong = await rest.post('/webhooks', {
    as: 'ana',
    body: { url, event_types: ['alert.firing'] },
  })
  expect(wrong).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_ERROR' } } })
  const { body } = await rest.post('/webhooks', { as: 'ana', body: { url } })
  const id = body.data.webhook_id

  for (const [method, path] of [
    ['DELETE', `/webhooks/${id}`],
    ['GET', `/webhooks/${id}/deliveries`],
    ['POST', `/webhooks/${id}/test`],
    ['POST', `/webhooks/${id}/rotate`],
  ] as const) {
    expect((await rest.ask(method, path, { as: 'bob' })).status).toBe(404)
  }
  expect(
    (await rest.ask('DELETE', `/admin/webhooks/${id}`, { headers: internalHeaders })).status,
  ).toBe(404)
})
