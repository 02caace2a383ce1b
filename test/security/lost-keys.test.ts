import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { password, useLive } from './support/live.ts'

const start = useLive(afterEach)
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unstuck-keys-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('given that every key is lost, when the service starts again, then new ones are made and people sign in by their passwords', async () => {
  const first = await start({ folder })
  const { token, id } = await first.register('ana')
  const key = first.service.internalServiceKey
  await first.service.stop()
  rmSync(join(folder, 'secrets'), { recursive: true })

  const second = await start({ folder })
  const person = { email: 'ana@example.com', password }
  const signedIn = await second.ask('POST', '/auth/login', { body: person })

  expect(second.service.internalServiceKey).not.toBe(key)
  expect([signedIn.status, signedIn.body.data?.user.id]).toEqual([200, id])
  const fresh = { token: signedIn.body.data.token }
  expect((await second.ask('GET', '/auth/token-balance', fresh)).body.data.token_balance).toBe(3)
  expect((await second.ask('GET', '/auth/token-balance', { token })).status).toBe(401)
})
