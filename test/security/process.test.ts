import { resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { prototypeNames } from '../../proof/fuzz/hostile.ts'
import { makeSandbox, removeSandbox, type Sandbox, serve } from './support/run.ts'

let sandbox: Sandbox
beforeEach(() => {
  sandbox = makeSandbox()
})
afterEach(() => removeSandbox(sandbox))

async function ask(url: string, path: string, body: unknown, token?: string) {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as { data?: unknown } }
}

async function register(url: string): Promise<string> {
  const person = { email: 'ana@example.com', password: 'a password for tests' }
  const { body } = await ask(url, '/auth/register', person)
  return (body.data as { token: string }).token
}

describe('S6: what nobody caught ends the process', () => {
  test.each(['throw', 'reject'])(
    'given an analyzer that lets go of a %s, then it is logged in one line and the exit code is 1',
    async (how) => {
      const server = await serve(sandbox.given, {
        ASSESSMENTS_MODULE: resolve('test/security/support/throwing.assessments.mjs'),
      })
      const token = await register(server.url)

      await ask(server.url, '/assessment/submit', { assessment_data: { how } }, token).catch(
        () => {},
      )
      const code = await server.exited

      expect(code).toBe(1)
      const said = server.said()
      const lines = said.split('\n').filter((line) => line.includes('nobody catches this'))
      expect(lines).toHaveLength(1)
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({
        level: 50,
        msg: 'process.failed',
        error: 'Error: nobody catches this',
      })
      expect(said).not.toMatch(/^\s+at /m)
    },
  )
})

test('F77: given a Node without __proto__, the service runs, and no key of a request is a prototype', async () => {
  const server = await serve(sandbox.given, {}, ['--disable-proto=delete'])
  const token = await register(server.url)

  for (const name of prototypeNames) {
    const odd = await ask(
      server.url,
      '/assessment/submit',
      `{"${name}":{"role":"operator"}}`,
      token,
    )
    const path = await ask(server.url, `/trpc/${name}`, '{}', token)
    const id = await ask(server.url, '/trpc/assessment.cancel', { jobId: name }, token)
    expect([name, odd.status, path.status, id.status]).toEqual([name, 400, 404, 404])
  }
  const profile = await fetch(`${server.url}/auth/profile`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const { data } = (await profile.json()) as { data: { user: { user_type: string } } }

  expect(data.user.user_type).toBe('user')
  expect(await server.stop()).toBe(0)
})
