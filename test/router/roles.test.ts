import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { appRouter } from '../../src/router/index.ts'
import type { CheckedInput } from '../../src/router/input.ts'
import type { Role } from '../../src/router/trpc.ts'
import { outsideAssessment, simpleAssessment } from '../../src/testing/index.ts'
import { Receivers } from '../support/receivers.ts'
import { type Api, createApi, refusalOf, type TestApi } from './support/api.ts'

/** What one person has; `missing` has the same ids as nobody. */
interface Things {
  readonly userId: string
  readonly done: string
  readonly failed: string
  readonly waiting: string
  readonly resultId: string
  readonly shareId: string
  readonly webhookId: string
  /** The same for all: one of the service. */
  readonly serviceWebhookId: string
  readonly secret: string
  readonly selectionId: string
  /** What a worker outside has of a job of theirs. */
  readonly lease: { readonly jobId: string; readonly attempt: number; readonly leaseToken: string }
}

const missing: Things = {
  userId: 'nobody',
  done: 'no-such-job',
  failed: 'no-such-job',
  waiting: 'no-such-job',
  resultId: 'no-such-result',
  shareId: 'no-such-link',
  webhookId: 'no-such-webhook',
  serviceWebhookId: 'no-such-webhook',
  secret: 'no-such-secret',
  selectionId: 'no-such-selection',
  lease: { jobId: 'no-such-job', attempt: 1, leaseToken: 'no-such-token' },
}

type InputOf = (things: Things) => unknown

/** Each procedure, who may call it, and an input about somebody's things where it takes one. */
const procedures: Record<string, { role: Role; input?: unknown; about?: InputOf }> = {
  'assessment.submit': { role: 'user', input: { assessmentData: { score: 1 } } },
  'assessment.retry': { role: 'user', about: ({ failed }) => ({ jobId: failed }) },
  'assessment.status': { role: 'user', about: ({ done }) => ({ jobId: done }) },
  'assessment.list': { role: 'user' },
  'assessment.figures': { role: 'user' },
  'assessment.offers': { role: 'user' },
  'assessment.line': { role: 'user' },
  'assessment.events': { role: 'user', about: ({ done }) => ({ jobId: done }) },
  'assessment.cancel': { role: 'user', about: ({ waiting }) => ({ jobId: waiting }) },
  'assessment.deleteJob': { role: 'user', about: ({ done }) => ({ jobId: done }) },
  'assessment.result': { role: 'user', about: ({ resultId }) => ({ resultId }) },
  'assessment.results': { role: 'user' },
  'assessment.deleteResult': { role: 'user', about: ({ resultId }) => ({ resultId }) },
  'notifications.onEvent': { role: 'user' },
  'notifications.list': { role: 'user' },
  'notifications.markRead': { role: 'user', input: { upTo: 1 } },
  'notifications.unreadCount': { role: 'user' },
  'tokens.balance': { role: 'user' },
  'tokens.history': { role: 'user' },
  'monitor.stats': { role: 'operator' },
  'monitor.stuck': { role: 'operator' },
  'monitor.check': { role: 'operator' },
  'monitor.runs': { role: 'operator' },
  'monitor.queue': { role: 'operator' },
  'admin.jobs': { role: 'operator' },
  'admin.job': { role: 'operator', about: ({ done }) => ({ jobId: done }) },
  'admin.scores': {
    role: 'operator',
    about: ({ done }) => ({ jobId: done, reason: 'a complaint' }),
  },
  'admin.overview': { role: 'operator' },
  'admin.deadlines': { role: 'operator' },
  'admin.ledger': { role: 'operator' },
  'admin.about': { role: 'operator' },
  'admin.system': { role: 'operator' },
  'admin.live': { role: 'operator' },
  'admin.select': { role: 'operator', input: { operation: 'cancel', jobIds: ['no-such-job'] } },
  'admin.runSelection': {
    role: 'operator',
    about: ({ selectionId }) => ({ selectionId, reason: 'drill' }),
  },
  'admin.selection': { role: 'operator', about: ({ selectionId }) => ({ selectionId }) },
  'admin.stopSelection': { role: 'operator', about: ({ selectionId }) => ({ selectionId }) },
  'admin.fail': { role: 'operator', about: ({ waiting }) => ({ jobId: waiting, reason: 'drill' }) },
  'admin.retry': { role: 'operator', about: ({ failed }) => ({ jobId: failed }) },
  'admin.bulk': { role: 'operator', input: { operation: 'cancel', jobIds: ['no-such-job'] } },
  'admin.grant': {
    role: 'operator',
    about: ({ userId }) => ({ userId, amount: 1, reason: 'goodwill' }),
  },
  'admin.setRole': { role: 'operator', about: ({ userId }) => ({ userId, role: 'operator' }) },
  'admin.setActive': { role: 'operator', about: ({ userId }) => ({ userId, isActive: false }) },
  'admin.pause': { role: 'operator', input: { what: 'intake', reason: 'drill' } },
  'admin.resume': { role: 'operator', input: { what: 'intake' } },
  'admin.switches': { role: 'operator' },
  'admin.drain': { role: 'operator', input: { reason: 'drill' } },
  'admin.drained': { role: 'operator' },
  'admin.settings': { role: 'operator' },
  'admin.setSetting': {
    role: 'operator',
    input: { name: 'WORKER_CONCURRENCY', value: 2, reason: 'drill' },
  },
  'admin.resetSettings': { role: 'operator', input: { reason: 'drill' } },
  'admin.alerts': { role: 'operator' },
  'admin.testAlerts': { role: 'operator' },
  'admin.users': { role: 'operator' },
  'admin.user': { role: 'operator', about: ({ userId }) => ({ userId }) },
  'admin.audit': { role: 'operator' },
  'admin.verify': { role: 'operator' },
  'admin.erase': { role: 'operator', about: ({ userId }) => ({ userId, reason: 'ticket 4711' }) },
  'admin.erasure': { role: 'operator', about: ({ userId }) => ({ userId }) },
  'admin.prune': { role: 'operator', input: { dryRun: true } },
  'admin.export': { role: 'operator', about: ({ userId }) => ({ userId }) },
  'health.live': { role: 'public' },
  'health.ready': { role: 'public' },
  'health.details': { role: 'public' },
  'auth.register': {
    role: 'public',
    input: { email: 'new@example.com', password: 'long enough' },
  },
  'auth.login': { role: 'public', input: { email: 'ana@example.com', password: 'the right one' } },
  'auth.logout': { role: 'user' },
  'auth.profile': { role: 'user' },
  'auth.updateProfile': { role: 'user', input: { username: 'anastasia' } },
  'shares.create': {
    role: 'user',
    about: ({ resultId }) => ({ resultId, sections: ['everything'], days: 7 }),
  },
  'shares.list': { role: 'user' },
  'shares.revoke': { role: 'user', about: ({ shareId }) => ({ shareId }) },
  'webhooks.create': { role: 'user', input: { url: 'https://new.example/hook' } },
  'webhooks.list': { role: 'user' },
  'webhooks.rotate': { role: 'user', about: ({ webhookId }) => ({ webhookId }) },
  'webhooks.setActive': {
    role: 'user',
    about: ({ webhookId }) => ({ webhookId, isActive: false }),
  },
  'webhooks.delete': { role: 'user', about: ({ webhookId }) => ({ webhookId }) },
  'webhooks.test': { role: 'user', about: ({ webhookId }) => ({ webhookId }) },
  'webhooks.deliveries': { role: 'user', about: ({ webhookId }) => ({ webhookId }) },
  'webhooks.redeliver': { role: 'user', about: ({ webhookId }) => ({ webhookId }) },
  'serviceWebhooks.create': { role: 'operator', input: { url: 'https://new.example/hook' } },
  'serviceWebhooks.list': { role: 'operator' },
  'serviceWebhooks.rotate': {
    role: 'operator',
    about: ({ serviceWebhookId: webhookId }) => ({ webhookId }),
  },
  'serviceWebhooks.setActive': {
    role: 'operator',
    about: ({ serviceWebhookId: webhookId }) => ({ webhookId, isActive: false }),
  },
  'serviceWebhooks.delete': {
    role: 'operator',
    about: ({ serviceWebhookId: webhookId }) => ({ webhookId }),
  },
  'serviceWebhooks.test': {
    role: 'operator',
    about: ({ serviceWebhookId: webhookId }) => ({ webhookId }),
  },
  'serviceWebhooks.deliveries': {
    role: 'operator',
    about: ({ serviceWebhookId: webhookId }) => ({ webhookId }),
  },
  'serviceWebhooks.redeliver': {
    role: 'operator',
    about: ({ serviceWebhookId: webhookId }) => ({ webhookId }),
  },
  'account.export': { role: 'user' },
  'account.erase': { role: 'user', input: { password: 'the right one' } },
  'shares.open': { role: 'public', about: ({ secret }) => ({ secret }) },
  'worker.claim': { role: 'worker', input: { workerId: 'one' } },
  'worker.heartbeat': { role: 'worker', about: ({ lease }) => lease },
  'worker.complete': {
    role: 'worker',
    about: ({ lease }) => ({ ...lease, result: { text: 'fine' } }),
  },
  'worker.fail': {
    role: 'worker',
    about: ({ lease }) => ({ ...lease, reason: 'busy', transient: true }),
  },
}

interface Defined {
  readonly _def: {
    readonly type: 'query' | 'mutation' | 'subscription'
    readonly meta?: { readonly role: Role }
    readonly inputs: readonly CheckedInput<z.ZodType>[]
    readonly output?: unknown
  }
}

/** By path; the router's type has them nested. */
const defined = appRouter._def.procedures as unknown as Record<string, Defined>

interface Scene {
  readonly api: TestApi
  readonly things: Record<'ana' | 'bob' | 'olga', Things>
}

/** One scene for all calls that change nothing; a fresh one for each that does. */
let shared: Promise<Scene> | undefined
const fresh: Scene[] = []

const sharedScene = (): Promise<Scene> => {
  shared ??= createScene()
  return shared
}

async function freshScene(): Promise<Scene> {
  const scene = await createScene()
  fresh.push(scene)
  return scene
}

afterEach(async () => {
  for (const { api } of fresh.splice(0)) await api.world.close()
})
afterAll(async () => (await shared)?.api.world.close())

describe('every procedure', () => {
  const found = Object.entries(defined)

  test('is in the matrix below', () => {
    expect(found.map(([path]) => path).sort()).toEqual(Object.keys(procedures).sort())
  })

  test.each(found)('%s states a role, a strict input and an output', (path, procedure) => {
    const { meta, inputs, output } = procedure._def
    expect(meta?.role).toBe(procedures[path]?.role)
    expect(output).toBeDefined()
    expect(inputs).toHaveLength(1)
    const refusal = () =>
      inputs[0]?.parse({ userId: 'somebody', balance: 1e9, status: 'completed' })
    expect(refusal).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }))
    expect(z.toJSONSchema(inputs[0]?.schema as z.ZodType, { io: 'input' })).toMatchObject(
      path === 'admin.bulk' || path === 'admin.select' ? {} : { additionalProperties: false },
    )
  })
})

describe.each(Object.entries(procedures))('%s', (path, { role, input, about }) => {
  const call = (caller: Api, given: unknown): Promise<unknown> => {
    const [part = '', name = ''] = path.split('.')
    const router = caller[part as 'health'] as unknown as Record<string, (i: unknown) => unknown>
    return closed(Promise.resolve(router[name]?.(given)))
  }
  const inputFor = (things: Things) => about?.(things) ?? input
  const changes = defined[path]?._def.type
  const scene = () => (changes === 'mutation' ? freshScene() : sharedScene())

  test('answers nobody but public callers without a sign-in', async () => {
    const { api, things } = await (role === 'public' ? scene() : sharedScene())

    const refusal = await refusalOf(call(api.anonymous, inputFor(things.ana)))

    expect(refusal).toBe(role === 'public' ? 'answered' : 'UNAUTHORIZED')
  })

  test('refuses an account that was disabled, unless it is public', async () => {
    const { api, things } = await (role === 'public' ? scene() : sharedScene())

    expect(await refusalOf(call(api.as('dan'), inputFor(things.ana)))).toBe(
      role === 'public' ? 'answered' : 'FORBIDDEN',
    )
  })

  const isFor = (...roles: Role[]) => roles.includes(role)
  const answerTo = (isLetIn: boolean) => (isLetIn ? 'answered' : 'FORBIDDEN')

  test('answers people about what is theirs, unless it is for operators or workers', async () => {
    const isLetIn = isFor('public', 'user')
    const { api, things } = await (isLetIn ? scene() : sharedScene())

    expect(await refusalOf(call(api.as('ana'), inputFor(things.ana)))).toBe(answerTo(isLetIn))
  })

  test('answers operators, about what is theirs where it is for people', async () => {
    const { api, things } = await scene()
    const theirs = role === 'user' ? things.olga : things.ana

    expect(await refusalOf(call(api.as('olga'), inputFor(theirs)))).toBe(
      answerTo(role !== 'worker'),
    )
  })

  test('answers the internal key, unless it needs an account or a lease', async () => {
    const isLetIn = isFor('public', 'operator')
    const { api, things } = await (isLetIn ? scene() : sharedScene())

    expect(await refusalOf(call(api.internal, inputFor(things.ana)))).toBe(answerTo(isLetIn))
  })

  test('answers the worker key only where it is for workers or for everybody', async () => {
    const isLetIn = isFor('public', 'worker')
    const { api, things } = await (isLetIn ? scene() : sharedScene())

    expect(await refusalOf(call(api.worker, inputFor(things.ana)))).toBe(answerTo(isLetIn))
  })

  if (!about) return

  test('answers about what does not exist that it is not there, also to operators', async () => {
    const { api } = await sharedScene()
    const who = { user: api.as('ana'), worker: api.worker }[role as string] ?? api.internal

    expect(await refusalOf(call(who, inputFor(missing)))).toBe('NOT_FOUND')
  })

  if (role !== 'user') return

  test.each(['bob', 'olga'])('answers %s about what is ana’s as about nothing', async (other) => {
    const { api, things } = await sharedScene()
    const own = JSON.stringify(inputFor(things.ana))
    const none = JSON.stringify(inputFor(missing))

    const theirs = await messageOf(call(api.as(other), JSON.parse(own)))
    const nobodys = await messageOf(call(api.as(other), JSON.parse(none)))

    const idOf = (text: string) => String(Object.values(JSON.parse(text))[0])
    expect(theirs.replace(idOf(own), '#')).toBe(nobodys.replace(idOf(none), '#'))
    expect(theirs).toMatch(/^NOT_FOUND /)
  })
})

test('given a demoted operator, when the old context is used again, then it opens nothing', async () => {
  const { api } = await freshScene()
  const olga = api.as('olga')
  expect(await refusalOf(olga.monitor.stats())).toBe('answered')

  await api.world.service.accounts.setRole('olga', 'user', { kind: 'system', id: 'test' })

  expect(await refusalOf(olga.monitor.stats())).toBe('FORBIDDEN')
})

test('given a token, when it expires, then calls on its context are refused', async () => {
  const { api } = await freshScene()
  const ana = api.as('ana')

  await api.world.passes(86_400_000 - 1)
  expect(await refusalOf(ana.tokens.balance())).toBe('answered')

  await api.world.passes(1)
  expect(await refusalOf(ana.tokens.balance())).toBe('UNAUTHORIZED')
})

test('given a logout, when the session’s token is used again, then it is refused', async () => {
  const { api } = await freshScene()
  const ana = api.as('ana')

  await ana.auth.logout()

  expect(await refusalOf(ana.auth.profile())).toBe('UNAUTHORIZED')
})

/** Two people and an operator, each with a completed, a failed and a waiting job; and one disabled. */
async function createScene(): Promise<Scene> {
  const assessments = [simpleAssessment(), outsideAssessment()]
  const settings = { slotsMax: 1 }
  const api = await createApi({ assessments, settings, webhooks: new Receivers() })
  const { world } = api
  await api.operator('olga')
  await world.service.accounts.grant('olga', 10, 'test', { kind: 'system', id: 'test' })
  for (const userId of ['ana', 'bob', 'dan', 'filler']) await world.user(userId, 10)
  const { desk } = world.service.webhooks
  const hook = { url: 'https://hook.example/' }
  const ofService = { owner: null, by: { kind: 'operator', id: 'olga' } } as const
  const { id: serviceWebhookId } = await desk.create(ofService, hook)
  const things: Partial<Record<string, Things>> = {}
  for (const userId of ['ana', 'bob', 'olga']) {
    world.analyzer.next({ does: 'succeed' }, { does: 'fail' })
    const done = await world.submit(userId)
    const failed = await world.submit(userId)
    await world.passes(5_000)
    const { jobId, resultId } = done
    const wish = { resultId, sections: ['everything'], days: 7 }
    const { id: shareId, secret } = await world.service.shares.create(userId, wish)
    const acts = { owner: userId, by: { kind: 'user', id: userId } } as const
    const { id: webhookId } = await desk.create(acts, hook)
    const { selectionId } = world.service.bulks.select('retry', [failed.jobId])
    await world.submit(userId, { assessmentName: 'Outside Assessment' })
    const claim = await world.worker().claim()
    const lease = {
      jobId: claim?.jobId ?? '',
      attempt: claim?.attempt ?? 0,
      leaseToken: claim?.leaseToken ?? '',
    }
    const told = { shareId, secret, webhookId, serviceWebhookId, selectionId, lease }
    things[userId] = { userId, done: jobId, failed: failed.jobId, waiting: '', resultId, ...told }
  }
  world.analyzer.otherwise({ does: 'hang' })
  await world.submit('filler')
  await world.settle()
  for (const userId of ['ana', 'bob', 'olga']) {
    const waiting = (await world.submit(userId)).jobId
    things[userId] = { ...(things[userId] ?? missing), waiting }
  }
  await world.service.accounts.setActive('dan', false, { kind: 'system', id: 'test' })
  return { api, things: things as Scene['things'] }
}

/** A subscription that was opened is closed again. */
async function closed(answer: Promise<unknown>): Promise<unknown> {
  const value = await answer
  if (typeof value === 'object' && value !== null && Symbol.asyncIterator in value) {
    await (value as AsyncGenerator).return(undefined)
  }
  return value
}

async function messageOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message}`
  }
  return 'answered'
}
