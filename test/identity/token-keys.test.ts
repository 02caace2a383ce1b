import { exportJWK, generateKeyPair, type JSONWebKeySet } from 'jose'
import { describe, expect, it } from 'vitest'
import { storedKeys } from '../../src/identity/token-keys.ts'
import { SimulatedClock } from '../../src/testing/simulated-clock.ts'

const token = { payload: '', signature: '' }

const keySet = async (...kids: string[]): Promise<JSONWebKeySet> => ({
  keys: await Promise.all(
    kids.map(async (kid) => {
      const { publicKey } = await generateKeyPair('EdDSA', { extractable: true })
      return { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA' }
    }),
  ),
})

describe('keys in the database', () => {
  it('are read once a minute, and for an unknown key at most once a second', async () => {
    const clock = new SimulatedClock()
    let stored = await keySet('one')
    let reads = 0
    const find = storedKeys(() => {
      reads++
      return stored
    }, clock)
    const key = (kid: string) => find({ alg: 'EdDSA', kid }, token)
    await key('one')
    await clock.advance(999)
    stored = await keySet('one', 'two')

    await expect(key('two')).rejects.toThrow()
    await expect(key('three')).rejects.toThrow()
    expect(reads).toBe(1)
    await clock.advance(1)
    await key('two')
    expect(reads).toBe(2)
    for (let index = 0; index < 20; index++) await expect(key(`k${index}`)).rejects.toThrow()
    expect(reads).toBe(2)

    stored = await keySet('two')
    await clock.advance(59_999)
    await key('one')
    await clock.advance(1)
    await expect(key('one')).rejects.toThrow()
    expect(reads).toBe(3)
  })
})
