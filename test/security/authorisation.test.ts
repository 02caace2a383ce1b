import { afterEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/db/connection.ts'
import { appRouter } from '../../src/router/index.ts'
import { useWorlds } from '../support/worlds.ts'
import { password, useLive } from './support/live.ts'

const start = useLive(afterEach)
const world = useWorlds()

describe('A3: somebody who guesses learns nothing from the refusal', () => {
  test('given service keys that are wrong in every way, then all answers are the same', async () => {
    const live = await start()
    const right = live.service.internalServiceKey
    const flipped = right.startsWith('A') ? `B${right.slice(1)}` : `A${right.slice(1)}`
    const keys = [
      'x',
      flipped,
      right.slice(0, -1),
      `${right}x`,
      right.toUpperCase(),
      'a'.repeat(4_000),
    ]

    const answers = await Promise.all(
      keys.map((key) =>
        live.ask('GET', '/health/stuck-jobs/stats', {
          headers: { 'x-internal-service': 'true', 'x-service-key': key },
        }),
      ),
    )

    const told = answers.map(({ status, body }) => ({ status, error: body.error }))
    expect(new Set(told.map((each) => JSON.stringify(each))).size).toBe(1)
    expect(told[0]).toMatchObject({ status: 401, error: { code: 'INVALID_SERVICE_KEY' } })
  })

  test('given an unknown account, a wrong password and a disabled account, then all answers are the same', async () => {
    const live = await start()
    await live.register('ana')
    const dan = await live.register('dan')
    await live.service.runtime.accounts.setActive(dan.id, false, { kind: 'system', id: 'test' })
    const signIn = async (name: string) => {
      const { status, body } = await live.ask('POST', '/auth/login', {
        body: { email: `${name}@example.com`, password: 'not the password' },
      })
      return { status, error: body.error }
    }

    const [unknown, wrong, disabled] = [
      await signIn('nobody'),
      await signIn('ana'),
      await signIn('dan'),
    ]

    expect(unknown.status).toBe(401)
    expect(wrong).toEqual(unknown)
    expect(disabled).toEqual(unknown)
  })

  test('given a disabled account and its right password, then what it is given opens nothing', async () => {
    const live = await start()
    const { id } = await live.register('dan')
    await live.service.runtime.accounts.setActive(id, false, { kind: 'system', id: 'test' })

    const { body } = await live.ask('POST', '/auth/login', {
      body: { email: 'dan@example.com', password },
    })
    const token = body.data?.token ?? 'none'

    expect((await live.ask('GET', '/auth/profile', { token })).status).toBeGreaterThanOrEqual(401)
    const submitted = await live.ask('POST', '/assessment/submit', { token, body: { score: 1 } })
    expect([401, 403]).toContain(submitted.status)
  })
})

describe('A6: nobody settles, refunds or completes but the service', () => {
  test('there is no procedure whose name would', () => {
    // A worker completes what it was given, with the token of its lease: see actors/workers.
    const names = Object.keys(appRouter._def.procedures).filter(
      (name) => name !== 'worker.complete',
    )
    expect(
      names.filter((name) =>
        /refund|settle|complete|charge|balance\w|status\w|set(?!Role|Active|Setting|ting)/i.test(
          name,
        ),
      ),
    ).toEqual([])
  })

  test('given a person who asks for everything in the wrong order, then nothing is settled twice', async () => {
    const { service, ...ana } = await world().then(async (made) => {
      await made.user('ana', 3)
      return made.submit('ana').then((submitted) => ({ service: made.service, made, submitted }))
    })
    const { made, submitted } = ana
    const by = { kind: 'user', id: 'ana' } as const
    await made.settle()
    const refusedWith = (call: Promise<unknown>) =>
      call.then(
        () => 'answered',
        (error: { code?: string }) => error.code,
      )

    expect(await refusedWith(service.desk.cancel(submitted.jobId, by))).toBe('JOB_NOT_CANCELLABLE')
    expect(await refusedWith(service.desk.hide(submitted.jobId, by))).toBe('JOB_NOT_DELETABLE')
    expect(await refusedWith(service.desk.hideResult(submitted.resultId, by))).toBe(
      'JOB_NOT_DELETABLE',
    )
    expect(await refusedWith(service.intake.retry('ana', submitted.jobId))).toBe(
      'JOB_NOT_RETRYABLE',
    )
    await made.passes(1_000)
    expect(made.statusOf(submitted.jobId)).toBe('completed')
    for (let again = 0; again < 3; again++) {
      expect(await refusedWith(service.desk.cancel(submitted.jobId, by))).toBe(
        'JOB_NOT_CANCELLABLE',
      )
      expect(await refusedWith(service.intake.retry('ana', submitted.jobId))).toBe(
        'JOB_NOT_RETRYABLE',
      )
    }
    expect(made.balanceOf('ana')).toBe(2)
  })

  const states = ['queued', 'processing', 'completed', 'failed']
  const legal = ['queued>processing', 'queued>failed', 'processing>completed', 'processing>failed']
  const moves = states.flatMap((from) => states.filter((to) => to !== from).map((to) => [from, to]))

  test.each(moves)(
    'the file itself lets a job move from %s to %s only where J1 does',
    (from, to) => {
      const { db, close } = openDatabase(':memory:')
      try {
        const { $client } = db
        $client.exec(`insert into users (id, created_at, updated_at) values ('ana', 1, 1)`)
        $client.exec(
          `insert into results (id, user_id, assessment_name, status, profile, analyzer, created_at, updated_at)
         values ('r', 'ana', 'x', 'completed', '{}', 'x@1', 1, 1)`,
        )
        $client.exec(
          `insert into jobs (job_id, user_id, result_id, status, error_message, created_at, updated_at)
         values ('j', 'ana', 'r', '${from}', '${from === 'failed' ? 'why' : ''}', 1, 1)`,
        )
        const move = () =>
          $client.exec(
            `update jobs set status = '${to}', error_message = 'why', result_id = 'r', revision = 1`,
          )
        if (legal.includes(`${from}>${to}`)) expect(move).not.toThrow()
        else expect(move).toThrow('a job moves from queued')
      } finally {
        close()
      }
    },
  )
})

test('A7: given the last token and a thousand submissions at once, then one is taken and nobody else is charged', async () => {
  const made = await world()
  await made.user('ana', 1)

  const answers = await Promise.allSettled(Array.from({ length: 1_000 }, () => made.submit('ana')))

  const taken = answers.filter(({ status }) => status === 'fulfilled')
  const refused = answers.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))
  expect(taken).toHaveLength(1)
  expect(new Set(refused)).toEqual(new Set(['INSUFFICIENT_TOKENS']))
  expect(made.balanceOf('ana')).toBe(0)
  expect(made.rows("select count(*) as n from ledger_entries where kind = 'charge'")).toEqual([
    { n: 1 },
  ])
  await made.passes(2_000)
})

test('F70: given one key sent two hundred times at once, over HTTP and a WebSocket, then there is one job and one charge', async () => {
  const live = await start({ env: { SUBMIT_BURST: '1000', SUBMIT_RATE_PER_MINUTE: '1000' } })
  const { token } = await live.register('ana')
  const socket = await live.connect(token)
  const input = { assessmentData: { score: 7 }, idempotencyKey: 'once-and-only-once' }
  const jobIds: string[] = []
  const overSocket = new Promise<void>((resolve) => {
    let answers = 0
    socket.on('message', (data) => {
      jobIds.push(JSON.parse(String(data)).result.data.jobId)
      if (++answers === 100) resolve()
    })
  })

  for (let call = 0; call < 100; call++) {
    socket.send(
      JSON.stringify({
        id: call,
        method: 'mutation',
        params: { path: 'assessment.submit', input },
      }),
    )
  }
  const overHttp = Array.from({ length: 100 }, () =>
    live.ask('POST', '/trpc/assessment.submit', { token, body: input }),
  )
  for (const { body } of await Promise.all(overHttp)) jobIds.push(body.result.data.jobId)
  await overSocket
  socket.terminate()

  expect(jobIds).toHaveLength(200)
  expect(new Set(jobIds).size).toBe(1)
  expect(
    live.db.prepare("select count(*) from ledger_entries where kind = 'charge'").pluck().get(),
  ).toBe(1)
})

test('F71: given the same submission written in another way, it is the same; given one more field, it is refused', async () => {
  const live = await start()
  const { token } = await live.register('ana')
  const headers = { 'idempotency-key': 'f71' }
  const ask = (body: string) => live.ask('POST', '/assessment/submit', { token, headers, body })

  const first = await ask('{"assessment_data":{"score":1,"note":"x"}}')
  const same = await ask(' { "assessmentData" : { "note" : "\\u0078", "score" : 1.0 } } ')
  const other = await ask('{"assessment_data":{"score":2,"note":"x"}}')
  const more = await ask('{"assessment_data":{"score":1,"note":"x","extra":1}}')

  expect(first.status).toBe(202)
  expect(same.body.data.jobId).toBe(first.body.data.jobId)
  expect(same.headers.get('x-idempotency-cache')).toBe('HIT')
  expect(other.body.error.code).toBe('IDEMPOTENCY_KEY_REUSED')
  expect(more.body.error.code).toBe('VALIDATION_ERROR')
})

test('F73: given amounts that are none, then neither the API nor the file takes them', async () => {
  const live = await start()
  const { id } = await live.register('ana')
  const headers = {
    'x-internal-service': 'true',
    'x-service-key': live.service.internalServiceKey,
  }
  const amounts = [
    '-1',
    '0',
    '-0',
    '0.1',
    '1e308',
    '9007199254740992',
    '9007199254740993',
    '9223372036854775808',
    '"5"',
    'null',
    '[]',
    '{}',
    'true',
    '1000001',
  ]

  for (const amount of amounts) {
    const body = `{"userId":"${id}","amount":${amount},"reason":"odd"}`
    const { status } = await live.ask('POST', '/trpc/admin.grant', { headers, body })
    expect([amount, status]).toEqual([amount, 400])
  }
  const insert = live.db.prepare(
    `insert into ledger_entries (user_id, kind, amount, reason, actor, created_at, hash)
     values (?, 'grant', ?, 'r', 'a', 1, 'h')`,
  )
  for (const amount of [-1, 0, 0.1, 1e308, 2n ** 53n, 'five', null, Number.NaN]) {
    expect(() => insert.run(id, amount)).toThrow(/constraint|cannot store/i)
  }
  expect(live.db.prepare('select token_balance from users').pluck().all()).toEqual([3])
})
