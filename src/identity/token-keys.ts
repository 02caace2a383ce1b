// Where the keys of an issuer come from: a URL, a shared secret, or the embedded issuer's own table. Keys
// that cannot be fetched are told apart from keys that do not fit.
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose'
import type { Clock } from '../system/clock.ts'
import { isSafeKeysUrl } from './keys-url.ts'
import { KeysUnavailable } from './token-verifier.ts'

/** What the embedded issuer signs with. */
export const tokenAlgorithm = 'EdDSA'

const fetchTimeoutMs = 5_000
const fetchAgainMs = 30_000
const freshForMs = 600_000
/** How long keys are believed whose issuer cannot be reached to confirm them. */
const usableForMs = 24 * 3_600_000
const secretMinBytes = 32

/** One secret shared with the issuer (HS256). Throws a plain `Error` when it is too short to be one. */
export function sharedSecretKeys(secret: string): JWTVerifyGetKey {
  const key = new TextEncoder().encode(secret)
  if (key.length < secretMinBytes) {
    throw new Error(`A shared token secret must be at least ${secretMinBytes} bytes long`)
  }
  return async () => key
}

/**
 * Keys published at a URL, fetched when needed, at most every 30 s, and kept while the issuer is away.
 * Throws a plain `Error` unless the URL is https or on this machine.
 */
export function remoteKeys(url: string, clock: Pick<Clock, 'now'>): JWTVerifyGetKey {
  const source = createRemoteJWKSet(requireSafe(url), {
    timeoutDuration: fetchTimeoutMs,
    cooldownDuration: fetchAgainMs,
    cacheMaxAge: freshForMs,
  })
  let fetchedAt = Number.NEGATIVE_INFINITY
  let failedAt = Number.NEGATIVE_INFINITY
  const lastKnown: JWTVerifyGetKey = async (header, token) => {
    const keys = clock.now() - fetchedAt <= usableForMs ? source.jwks() : undefined
    if (!keys) throw new KeysUnavailable(`The keys at ${new URL(url).origin} cannot be fetched`)
    try {
      return await createLocalJWKSet(keys)(header, token)
    } catch (error) {
      // A key that is not among them may be a new one.
      throw error instanceof errors.JWKSNoMatchingKey ? new KeysUnavailable(error.message) : error
    }
  }
  return async (header, token) => {
    // One caller in a while tries again; the others do not wait for what has just failed.
    if (clock.now() - failedAt < fetchAgainMs) return lastKnown(header, token)
    try {
      const key = await source(header, token)
      if (source.fresh) fetchedAt = clock.now()
      return key
    } catch (error) {
      if (isAboutTheToken(error)) throw error
      failedAt = clock.now()
      return lastKnown(header, token)
    }
  }
}

/** Keys read from the database: once a minute, and at most once a second for a token that names another. */
export function storedKeys(read: () => JSONWebKeySet, clock: Pick<Clock, 'now'>): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | undefined
  let readAt = Number.NEGATIVE_INFINITY
  const readAfter = (ageMs: number): JWTVerifyGetKey => {
    if (keys && clock.now() - readAt < ageMs) return keys
    readAt = clock.now()
    keys = createLocalJWKSet(read())
    return keys
  }
  return async (header, token) => {
    try {
      return await readAfter(60_000)(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      return readAfter(1_000)(header, token)
    }
  }
}

const isAboutTheToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported

function requireSafe(text: string): URL {
  const url = new URL(text)
  if (isSafeKeysUrl(url)) return url
  throw new Error(`The URL of the token keys must start with https://, and ${text} does not`)
}
