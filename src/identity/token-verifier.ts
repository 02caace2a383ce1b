// Checks access tokens, whoever issued them, by rules that the token has no say in: which algorithm, which
// issuer, which audience. It issues none and knows no accounts.
import { createHash } from 'node:crypto'
import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { DomainError } from '../domain/errors.ts'
import type { Clock } from '../system/clock.ts'

/** Who a token speaks for. */
export interface VerifiedToken {
  readonly subject: string
  readonly issuer: string
  readonly email: string | null
  readonly name: string | null
  /** The sign-in it belongs to; null where the issuer names none. */
  readonly sessionId: string | null
  /** Epoch milliseconds. */
  readonly expiresAt: number
  /** When the person signed in, as far as the token says; else when it was issued. Null where it says neither. */
  readonly signedInAt: number | null
}

/** One issuer whose tokens are accepted. */
export interface TokenIssuer {
  readonly issuer: string
  readonly audience: string
  /** The only algorithm its tokens may have. */
  readonly algorithm: string
  /** How far its clock may be off; at most 30 s. */
  readonly toleranceMs: number
  readonly requiredClaims: readonly string[]
  readonly keys: JWTVerifyGetKey
  /** Asked at every use, also of a token that was checked before. */
  readonly isRevoked?: (token: VerifiedToken) => boolean
}

/** Thrown by a `TokenIssuer`'s `keys` when they cannot be had at the moment: nobody's token is wrong then. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable'
}

const tokenMaxChars = 8_192
const toleranceMaxMs = 30_000
const verifiedMax = 10_000

export class TokenVerifier {
  readonly #clock: Pick<Clock, 'now'>
  readonly #issuers = new Map<string, TokenIssuer>()
  readonly #verifiedMax: number
  /** Tokens by digest: a signature costs up to a millisecond, a look-up a hundredth of one. */
  readonly #verified = new Map<string, VerifiedToken>()

  /** Throws a plain `Error` when two issuers share a name or a tolerance is too large. */
  constructor(options: {
    clock: Pick<Clock, 'now'>
    issuers: readonly TokenIssuer[]
    /** Tokens remembered at once; 10,000 where not given. */
    verifiedMax?: number
  }) {
    this.#clock = options.clock
    this.#verifiedMax = options.verifiedMax ?? verifiedMax
    for (const issuer of options.issuers) {
      if (this.#issuers.has(issuer.issuer)) {
        throw new Error(`Two token issuers are called "${issuer.issuer}"`)
      }
      if (issuer.toleranceMs > toleranceMaxMs) {
        throw new Error(`The clock tolerance for "${issuer.issuer}" must be at most 30 seconds`)
      }
      this.#issuers.set(issuer.issuer, issuer)
    }
  }

  /** Throws UNAUTHORIZED, or STORE_UNAVAILABLE when the issuer's keys cannot be had. */
  async verify(token: string): Promise<VerifiedToken> {
    if (token.length > tokenMaxChars) throw invalid()
    const digest = createHash('sha256').update(token).digest('base64')
    const verified = this.#known(digest) ?? (await this.#check(token))
    if (!this.isStillValid(verified)) throw ended()
    this.#remember(digest, verified)
    return verified
  }

  /** Whether a token that was checked may still be used: not expired, its session not ended. Cheap. */
  isStillValid(verified: VerifiedToken): boolean {
    const issuer = this.#issuers.get(verified.issuer)
    if (!issuer || this.#clock.now() >= verified.expiresAt + issuer.toleranceMs) return false
    return issuer.isRevoked?.(verified) !== true
  }

  #known(digest: string): VerifiedToken | undefined {
    const verified = this.#verified.get(digest)
    this.#verified.delete(digest)
    return verified && this.#clock.now() < verified.expiresAt ? verified : undefined
  }

  #remember(digest: string, verified: VerifiedToken): void {
    this.#verified.set(digest, verified)
    if (this.#verified.size <= this.#verifiedMax) return
    const [oldest] = this.#verified.keys()
    if (oldest !== undefined) this.#verified.delete(oldest)
  }

  async #check(token: string): Promise<VerifiedToken> {
    try {
      const issuer = this.#issuers.get(decodeJwt(token).iss ?? '')
      if (!issuer) throw invalid()
      const { payload, protectedHeader } = await jwtVerify(token, issuer.keys, {
        algorithms: [issuer.algorithm],
        issuer: issuer.issuer,
        audience: issuer.audience,
        requiredClaims: [...issuer.requiredClaims],
        clockTolerance: issuer.toleranceMs / 1_000,
        currentDate: new Date(this.#clock.now()),
      })
      if (!isAccessTokenType(protectedHeader.typ)) throw invalid()
      return verifiedFrom(payload, issuer.issuer)
    } catch (error) {
      throw refusalFor(error)
    }
  }
}

function verifiedFrom(payload: JWTPayload, issuer: string): VerifiedToken {
  const { sub, exp } = payload
  if (typeof sub !== 'string' || !isSubject(sub) || typeof exp !== 'number') throw invalid()
  return {
    subject: sub,
    issuer,
    email: textClaim(payload, 'email'),
    name: textClaim(payload, 'name'),
    sessionId: textClaim(payload, 'sid'),
    expiresAt: exp * 1_000,
    signedInAt: instantClaim(payload, 'auth_time') ?? instantClaim(payload, 'iat'),
  }
}

/** What a database keeps as it is: a lone surrogate would read back as another name. */
const isSubject = (text: string): boolean =>
  text.length >= 1 && text.length <= 255 && text.isWellFormed() && !text.includes('\0')

function textClaim(payload: JWTPayload, name: string): string | null {
  const value = payload[name]
  return typeof value === 'string' && isSubject(value) ? value : null
}

function instantClaim(payload: JWTPayload, name: string): number | null {
  const value = payload[name]
  return typeof value === 'number' && Number.isFinite(value) ? value * 1_000 : null
}

/** Where a token says what it is, it must be an access token: an id or logout token is none. */
const isAccessTokenType = (typ: unknown): boolean =>
  typ === undefined || (typeof typ === 'string' && /^(application\/)?(at\+)?jwt$/i.test(typ))

function refusalFor(error: unknown): unknown {
  if (error instanceof DomainError) return error
  if (error instanceof KeysUnavailable) {
    return new DomainError('STORE_UNAVAILABLE', 'Sign-in cannot be checked at the moment', {
      retryAfterMs: 5_000,
    })
  }
  if (error instanceof errors.JWTExpired) return expired()
  return error instanceof errors.JOSEError || error instanceof TypeError ? invalid() : error
}

const invalid = () => new DomainError('UNAUTHORIZED', 'The access token is not valid')
const expired = () => new DomainError('UNAUTHORIZED', 'The access token has expired')
const ended = () => new DomainError('UNAUTHORIZED', 'The session has ended; sign in again')
