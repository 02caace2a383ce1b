import { existsSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { type Live, password, useLive } from '../security/support/live.ts'

const start = useLive(afterEach)

const note = 'canary-service-é'

async function submitted(live: Live, token: string): Promise<void> {
  const body = { assessmentData: { score: 1, note } }
  const { body: answer } = await live.ask('POST', '/trpc/assessment.submit', { token, body })
  const { jobId } = answer.result.data
  while (live.analyzer.calls.length === 0) await turn()
  live.analyzer.calls.at(-1)?.succeed({ text: `about ${note}` })
  const status = live.db.prepare('select status from jobs where job_id = ?').pluck()
  while (status.get(jobId) !== 'completed') await turn()
}

async function finished(live: Live, userId: string): Promise<void> {
  const at = live.db.prepare('select finished_at from erasures where user_id = ?').pluck()
  while (typeof at.get(userId) !== 'number') await turn()
}

const bytesOf = (live: Live): Buffer =>
  Buffer.concat(
    ['', '-wal'].map((end) => {
      const path = live.service.config.databasePath + end
      // Only looked at once the service has stopped: to read an open file would end the locks on it.
      return existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
    }),
  )

describe('a person who has their account erased', () => {
  test('is asked for the password, is shut out at once, and leaves no byte behind', async () => {
    const live = await start()
    const { token, id } = await live.register('canary-ana')
    await submitted(live, token)
    const erase = (body: object) => live.ask('POST', '/trpc/account.erase', { token, body })

    const without = await erase({})
    const wrong = await erase({ password: 'not this one' })
    expect([without.status, wrong.status]).toEqual([400, 400])
    expect(wrong.text).toContain('The password is wrong')
    expect((await live.ask('GET', '/auth/profile', { token })).status).toBe(200)

    const { status, body } = await erase({ password })
    expect(status).toBe(200)
    expect(body.result.data).toMatchObject({ userId: id, requestedAt: expect.any(Number) })
    expect((await live.ask('GET', '/auth/profile', { token })).status).toBe(401)
    const again = await live.ask('POST', '/auth/login', {
      body: { email: 'canary-ana@example.com', password },
    })
    expect(again.status).toBe(401)
    await finished(live, id)
    await live.service.stop()

    expect(bytesOf(live).includes('canary-ana')).toBe(false)
    expect(bytesOf(live).includes(note)).toBe(false)
    expect(live.logged.filter((line) => line.includes('canary'))).toEqual([])
    expect(readFileSync(`${live.service.config.databasePath}.erasures`, 'utf8')).not.toContain(id)
  })

  test('may come back under the same address, as somebody new', async () => {
    const live = await start({ env: { DEFAULT_TOKEN_BALANCE: '5' } })
    const first = await live.register('ana')
    await submitted(live, first.token)
    const answer = await live.ask('POST', '/account/erase', {
      token: first.token,
      body: { password },
    })
    expect(answer.status).toBe(202)
    await finished(live, first.id)

    const second = await live.register('ana')

    expect(second.id).not.toBe(first.id)
    const { body } = await live.ask('GET', '/auth/token-balance', { token: second.token })
    expect(body.data).toEqual({ user_id: second.id, token_balance: 5 })
    const list = await live.ask('GET', '/archive/jobs', { token: second.token })
    expect(list.text).not.toContain(first.id)
  })

  test('is disconnected where they are connected', async () => {
    const live = await start()
    const { token, id } = await live.register('ana')
    const socket = await live.connect(token)
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    socket.send(
      JSON.stringify({
        id: 1,
        method: 'subscription',
        params: { path: 'notifications.onEvent', input: {} },
      }),
    )

    await live.ask('POST', '/account/erase', { token, body: { password } })

    expect(await closed).toBe(1008)
    await finished(live, id)
  }, 15_000)
})

test('given tokens of another issuer, then one of the last minutes is asked for', async () => {
  const live = await start({ env: external })
  const issue = (signedInAgo: number) => tokenOf(Math.floor(Date.now() / 1_000) - signedInAgo)

  const old = await live.ask('POST', '/account/erase', { token: await issue(660), body: {} })
  expect([old.status, old.body.error.code]).toEqual([403, 'FORBIDDEN'])
  const fresh = await live.ask('POST', '/account/erase', { token: await issue(30), body: {} })
  expect(fresh.status).toBe(202)
  // The issuer knows nothing of it: its tokens open nothing here any more, however fresh.
  expect((await live.ask('GET', '/auth/profile', { token: await issue(0) })).status).toBe(401)
})

const secret = 'a secret that both of them know, 1f9c'
const external = {
  AUTH_ISSUER_URL: 'https://issuer.example.com',
  AUTH_AUDIENCE: 'unstuck',
  AUTH_JWT_SECRET: secret,
}

async function tokenOf(issuedAt: number): Promise<string> {
  const { SignJWT } = await import('jose')
  return new SignJWT({ email: 'ana@example.com' })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(external.AUTH_ISSUER_URL)
    .setAudience('unstuck')
    .setSubject('subject-1')
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + 3_600)
    .sign(new TextEncoder().encode(secret))
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
