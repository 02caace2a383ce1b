import { expect, test } from 'vitest'
import { readHealth } from '../../src/health.ts'
import { Receivers } from '../support/receivers.ts'
import { useWorlds } from '../support/worlds.ts'

const createWorld = useWorlds()
const url = 'https://hook.example/'

test('health names webhooks of the service that fail or are off, and not those of people; work is taken all the same', async () => {
  const receivers = new Receivers()
  const world = await createWorld({ webhooks: receivers })
  await world.user('ana')
  const { desk } = world.service.webhooks
  const ofPerson = { owner: 'ana', by: { kind: 'user', id: 'ana' } } as const
  const ofService = { owner: null, by: { kind: 'operator', id: 'olga' } } as const
  let trouble: string | undefined
  const health = () =>
    readHealth({
      runtime: world.service,
      version: '9.9.9',
      startedAt: world.clock.now(),
      checkIntervalMs: 300_000,
      verification: { health: { name: 'verify', ok: true }, lastAt: undefined },
      alerts: () => ({ trouble }),
    })
  const named = () => health().checks.filter(({ ok }) => !ok)
  await desk.create(ofPerson, { url })
  receivers.answer(url, 500)
  await world.submit('ana')
  await world.passes(10_000)
  expect(named()).toEqual([])

  const { id } = await desk.create(ofService, { url })
  await world.submit('ana')
  await world.passes(10_000)
  expect(named()).toEqual([
    {
      name: 'webhooks',
      ok: false,
      reason: '1 of the service fail, 0 are off: unstuck webhooks list',
    },
  ])
  await desk.setActive(ofService, id, false)
  expect(named()[0]?.reason).toContain('0 of the service fail, 1 are off')
  trouble = 'a mail about an alert could not be sent: 550'
  expect(named().map(({ name }) => name)).toEqual(['alerts', 'webhooks'])
  expect(health().ready).toBe(true)
})
