import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { authAccounts, authSessions, authUsers } from '../../src/db/auth.schema.ts'
import { address, ann, createIdentity, openAuthDatabase } from './support/world.ts'

const day = 24 * 3_600_000

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('registering', () => {
  it('makes an account and signs in to it', async () => {
    const { accounts, identity, clock } = await createIdentity()

    const signIn = await accounts.register({ ...ann, username: 'Ann1' }, address)

    expect(signIn).toMatchObject({
      subject: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      email: 'ann@example.org',
      username: 'Ann1',
      expiresAt: clock.now() + day,
    })
    expect(await identity.verify(signIn.token)).toEqual({
      subject: signIn.subject,
      issuer: 'unstuck',
      email: 'ann@example.org',
      name: 'Ann1',
      sessionId: expect.any(String),
      expiresAt: clock.now() + day,
      signedInAt: clock.now(),
    })
  })

  it('without a username leaves it open', async () => {
    const { accounts, identity } = await createIdentity()

    const signIn = await accounts.register(ann, address)

    expect(signIn.username).toBeNull()
    expect((await identity.verify(signIn.token)).name).toBeNull()
  })

  it.each([
    ['ann', 'email'],
    ['ann@', 'email'],
    ['ann@example', 'email'],
    ['ann@exam ple.org', 'email'],
    [`${'a'.repeat(244)}@example.org`, 'email'],
    ['ann@example.org\u0000', 'email'],
    ['ann@example.org\ud800', 'email'],
    ['ann@-.org', 'email'],
  ])('given the e-mail "%s", refuses the field', async (email, path) => {
    const { accounts } = await createIdentity()

    await expect(accounts.register({ ...ann, email }, address)).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { fields: [{ path }] },
    })
  })

  it.each([
    [7, false],
    [8, true],
    [128, true],
    [129, false],
  ])('given a password of %i characters, accepts it: %s', async (length, accepted) => {
    const { accounts } = await createIdentity()
    const registering = accounts.register({ ...ann, password: 'p'.repeat(length) }, address)

    if (accepted) expect(await registering).toHaveProperty('token')
    else await expect(registering).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  })

  it.each([
    ['ab', false],
    ['abc', true],
    ['a'.repeat(100), true],
    ['a'.repeat(101), false],
    ['with space', false],
    ['drop_table', false],
    ['', false],
  ])('given the username "%s", accepts it: %s', async (username, accepted) => {
    const { accounts } = await createIdentity()
    const registering = accounts.register({ ...ann, username }, address)

    if (accepted) expect(await registering).toMatchObject({ username })
    else await expect(registering).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  })

  it('given everything wrong, names every field once and repeats no password', async () => {
    const { accounts, attempts } = await createIdentity()

    const refusal = await accounts
      .register({ email: 'x', password: 'shhh', username: '!' }, address)
      .catch((error: unknown) => error)

    expect(refusal).toMatchObject({
      details: {
        fields: [
          { path: 'email', sent: 'x' },
          { path: 'password' },
          { path: 'username', sent: '!' },
        ],
      },
    })
    expect(JSON.stringify(refusal)).not.toContain('shhh')
    expect(attempts).toEqual([])
  })

  it('given other types than texts, refuses them', async () => {
    const { accounts } = await createIdentity()
    const nonsense = { email: { $ne: '' }, password: ['p'], username: 7 } as never

    await expect(accounts.register(nonsense, address)).rejects.toMatchObject({
      details: { fields: [{ path: 'email' }, { path: 'password' }, { path: 'username' }] },
    })
  })

  it('given more fields than asked for, stores none of them', async () => {
    const { accounts, db } = await createIdentity()
    const more = { ...ann, emailVerified: true, id: 'mine', role: 'operator', image: 'x' }

    const { subject } = await accounts.register(more, address)

    expect(subject).not.toBe('mine')
    expect(db.select().from(authUsers).all()).toMatchObject([{ emailVerified: false, image: null }])
  })

  it('given an e-mail or a username that is taken, in whatever case, refuses', async () => {
    const { accounts } = await createIdentity()
    await accounts.register({ ...ann, username: 'Ann1' }, address)

    await expect(
      accounts.register({ ...ann, email: 'ANN@Example.org' }, address),
    ).rejects.toMatchObject({ code: 'ACCOUNT_EXISTS', details: { fields: [{ path: 'email' }] } })
    await expect(
      accounts.register({ ...ann, email: 'bob@example.org', username: 'aNN1' }, address),
    ).rejects.toMatchObject({ code: 'ACCOUNT_EXISTS', details: { fields: [{ path: 'username' }] } })
  })

  it('given the same account twenty times at once, makes one', async () => {
    const { accounts, db } = await createIdentity()

    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => accounts.register({ ...ann, username: 'Ann1' }, address)),
    )

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        expect(outcome.reason).toMatchObject({ code: 'ACCOUNT_EXISTS' })
      }
    }
    expect(db.select().from(authUsers).all()).toHaveLength(1)
    expect(db.select().from(authAccounts).all()).toHaveLength(1)
  })

  it('given an account whose making was cut off, makes it anew, but not while it may be in the making', async () => {
    const { accounts, db, clock } = await createIdentity()
    const cutOff = { id: 'cut-off', name: '', email: ann.email, updatedAt: new Date(0) }
    db.insert(authUsers)
      .values({ ...cutOff, createdAt: new Date(clock.now() - 59_999) })
      .run()
    await expect(accounts.register(ann, address)).rejects.toMatchObject({ code: 'ACCOUNT_EXISTS' })

    await clock.advance(1)

    expect((await accounts.register(ann, address)).subject).not.toBe('cut-off')
  })
})

describe('signing in', () => {
  it('given the right password, answers a new token for the same account', async () => {
    const { accounts, identity } = await createIdentity()
    const first = await accounts.register(ann, address)

    const second = await accounts.login({ ...ann, email: 'ANN@example.org' }, address)

    expect(second.subject).toBe(first.subject)
    expect(second.token).not.toBe(first.token)
    expect((await identity.verify(second.token)).subject).toBe(first.subject)
  })

  it('given an unknown e-mail or a wrong password, answers the same and hashes both', async () => {
    let hashed = 0
    const passwords = {
      hash: async (password: string) => {
        hashed++
        return password
      },
      verify: async ({ hash, password }: { hash: string; password: string }) => {
        hashed++
        return hash === password
      },
    }
    const { accounts } = await createIdentity({ embedded: { passwords } })
    await accounts.register(ann, address)
    const refusalOf = async (credentials: { email: string; password: string }) => {
      hashed = 0
      const error = await accounts.login(credentials, address).catch((reason: unknown) => reason)
      return { error: { ...(error as Error) }, message: (error as Error).message, hashed }
    }

    const unknown = await refusalOf({ ...ann, email: 'bob@example.org' })
    const wrong = await refusalOf({ ...ann, password: 'wrong password' })

    expect(unknown).toEqual(wrong)
    expect(wrong).toMatchObject({ error: { code: 'UNAUTHORIZED' }, hashed: 1 })
  })

  it.each([
    ["' or 1=1 --", 'correct horse'],
    ['ann@example.org', "' or 1=1 --"],
    ['%@example.org', 'correct horse'],
  ])('given "%s" and "%s", refuses', async (email, password) => {
    const { accounts } = await createIdentity()
    await accounts.register(ann, address)

    await expect(accounts.login({ email, password }, address)).rejects.toMatchObject({
      name: 'DomainError',
    })
  })

  it('counts every try under the caller’s address, and refuses when told to', async () => {
    let retryAfterMs = 0
    const { accounts } = await createIdentity({
      embedded: { attempts: { take: () => retryAfterMs } },
    })
    await accounts.register(ann, address)

    retryAfterMs = 6_000

    for (const trying of [
      accounts.login(ann, address),
      accounts.register({ ...ann, email: 'bob@example.org' }, address),
    ]) {
      await expect(trying).rejects.toMatchObject({
        code: 'RATE_LIMITED',
        details: { retryAfterMs: 6_000 },
      })
    }
  })

  it('given 33 at once, refuses one and not the others', async () => {
    const { accounts } = await createIdentity()
    await accounts.register(ann, address)

    const outcomes = await Promise.allSettled(
      Array.from({ length: 33 }, () => accounts.login(ann, address)),
    )

    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused).toMatchObject([{ reason: { code: 'OVERLOADED' } }])
    expect(await accounts.login(ann, address)).toHaveProperty('token')
  })

  it('hashes with scrypt where nothing else is asked for', async () => {
    const db = await openAuthDatabase()
    const { accounts } = await createIdentity({ embedded: { db, passwords: undefined as never } })

    await accounts.register(ann, address)
    await accounts.login(ann, address)

    const [account] = db.select().from(authAccounts).all()
    expect(account?.password).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/)
  })
})

describe('a session', () => {
  it('gives a new access token for its refresh token', async () => {
    const { accounts, issuer, identity, clock } = await createIdentity()
    const signIn = await accounts.register(ann, address)
    await clock.advance(2 * day)

    const renewed = await issuer.refresh(signIn.refreshToken)

    await expect(identity.verify(signIn.token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    expect(await identity.verify(renewed.token)).toMatchObject({ expiresAt: clock.now() + day })
    expect(renewed).toMatchObject({ email: ann.email, refreshToken: signIn.refreshToken })
  })

  it('ends after thirty days; its last token does not outlive it', async () => {
    const { accounts, issuer, identity, clock } = await createIdentity()
    const signIn = await accounts.register(ann, address)
    const endsAt = clock.now() + 30 * day
    await clock.advance(30 * day - 60_000)

    const last = await issuer.refresh(signIn.refreshToken)
    expect(last.expiresAt).toBe(endsAt)
    await clock.advance(59_999)
    expect((await identity.verify(last.token)).subject).toBe(signIn.subject)
    await clock.advance(1)

    await expect(identity.verify(last.token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    await expect(issuer.refresh(signIn.refreshToken)).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    })
    expect(issuer.forgetEndedSessions()).toBe(1)
    expect(issuer.forgetEndedSessions()).toBe(0)
  })

  it('is not made longer by being used', async () => {
    const start = Date.now()
    const { accounts, issuer, clock, db } = await createIdentity({ startAt: start })
    const signIn = await accounts.register(ann, address)
    const expiryOf = () => db.select().from(authSessions).get()?.expiresAt.getTime()
    const before = expiryOf()

    vi.useFakeTimers({ toFake: ['Date'], now: start + 20 * day })
    await clock.advance(20 * day)
    await issuer.refresh(signIn.refreshToken)

    expect(expiryOf()).toBe(before)
  })

  it('works the same while the service’s clock is behind the wall clock', async () => {
    const { accounts, issuer, identity, clock } = await createIdentity({
      startAt: Date.UTC(2000, 0, 1),
    })

    const signIn = await accounts.register(ann, address)
    await clock.advance(2 * day)
    const renewed = await issuer.refresh(signIn.refreshToken)

    expect((await identity.verify(renewed.token)).subject).toBe(signIn.subject)
  })

  it('is over with the logout, for its access token and its refresh token, and for no other', async () => {
    const { accounts, issuer, identity } = await createIdentity()
    const phone = await accounts.register(ann, address)
    const laptop = await accounts.login(ann, address)
    const verified = await identity.verify(phone.token)
    expect(identity.isStillValid(verified)).toBe(true)

    await issuer.logout(verified)
    await issuer.logout(verified)

    expect(identity.isStillValid(verified)).toBe(false)
    await expect(identity.verify(phone.token)).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      message: 'The session has ended; sign in again',
    })
    await expect(issuer.refresh(phone.refreshToken)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    expect((await identity.verify(laptop.token)).subject).toBe(phone.subject)
  })

  it('is over with all others when they are ended for the account', async () => {
    const { accounts, issuer, identity } = await createIdentity()
    const phone = await accounts.register(ann, address)
    const laptop = await accounts.login(ann, address)

    await issuer.endSessions(phone.subject)

    await expect(identity.verify(phone.token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    await expect(identity.verify(laptop.token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    expect(await accounts.login(ann, address)).toHaveProperty('token')
  })

  it('given a refresh token without or with another signature, refuses: a copy of the table is no key', async () => {
    const { accounts, issuer, db } = await createIdentity()
    const signIn = await accounts.register(ann, address)
    const [session] = db.select().from(authSessions).all()
    const stored = session?.token ?? ''
    expect(signIn.refreshToken.startsWith(`${stored}.`)).toBe(true)

    for (const forged of [
      stored,
      `${stored}.`,
      `${stored}.${'A'.repeat(44)}`,
      `${stored}.%`,
      '',
      '.',
      '\0',
    ]) {
      await expect(issuer.refresh(forged)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    }
  })

  it('keeps no address and no browser of the person', async () => {
    const { accounts, db } = await createIdentity()

    await accounts.register(ann, address)

    expect(db.select().from(authSessions).all()).toMatchObject([{ ipAddress: '', userAgent: '' }])
  })
})

describe('an account', () => {
  it('has a profile, whose name can change to one that is free', async () => {
    const { accounts, clock } = await createIdentity()
    const { subject } = await accounts.register(ann, address)
    await accounts.register({ ...ann, email: 'bob@example.org', username: 'Bob' }, address)

    expect(await accounts.updateProfile(subject, { username: 'Ann2' })).toMatchObject({
      subject,
      email: ann.email,
      username: 'Ann2',
    })
    expect(await accounts.updateProfile(subject, { username: 'ann2' })).toMatchObject({
      username: 'ann2',
    })
    await expect(accounts.updateProfile(subject, { username: 'BOB' })).rejects.toMatchObject({
      code: 'ACCOUNT_EXISTS',
    })
    await expect(accounts.updateProfile(subject, { username: '!' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    })
    expect(accounts.profile(subject).username).toBe('ann2')
    expect(clock.armed).toBe(0)
  })

  it('gets a new password only for the current one, and all sessions end with the old', async () => {
    const { accounts, identity } = await createIdentity()
    const before = await accounts.register(ann, address)
    const change = (currentPassword: string, newPassword: string) =>
      accounts.changePassword(before.subject, { currentPassword, newPassword }, address)

    await expect(change('wrong password', 'another horse')).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    })
    await expect(change(ann.password, 'short')).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    const after = await change(ann.password, 'another horse')

    await expect(identity.verify(before.token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    expect((await identity.verify(after.token)).subject).toBe(before.subject)
    await expect(accounts.login(ann, address)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    expect(await accounts.login({ ...ann, password: 'another horse' }, address)).toBeTruthy()
  })

  it('that is removed takes its password and sessions along', async () => {
    const { accounts, identity, db } = await createIdentity()
    const signIn = await accounts.register(ann, address)

    await accounts.remove(signIn.subject)

    await expect(identity.verify(signIn.token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    expect(() => accounts.profile(signIn.subject)).toThrow('The session has ended')
    for (const table of [authUsers, authAccounts, authSessions]) {
      expect(db.select().from(table).all()).toEqual([])
    }
  })
})

describe('better-auth', () => {
  it('opens no transaction: every statement stands alone on the service’s connection', async () => {
    const { accounts, issuer, identity, statements } = await createIdentity()
    const signIn = await accounts.register({ ...ann, username: 'Ann1' }, address)
    const again = await accounts.login(ann, address)
    await issuer.refresh(again.refreshToken)
    await accounts.updateProfile(signIn.subject, { username: 'Ann2' })
    await accounts.changePassword(
      signIn.subject,
      { currentPassword: ann.password, newPassword: 'another horse' },
      address,
    )
    await issuer.logout(
      await identity.verify(
        (await accounts.login({ ...ann, password: 'another horse' }, address)).token,
      ),
    )
    await accounts.remove(signIn.subject)

    expect(statements.filter((text) => /^insert/i.test(text)).length).toBeGreaterThan(5)
    expect(
      statements.filter((text) => /^(begin|commit|rollback|savepoint|release)/i.test(text)),
    ).toEqual([])
  })

  it('writes nothing to the console and calls nobody, whatever happens', async () => {
    const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation(() => {}),
    )
    const calls = vi.spyOn(globalThis, 'fetch')
    const { accounts, issuer, db } = await createIdentity()

    await accounts.register(ann, address)
    await accounts.register(ann, address).catch(() => {})
    await accounts.login({ ...ann, password: 'wrong password' }, address).catch(() => {})
    await accounts.login({ ...ann, email: 'bob@example.org' }, address).catch(() => {})
    await issuer.refresh('x.y').catch(() => {})
    db.$client.close()
    await accounts.login(ann, address).catch(() => {})

    for (const spy of spies) expect(spy).not.toHaveBeenCalled()
    expect(calls).not.toHaveBeenCalled()
  })

  it('given a database that fails, lets the failure through instead of a refusal', async () => {
    const { accounts, db } = await createIdentity()
    await accounts.register(ann, address)
    db.$client.pragma('query_only = ON')

    const failure = await accounts.login(ann, address).catch((error: unknown) => error)

    expect(failure).toBeInstanceOf(Error)
    expect(failure).not.toMatchObject({ name: 'DomainError' })
  })

  it('is not told another secret by the environment', async () => {
    vi.stubEnv('BETTER_AUTH_SECRETS', '2:another-secret-of-the-environment-0123456789')
    vi.stubEnv('BETTER_AUTH_SECRET', 'another-secret-of-the-environment-0123456789')
    const db = await openAuthDatabase()
    const stubbed = await createIdentity({ embedded: { db } })
    const signIn = await stubbed.accounts.register(ann, address)
    vi.unstubAllEnvs()
    const plain = await createIdentity({ embedded: { db } })

    expect(await plain.issuer.refresh(signIn.refreshToken)).toMatchObject({
      subject: signIn.subject,
    })
  })

  it('signs with a key that is stored encrypted, and publishes its public half only', async () => {
    const { accounts, issuer, db } = await createIdentity()

    const { token } = await accounts.register(ann, address)

    const [key] = issuer.publicKeys().keys
    expect(key).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' })
    expect(key).not.toHaveProperty('d')
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'EdDSA', kid: key?.kid })
    const stored = db.$client.prepare('select private_key from auth_jwks').pluck().get()
    expect(stored).not.toContain('"d"')
    expect(Object.keys(decodeJwt(token)).sort()).toEqual(
      ['aud', 'email', 'exp', 'iat', 'iss', 'jti', 'sid', 'sub'].sort(),
    )
  })

  it('goes on with its keys and sessions after a restart', async () => {
    const db = await openAuthDatabase()
    const first = await createIdentity({ embedded: { db } })
    const signIn = await first.accounts.register(ann, address)

    const second = await createIdentity({ embedded: { db } })

    expect((await second.identity.verify(signIn.token)).subject).toBe(signIn.subject)
    expect(await second.issuer.refresh(signIn.refreshToken)).toHaveProperty('token')
  })
})
