// Issues the service's own access tokens: from a session, for as long as the session is there. Who may
// begin a session is decided in accounts.ts; whether a token is good, by the verifier.
import { decodeJwt } from 'jose'
import type { Clock } from '../system/clock.ts'
import * as refused from './account-refusals.ts'
import {
  type AccountStatements,
  forgetEndedSessions,
  forgetSigningKeys,
  type Profile,
  profileOf,
} from './account-store.ts'
import type { BetterAuthSettings } from './better-auth.ts'
import type { LoadBetterAuth } from './load-better-auth.ts'
import { storedKeys, tokenAlgorithm } from './token-keys.ts'
import type { TokenIssuer, VerifiedToken } from './token-verifier.ts'

/** What a client gets when it signs in, and when it asks for a new access token. */
export interface SignIn extends Profile {
  /** The access token: a JWT, to be sent as a bearer token. */
  readonly token: string
  readonly expiresAt: number
  /** Good for `refresh` only, until the session ends. */
  readonly refreshToken: string
}

export interface EmbeddedIssuerOptions
  extends Pick<BetterAuthSettings, 'db' | 'issuer' | 'audience'> {
  readonly clock: Pick<Clock, 'now'>
  readonly loadAuth: LoadBetterAuth
  readonly statements: AccountStatements
}

export class EmbeddedIssuer {
  readonly #options: EmbeddedIssuerOptions

  constructor(options: EmbeddedIssuerOptions) {
    this.#options = options
  }

  /** How the verifier recognises the tokens made here; a deleted session revokes them at once. */
  asTokenIssuer(): TokenIssuer {
    const { issuer, audience, clock } = this.#options
    return {
      issuer,
      audience,
      algorithm: tokenAlgorithm,
      toleranceMs: 0,
      requiredClaims: ['exp', 'sub', 'jti', 'sid'],
      keys: storedKeys(() => this.publicKeys(), clock),
      isRevoked: (token) => !this.#isSessionLive(token),
    }
  }

  /** A new access token for a session that is still there. Throws UNAUTHORIZED when it is not. */
  async refresh(refreshToken: string): Promise<SignIn> {
    const { statements, clock } = this.#options
    // Only whose session it is; that the token is signed is for better-auth to check, and it does below.
    const session = statements.sessionByToken.get({
      token: refreshToken.slice(0, 256).split('.')[0] ?? '',
      now: clock.now(),
    })
    if (!session) throw refused.sessionEnded()
    const headers = new Headers({ authorization: `Bearer ${refreshToken}` })
    try {
      const token = await this.#signedFor(headers)
      const expiresAt = (decodeJwt(token).exp ?? 0) * 1_000
      return { ...profileOf(statements, session.userId), token, expiresAt, refreshToken }
    } catch (error) {
      throw refused.refusalCode(error) === 'UNAUTHORIZED' ? refused.sessionEnded() : error
    }
  }

  /** Ends the session a token belongs to: from the moment this settles the token opens nothing. */
  async logout(token: VerifiedToken): Promise<void> {
    const session = this.#options.statements.sessionById.get({ id: token.sessionId })
    if (!session) return
    const { internalAdapter } = await this.#context()
    await internalAdapter.deleteSession(session.token)
  }

  /** Ends every session of an account, as when it is disabled. */
  async endSessions(subject: string): Promise<void> {
    const { internalAdapter } = await this.#context()
    await internalAdapter.deleteUserSessions(subject)
  }

  /** The public halves of the signing keys, for services that check tokens themselves. */
  publicKeys(): { keys: { kid: string; kty: string; alg: string }[] } {
    const rows = this.#options.statements.publicKeys.all()
    const keys = rows.map(({ id, publicKey, alg }) => ({
      ...JSON.parse(publicKey),
      kid: id,
      alg: alg ?? tokenAlgorithm,
    }))
    return { keys }
  }

  /** Removes sessions that ended by themselves; gives how many. For the retention job. */
  forgetEndedSessions(): number {
    return forgetEndedSessions(this.#options.db, this.#options.clock.now())
  }

  /** Keys that a lost secret locked up open for nobody any more: they are given up, and new ones are made. */
  async #signedFor(headers: Headers): Promise<string> {
    const { loadAuth, db } = this.#options
    const { api } = await loadAuth()
    try {
      return (await api.getToken({ headers })).token
    } catch (error) {
      if (!isLockedUp(error)) throw error
      forgetSigningKeys(db)
      return (await api.getToken({ headers })).token
    }
  }

  async #context() {
    return (await this.#options.loadAuth()).$context
  }

  #isSessionLive({ sessionId, subject }: VerifiedToken): boolean {
    const { statements, clock } = this.#options
    const session = { id: sessionId, userId: subject, now: clock.now() }
    return statements.liveSession.get(session) !== undefined
  }
}

/** In the words of better-auth, which has no code for it. */
const isLockedUp = (error: unknown): boolean =>
  error instanceof Error && /decrypt private key/i.test(error.message)
