// Which secrets the service has and whose tokens it accepts, by its configuration. It checks no token.
import { dirname } from 'node:path'
import { RateLimiter } from './actors/rate-limiter.ts'
import type { Config } from './config.ts'
import type { Db } from './db/connection.ts'
import { Identity } from './identity/identity.ts'
import { loadSecrets, type Secrets } from './identity/secrets.ts'
import type { RealClock } from './system/clock.ts'

/** Those of the configuration; where it has none, those kept beside the database. */
export function keysOf(config: Config): Secrets {
  const given: Secrets = {
    internalServiceKey: config.INTERNAL_SERVICE_KEY,
    metricsKey: config.METRICS_KEY,
    workerKey: config.WORKER_KEY,
    authSecret: config.AUTH_SECRET,
  }
  if (Object.values(given).every((secret) => secret !== '')) return given
  const made = loadSecrets(dirname(config.databasePath))
  return {
    internalServiceKey: given.internalServiceKey || made.internalServiceKey,
    metricsKey: given.metricsKey || made.metricsKey,
    workerKey: given.workerKey || made.workerKey,
    authSecret: given.authSecret || made.authSecret,
  }
}

/** An external issuer takes the place of the embedded one. */
export function identityOf(
  config: Config,
  made: { db: Db; clock: RealClock; newId: () => string; authSecret: string },
): Identity {
  const { clock } = made
  const issuer = { issuer: config.AUTH_ISSUER_URL, audience: config.AUTH_AUDIENCE }
  if (config.AUTH_JWKS_URL !== '') {
    return new Identity({ clock, external: [{ ...issuer, keysUrl: config.AUTH_JWKS_URL }] })
  }
  if (config.AUTH_JWT_SECRET !== '') {
    return new Identity({ clock, external: [{ ...issuer, sharedSecret: config.AUTH_JWT_SECRET }] })
  }
  const attempts = new RateLimiter({ clock, limit: { perMinute: 10, burst: 10 } })
  return new Identity({
    clock,
    embedded: { ...made, attempts, accessTokenMs: config.AUTH_TOKEN_TTL * 60_000 },
  })
}
