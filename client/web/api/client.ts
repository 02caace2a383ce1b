// The one connection to the service: calls over HTTP with the token in a header, live events over a WebSocket
// with the token in its first message. Refusals keep their code and details; see `refusalOf`.
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { createTRPCClient, createWSClient, httpLink, splitLink, wsLink } from '@trpc/client'
import type { AppRouter } from '../../../src/router/index.ts'
import { isUnstuckError, toUnstuckError, UnstuckError } from '../../errors.ts'
import { session, signOut } from './session.ts'

const { origin } = globalThis.location

const socket = createWSClient({
  url: `${origin.replace(/^http/, 'ws')}/trpc`,
  connectionParams: () => ({ token: session()?.token ?? '' }),
  retryDelayMs: (attempt) => Math.min(10_000, 250 * 2 ** attempt),
  lazy: { enabled: true, closeMs: 500 },
  keepAlive: { enabled: true, intervalMs: 25_000, pongTimeoutMs: 5_000 },
})

export const trpc = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: ({ type }) => type === 'subscription',
      true: wsLink({ client: socket }),
      false: httpLink({
        url: `${origin}/trpc`,
        headers: (): Record<string, string> => {
          const token = session()?.token
          return token === undefined ? {} : { authorization: `Bearer ${token}` }
        },
      }),
    }),
  ],
})

/** What went wrong with a call, with the service's own code where it said one. */
export function refusalOf(error: unknown): UnstuckError {
  const known = toUnstuckError(error)
  return known instanceof UnstuckError
    ? known
    : new UnstuckError('INTERNAL', known.message, {}, error)
}

/** A session that the service no longer takes is over here, too: the sign-in page says so. */
export function onRefused(error: unknown): void {
  if (session() && isUnstuckError(refusalOf(error), 'UNAUTHORIZED')) signOut({ isLeaving: false })
}

const passing = ['NETWORK', 'OVERLOADED', 'STORE_UNAVAILABLE', 'SERVICE_STOPPING']

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: onRefused }),
  mutationCache: new MutationCache({ onError: onRefused }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // Trouble that passes is asked about again; a refusal is an answer.
      retry: (count, error) => count < 4 && passing.includes(refusalOf(error).code),
      retryDelay: (attempt) => Math.min(8_000, 400 * 2 ** attempt),
    },
    mutations: { networkMode: 'always' },
  },
})
