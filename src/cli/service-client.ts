// A running service as this command line uses it: its procedures with the operator's key, its refusals in its own words.
import { dirname } from 'node:path'
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client'
import type { Config } from '../config.ts'
import { loadSecrets } from '../identity/secrets.ts'
import type { AppRouter } from '../router/index.ts'

/** The procedures of a running service, with its internal key. */
export function operatorClient(url: string, config: Config) {
  const key =
    config.INTERNAL_SERVICE_KEY || loadSecrets(dirname(config.databasePath)).internalServiceKey
  const headers = { 'x-internal-service': 'true', 'x-service-key': key }
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/trpc`, headers })] })
}

/** The service's own words instead of the transport's wrapping. */
export async function plain<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (!(error instanceof TRPCClientError)) throw error
    // Without an answer there are no words of the service, only those of the transport.
    const isAnswered = error.shape !== undefined && error.shape !== null
    const unanswered = 'No service answers: start it, or set PORT and HOST as it has them'
    throw new Error(isAnswered || error.cause?.name !== 'TypeError' ? error.message : unanswered)
  }
}
