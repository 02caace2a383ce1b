import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { restRoutes } from '../../src/http/rest/rest.ts'
import { createRestApi, internalHeaders, type RestApi } from './support/rest-api.ts'

let rest: RestApi
beforeAll(async () => {
  rest = await createRestApi()
  await rest.api.operator('olga')
  for (const userId of ['ana', 'dan']) await rest.world.user(userId)
  await rest.world.service.accounts.setActive('dan', false, { kind: 'system', id: 'test' })
})
// One of the routes signs out.
beforeEach(() => rest.api.endedSessions.clear())
afterAll(() => rest.world.close())

const protectedRoutes = ['', '/api'].flatMap((prefix) =>
  restRoutes
    .filter(({ role }) => role !== 'public')
    .map(({ method, path, role }) => [
      method.toUpperCase(),
      prefix + path.replace(/:\w+/, 'no-such-thing'),
      role,
    ]),
)

test.each(protectedRoutes)(
  '%s %s, which is for %s, is closed to others',
  async (method, path, role) => {
    const anonymous = await rest.ask(method, path)
    const badToken = await rest.ask(method, path, { headers: { authorization: 'Bearer nonsense' } })
    const badKey = await rest.ask(method, path, {
      headers: { ...internalHeaders, 'x-service-key': 'the service kez' },
    })
    const halfKey = await rest.ask(method, path, {
      headers: { 'x-service-key': internalHeaders['x-service-key'] },
    })

    const code = role === 'operator' ? 'INVALID_SERVICE_KEY' : 'UNAUTHORIZED'
    for (const { status, body, headers } of [anonymous, badToken, badKey, halfKey]) {
      expect([status, body.error.code, body.success]).toEqual([401, code, false])
      expect(headers.get('www-authenticate')).toBe('Bearer')
    }
    expect((await rest.ask(method, path, { as: 'dan' })).status).toBe(403)
    const wrong = role === 'operator' ? { as: 'ana' } : { headers: internalHeaders }
    expect((await rest.ask(method, path, wrong)).status).toBe(403)
  },
)

test.each(protectedRoutes)('%s %s is open to whom it is for (%s)', async (method, path, role) => {
  const callers = {
    operator: [{ as: 'olga' }, { headers: internalHeaders }],
    worker: [{ headers: { authorization: 'Bearer the worker key' } }],
    user: [{ as: 'ana' }],
  }[role as 'operator' | 'worker' | 'user']

  for (const caller of callers) {
    expect([401, 403]).not.toContain((await rest.ask(method, path, caller)).status)
  }
})

test('nobody unknown is told what is wrong with their body', async () => {
  const { status } = await rest.post('/assessment/submit', { body: { score: 101 } })

  expect(status).toBe(401)
})
