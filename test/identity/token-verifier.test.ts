import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  base64url,
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
} from 'jose'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { Identity } from '../../src/identity/identity.ts'
import { type TokenIssuer, TokenVerifier } from '../../src/identity/token-verifier.ts'
import { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import { address, ann, createIdentity } from './support/world.ts'

const issuer = 'https://login.example'
const audience = 'unstuck'
const sharedSecret = 'a-shared-secret-of-32-characters'

let keys: { publicKey: CryptoKey; privateKey: CryptoKey }
let others: { publicKey: CryptoKey; privateKey: CryptoKey }

beforeAll(async () => {
  const options = { modulusLength: 2_048, extractable: true }
  keys = await generateKeyPair('RS256', options)
  others = await generateKeyPair('RS256', options)
})

afterEach(() => {
  vi.useRealTimers()
})

const seconds = (clock: SimulatedClock) => clock.now() / 1_000

const sign = (
  clock: SimulatedClock,
  claims: Record<string, unknown> = {},
  options: { header?: object; key?: CryptoKey | Uint8Array; alg?: string } = {},
) => {
  const all = { iss: issuer, aud: audience, sub: 'ann', exp: seconds(clock) + 60, ...claims }
  const given = Object.entries(all).filter(([, value]) => value !== undefined)
  return new SignJWT(Object.fromEntries(given))
    .setProtectedHeader({ alg: options.alg ?? 'RS256', kid: 'one', ...options.header })
    .sign(options.key ?? keys.privateKey)
}

/** A token by hand: for what a library would not sign. */
const assemble = (header: object, payload: object, signature = '') =>
  [header, payload].map((part) => base64url.encode(JSON.stringify(part))).join('.') +
  `.${signature}`

const verifier = (
  clock: SimulatedClock,
  changes: Partial<TokenIssuer> = {},
  verifiedMax?: number,
) =>
  new TokenVerifier({
    clock,
    ...(verifiedMax !== undefined && { verifiedMax }),
    issuers: [
      {
        issuer,
        audience,
        algorithm: 'RS256',
        toleranceMs: 0,
        requiredClaims: ['exp', 'sub'],
        keys: async () => keys.publicKey,
        ...changes,
      },
    ],
  })

const unauthorized = { name: 'DomainError', code: 'UNAUTHORIZED' }

describe('a token', () => {
  it('of the issuer, for this audience, is accepted with what it says', async () => {
    const clock = new SimulatedClock()
    const token = await sign(clock, { email: 'ann@example.org', name: 'Ann', sid: 's1' })

    expect(await verifier(clock).verify(token)).toEqual({
      subject: 'ann',
      issuer,
      email: 'ann@example.org',
      name: 'Ann',
      sessionId: 's1',
      expiresAt: clock.now() + 60_000,
      signedInAt: null,
    })
  })

  it('with claims of other types is accepted without them', async () => {
    const clock = new SimulatedClock()
    const token = await sign(clock, { email: ['a'], name: { a: 1 }, sid: 7 })

    expect(await verifier(clock).verify(token)).toMatchObject({
      email: null,
      name: null,
      sessionId: null,
    })
  })

  it.each<[string, Record<string, unknown>]>([
    ['no expiry', { exp: undefined }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['a subject of 256 characters', { sub: 'a'.repeat(256) }],
    ['a subject that a database would change', { sub: 'a\ud800' }],
    ['a NUL in its subject', { sub: 'a\0' }],
    ['another issuer', { iss: 'https://evil.example' }],
    ['no issuer', { iss: undefined }],
    ['another audience', { aud: 'other' }],
    ['no audience', { aud: undefined }],
    ['several audiences, not this one', { aud: ['a', 'b'] }],
    ['an expiry that is a text', { exp: '9999999999' }],
    ['a start that is a text', { nbf: 'now' }],
  ])('with %s is refused', async (_name, claims) => {
    const clock = new SimulatedClock()

    await expect(verifier(clock).verify(await sign(clock, claims))).rejects.toMatchObject(
      unauthorized,
    )
  })

  it.each<[string, Partial<Record<'exp' | 'nbf', number>>, boolean]>([
    ['expires', { exp: 0 }, false],
    ['expires a second from now', { exp: 1 }, true],
    ['expired a second ago', { exp: -1 }, false],
    ['begins now', { nbf: 0 }, true],
    ['begins in a second', { nbf: 1 }, false],
  ])('that %s is accepted accordingly, to the second', async (_name, offsets, accepted) => {
    const clock = new SimulatedClock()
    const claims = Object.fromEntries(
      Object.entries(offsets).map(([name, offset]) => [name, seconds(clock) + offset]),
    )
    const verifying = verifier(clock).verify(await sign(clock, claims))

    if (accepted) expect(await verifying).toMatchObject({ subject: 'ann' })
    else await expect(verifying).rejects.toMatchObject(unauthorized)
  })

  it('within the tolerance for its issuer’s clock is accepted, a second later not', async () => {
    const clock = new SimulatedClock()
    const tolerant = verifier(clock, { toleranceMs: 10_000 })
    const token = await sign(clock, { exp: seconds(clock) })

    await clock.advance(9_000)
    expect(await tolerant.verify(token)).toMatchObject({ subject: 'ann' })
    await clock.advance(1_000)

    await expect(tolerant.verify(token)).rejects.toMatchObject({
      ...unauthorized,
      message: 'The access token has expired',
    })
  })

  it('signed by somebody else is refused', async () => {
    const clock = new SimulatedClock()
    const token = await sign(clock, {}, { key: others.privateKey })

    await expect(verifier(clock).verify(token)).rejects.toMatchObject(unauthorized)
  })

  it('changed in any part is refused', async () => {
    const clock = new SimulatedClock()
    const parts = (await sign(clock)).split('.')
    const strict = verifier(clock)

    for (const part of [0, 1, 2]) {
      const changed = parts.map((text, index) =>
        index === part
          ? `${text.slice(0, 10)}${text[10] === 'A' ? 'B' : 'A'}${text.slice(11)}`
          : text,
      )
      await expect(strict.verify(changed.join('.'))).rejects.toMatchObject(unauthorized)
    }
  })

  it('without a signature is refused, however it names its algorithm', async () => {
    const clock = new SimulatedClock()
    const payload = { iss: issuer, aud: audience, sub: 'ann', exp: seconds(clock) + 60 }
    const unsecured = new UnsecuredJWT({ sub: 'ann' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime(seconds(clock) + 60)
      .encode()

    for (const token of [
      unsecured,
      assemble({ alg: 'none' }, payload),
      assemble({ alg: 'NONE' }, payload),
      assemble({ alg: '' }, payload),
      assemble({}, payload),
    ]) {
      await expect(verifier(clock).verify(token)).rejects.toMatchObject(unauthorized)
    }
  })

  it('signed with the public key as if it were a secret is refused', async () => {
    const clock = new SimulatedClock()
    const asSecret = new TextEncoder().encode(await exportSPKI(keys.publicKey))
    const token = await sign(clock, {}, { key: asSecret, alg: 'HS256' })

    await expect(verifier(clock).verify(token)).rejects.toMatchObject(unauthorized)
    await expect(
      verifier(clock, { keys: async () => asSecret as never }).verify(token),
    ).rejects.toMatchObject(unauthorized)
  })

  it.each<[string, () => Promise<object>]>([
    ['its own key', async () => ({ jwk: await exportJWK(others.publicKey) })],
    ['a place to fetch a key from', async () => ({ jku: 'https://evil.example/keys' })],
    ['a certificate', async () => ({ x5c: ['MIIB'] })],
    ['an extension that nobody here knows', async () => ({ crit: ['exp'], exp: 1 })],
  ])('that brings %s gains nothing by it', async (_name, header) => {
    const clock = new SimulatedClock()
    const key = others.privateKey
    const token = await sign(clock, {}, { header: await header(), key }).catch(() =>
      assemble({ alg: 'RS256', crit: ['exp'], exp: 1 }, { iss: issuer }),
    )

    await expect(verifier(clock).verify(token)).rejects.toMatchObject(unauthorized)
  })

  it.each([
    ['JWT', true],
    ['at+jwt', true],
    ['application/at+jwt', true],
    ['logout+jwt', false],
    ['secevent+jwt', false],
    ['dpop+jwt', false],
  ])('of type %s is accepted: %s', async (typ, accepted) => {
    const clock = new SimulatedClock()
    const verifying = verifier(clock).verify(await sign(clock, {}, { header: { typ } }))

    if (accepted) expect(await verifying).toMatchObject({ subject: 'ann' })
    else await expect(verifying).rejects.toMatchObject(unauthorized)
  })

  it.each(['', '.', '..', 'a.b.c', 'null', '{}', 'ey.ey.ey', '\0', 'é.é.é', 'a'.repeat(100_000)])(
    'that is "%.12s" is refused',
    async (token) => {
      await expect(verifier(new SimulatedClock()).verify(token)).rejects.toMatchObject(unauthorized)
    },
  )

  it('longer than 8,192 characters is refused although it is signed', async () => {
    const clock = new SimulatedClock()
    const token = await sign(clock, { padding: 'x'.repeat(8_192) })

    await expect(verifier(clock).verify(token)).rejects.toMatchObject(unauthorized)
  })
})

describe('a token that was verified before', () => {
  const counting = (
    clock: SimulatedClock,
    changes: Partial<TokenIssuer> = {},
    verifiedMax?: number,
  ) => {
    const count = { checks: 0 }
    const countingKeys = async () => {
      count.checks++
      return keys.publicKey
    }
    const strict = verifier(clock, { keys: countingKeys, ...changes }, verifiedMax)
    return { count, strict }
  }

  it('is not checked again until it expires', async () => {
    const clock = new SimulatedClock()
    const { count, strict } = counting(clock)
    const token = await sign(clock)

    await strict.verify(token)
    await strict.verify(token)
    await clock.advance(59_999)
    await strict.verify(token)
    expect(count.checks).toBe(1)
    await clock.advance(1)

    await expect(strict.verify(token)).rejects.toMatchObject(unauthorized)
  })

  it('is refused from the moment it is revoked', async () => {
    const clock = new SimulatedClock()
    const revoked = new Set<string>()
    const { count, strict } = counting(clock, {
      isRevoked: ({ sessionId }) => revoked.has(sessionId ?? ''),
    })
    const token = await sign(clock, { sid: 's1' })
    const verified = await strict.verify(token)
    expect(strict.isStillValid(verified)).toBe(true)

    revoked.add('s1')

    await expect(strict.verify(token)).rejects.toMatchObject(unauthorized)
    expect(strict.isStillValid(verified)).toBe(false)
    expect(count.checks).toBe(1)
  })

  it('is forgotten when as many others as are remembered were verified since', async () => {
    const clock = new SimulatedClock()
    const { count, strict } = counting(clock, {}, 3)
    const nth = (index: number) => sign(clock, { sub: `user-${index}` })
    const first = await nth(0)
    const second = await nth(1)
    await strict.verify(first)
    await strict.verify(second)
    // Used again: now the second is the one unused for longest.
    await strict.verify(first)
    await strict.verify(await nth(2))
    await strict.verify(await nth(3))
    expect(count.checks).toBe(4)

    await strict.verify(first)
    expect(count.checks).toBe(4)
    await strict.verify(second)
    expect(count.checks).toBe(5)
  })
})

describe('issuers', () => {
  it('may be several; each is asked with its own key only', async () => {
    const clock = new SimulatedClock()
    const {
      identity,
      accounts,
      clock: embeddedClock,
    } = await createIdentity({
      external: [{ issuer, audience, sharedSecret }],
    })
    const secret = new TextEncoder().encode(sharedSecret)
    const own = await accounts.register(ann, address)
    const foreign = await sign(embeddedClock, {}, { key: secret, alg: 'HS256' })
    const posing = await sign(
      embeddedClock,
      { iss: 'unstuck', sub: own.subject, sid: 's', jti: 'j' },
      { key: secret, alg: 'HS256' },
    )

    expect((await identity.verify(own.token)).issuer).toBe('unstuck')
    expect((await identity.verify(foreign)).issuer).toBe(issuer)
    await expect(identity.verify(posing)).rejects.toMatchObject(unauthorized)
    expect(clock.armed).toBe(0)
  })

  it.each(['exp', 'sub', 'jti', 'sid'])(
    'given a token of the embedded one without %s, refuse it',
    async (name) => {
      const { issuer: embedded, accounts, identity, clock } = await createIdentity()
      const own = await identity.verify((await accounts.register(ann, address)).token)
      const strict = new TokenVerifier({
        clock,
        issuers: [
          { ...embedded.asTokenIssuer(), algorithm: 'RS256', keys: async () => keys.publicKey },
        ],
      })
      const claims = {
        iss: 'unstuck',
        aud: 'unstuck',
        sub: own.subject,
        sid: own.sessionId,
        jti: 'j',
      }

      expect((await strict.verify(await sign(clock, claims))).sessionId).toBe(own.sessionId)
      await expect(
        strict.verify(await sign(clock, { ...claims, [name]: undefined })),
      ).rejects.toMatchObject(unauthorized)
      await expect(
        strict.verify(await sign(clock, { ...claims, sub: 'bob' })),
      ).rejects.toMatchObject(unauthorized)
    },
  )

  it('must have different names', () => {
    const external = [
      { issuer, audience, sharedSecret },
      { issuer, audience: 'other', sharedSecret },
    ]

    expect(() => new Identity({ clock: new SimulatedClock(), external })).toThrow(
      `Two token issuers are called "${issuer}"`,
    )
  })

  it.each([
    [[], 'There is no issuer'],
    [[{ issuer, audience, sharedSecret: 'x'.repeat(31) }], 'at least 32 bytes'],
    [[{ issuer, audience, sharedSecret, toleranceMs: 30_001 }], 'at most 30 seconds'],
    [[{ issuer, audience, keysUrl: 'http://login.example/keys' }], 'must start with https://'],
    [[{ issuer, audience, keysUrl: 'nonsense' }], 'Invalid URL'],
    [
      [{ issuer, audience, keysUrl: 'https://login.example/keys', algorithm: 'HS256' as never }],
      'not with HS256',
    ],
    [
      [{ issuer, audience, keysUrl: 'https://login.example/keys', algorithm: 'none' as never }],
      'not with none',
    ],
  ])('given unsafe settings %#, the service does not start', (external, message) => {
    expect(() => new Identity({ clock: new SimulatedClock(), external })).toThrow(message)
  })
})

describe('keys at a URL', () => {
  const startIssuer = async () => {
    const state = { status: 200, body: '', requests: 0, hang: false }
    state.body = JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'one' }] })
    const server = createServer((_request, response) => {
      state.requests++
      if (!state.hang) response.writeHead(state.status).end(state.body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const clock = new SimulatedClock()
    const keysUrl = `http://127.0.0.1:${port}/keys`
    const identity = new Identity({ clock, external: [{ issuer, audience, keysUrl }] })
    const stop = () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    return { state, clock, identity, stop, [Symbol.asyncDispose]: stop }
  }

  const unavailable = { code: 'STORE_UNAVAILABLE', details: { retryAfterMs: 5_000 } }

  it('are fetched once and used for every token', async () => {
    await using login = await startIssuer()

    for (const sub of ['ann', 'bob']) {
      const token = await sign(login.clock, { sub })
      expect((await login.identity.verify(token)).subject).toBe(sub)
    }

    expect(login.state.requests).toBe(1)
  })

  it('that cannot be fetched make nobody unauthorized', async () => {
    await using login = await startIssuer()
    await login.stop()

    await expect(login.identity.verify(await sign(login.clock))).rejects.toMatchObject(unavailable)
  })

  it.each([
    ['an error', 500, ''],
    ['no JSON', 200, '<html>'],
    ['no key set', 200, '{"keys":"none"}'],
    ['a redirection', 302, ''],
  ])(
    'that come as %s make nobody unauthorized, and are asked for again after 30 s',
    async (_n, status, body) => {
      await using login = await startIssuer()
      const good = login.state.body
      Object.assign(login.state, { status, body })
      const token = await sign(login.clock)

      await expect(login.identity.verify(token)).rejects.toMatchObject(unavailable)
      Object.assign(login.state, { status: 200, body: good })
      await login.clock.advance(29_999)
      await expect(login.identity.verify(token)).rejects.toMatchObject(unavailable)
      expect(login.state.requests).toBe(1)
      await login.clock.advance(1)

      expect((await login.identity.verify(token)).subject).toBe('ann')
    },
  )

  it('given a token that names a key nobody has, refuse it without asking again at once', async () => {
    await using login = await startIssuer()
    await login.identity.verify(await sign(login.clock))

    for (let index = 0; index < 20; index++) {
      const token = await sign(login.clock, {}, { header: { kid: `k${index}` } })
      await expect(login.identity.verify(token)).rejects.toMatchObject(unauthorized)
    }

    expect(login.state.requests).toBe(1)
  })

  it('that were fetched are believed for a day while the issuer is away', async () => {
    await using login = await startIssuer()
    await login.identity.verify(await sign(login.clock))
    await login.stop()
    // The library looks at the wall clock to tell that its copy is ten minutes old.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11 * 60_000 })
    const day = 24 * 3_600_000

    await login.clock.advance(day)
    const token = await sign(login.clock, { sub: 'bob', exp: seconds(login.clock) + 86_400 })
    expect((await login.identity.verify(token)).subject).toBe('bob')
    const unknown = await sign(login.clock, {}, { header: { kid: 'new' } })
    await expect(login.identity.verify(unknown)).rejects.toMatchObject(unavailable)
    await login.clock.advance(1)

    const later = await sign(login.clock, { sub: 'eve' })
    await expect(login.identity.verify(later)).rejects.toMatchObject(unavailable)
    expect((await login.identity.verify(token)).subject).toBe('bob')
  })

  it('given nonsense, are not even asked for', async () => {
    await using login = await startIssuer()

    await expect(login.identity.verify('a.b.c')).rejects.toMatchObject(unauthorized)

    expect(login.state.requests).toBe(0)
  })
})
