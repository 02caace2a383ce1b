// Who is calling: one verifier for every issuer the service accepts, the embedded one and others. It is
// what the composition root makes; accounts, roles and balances are kept elsewhere.
import type { Db } from '../db/connection.ts'
import type { Clock } from '../system/clock.ts'
import type { NewId } from '../system/ids.ts'
import { prepareAccountStatements } from './account-store.ts'
import { Accounts } from './accounts.ts'
import type { PasswordHashing } from './better-auth.ts'
import { EmbeddedIssuer } from './embedded-issuer.ts'
import { betterAuthLoader, type LoadBetterAuth } from './load-better-auth.ts'
import type { AttemptLimiter } from './password-gate.ts'
import { remoteKeys, sharedSecretKeys } from './token-keys.ts'
import { type TokenIssuer, TokenVerifier, type VerifiedToken } from './token-verifier.ts'

/** An issuer outside of the service, known by where its keys are or by a secret shared with it. */
export type ExternalIssuer = {
  readonly issuer: string
  readonly audience: string
  /** 10 s where not given, at most 30 s. */
  readonly toleranceMs?: number
} & (
  | { readonly keysUrl: string /** RS256 where not given. */; readonly algorithm?: PublicAlgorithm }
  | { readonly sharedSecret: string }
)

/** Never one with a shared secret: a public key must not pass for one. */
type PublicAlgorithm = 'RS256' | 'PS256' | 'ES256' | 'EdDSA'

/** The embedded issuer's settings. */
export interface EmbeddedOptions {
  readonly db: Db
  readonly newId: NewId
  /** Signs refresh tokens and protects the private keys; see secrets.ts. */
  readonly authSecret: string
  /** Counts what one address tries; made for 10 a minute. */
  readonly attempts: AttemptLimiter
  readonly issuer?: string
  readonly audience?: string
  readonly accessTokenMs?: number
  readonly sessionMs?: number
  readonly passwords?: PasswordHashing
}

export interface IdentityOptions {
  readonly clock: Pick<Clock, 'now'>
  /** Leave out to accept only tokens of other issuers. */
  readonly embedded?: EmbeddedOptions
  readonly external?: readonly ExternalIssuer[]
}

const toleranceMs = 10_000

/**
 * A day: clients of the prior system know no refresh and would have to sign in again at each expiry. It
 * costs no safety, as every use asks whether the session is still there.
 */
const accessTokenMs = 24 * 3_600_000
const sessionMs = 30 * 24 * 3_600_000

export class Identity {
  /** Registration, sign-in and profiles; undefined where others issue the tokens. */
  readonly accounts: Accounts | undefined
  /** Refresh, sign-out and keys; undefined where others issue the tokens. */
  readonly issuer: EmbeddedIssuer | undefined
  readonly #verifier: TokenVerifier
  readonly #loadAuth: LoadBetterAuth | undefined

  /** Throws a plain `Error` that says what is wrong with an issuer's settings. */
  constructor(options: IdentityOptions) {
    const { clock, embedded, external = [] } = options
    const issuers = external.map((issuer) => toTokenIssuer(issuer, clock))
    if (embedded) {
      const { accounts, issuer, loadAuth } = embed(embedded, clock)
      this.accounts = accounts
      this.issuer = issuer
      this.#loadAuth = loadAuth
      issuers.push(issuer.asTokenIssuer())
    }
    if (issuers.length === 0) throw new Error('There is no issuer whose tokens could be accepted')
    this.#verifier = new TokenVerifier({ clock, issuers })
  }

  /** Throws UNAUTHORIZED, or STORE_UNAVAILABLE when an issuer's keys cannot be had at the moment. */
  verify(token: string): Promise<VerifiedToken> {
    return this.#verifier.verify(token)
  }

  /** Loads what only signing in needs, so that the first person who does need not wait for it. */
  async warmUp(): Promise<void> {
    await this.#loadAuth?.()
  }

  /** For live connections: whether a token accepted before may still be used. */
  isStillValid(verified: VerifiedToken): boolean {
    return this.#verifier.isStillValid(verified)
  }
}

function embed(embedded: EmbeddedOptions, clock: Pick<Clock, 'now'>) {
  const { db, newId, authSecret, attempts } = embedded
  const settings = {
    issuer: 'unstuck',
    audience: 'unstuck',
    accessTokenMs,
    sessionMs,
    ...embedded,
    secret: authSecret,
    clock,
    newId,
  }
  const loadAuth = betterAuthLoader(settings)
  const statements = prepareAccountStatements(db)
  const issuer = new EmbeddedIssuer({ ...settings, loadAuth, statements })
  const accounts = new Accounts({ db, clock, loadAuth, statements, issuer, attempts })
  return { issuer, accounts, loadAuth }
}

function toTokenIssuer(external: ExternalIssuer, clock: Pick<Clock, 'now'>): TokenIssuer {
  const { issuer, audience } = external
  const common = {
    issuer,
    audience,
    toleranceMs: external.toleranceMs ?? toleranceMs,
    requiredClaims: ['exp', 'sub'],
  }
  return 'sharedSecret' in external
    ? { ...common, algorithm: 'HS256', keys: sharedSecretKeys(external.sharedSecret) }
    : {
        ...common,
        algorithm: requirePublic(external.algorithm ?? 'RS256'),
        keys: remoteKeys(external.keysUrl, clock),
      }
}

/** Settings come from text, whatever the types say. */
function requirePublic(algorithm: PublicAlgorithm): PublicAlgorithm {
  if (['RS256', 'PS256', 'ES256', 'EdDSA'].includes(algorithm)) return algorithm
  throw new Error(`Published keys go with RS256, PS256, ES256 or EdDSA, not with ${algorithm}`)
}
