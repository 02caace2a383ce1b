// Every question the pages ask, under one key each, so that a live event knows what to ask anew. Answers live in
// the query cache and nowhere else.
import { type QueryKey, queryOptions } from '@tanstack/react-query'
import { askAnew } from './ask-anew.ts'
import { trpc } from './client.ts'

export const historyPageSize = 20

export const queries = {
  profile: () => queryOptions({ queryKey: ['profile'], queryFn: () => trpc.auth.profile.query() }),

  balance: () =>
    queryOptions({ queryKey: ['balance'], queryFn: () => trpc.tokens.balance.query() }),

  ledger: () =>
    queryOptions({
      queryKey: ['ledger'],
      queryFn: () => trpc.tokens.history.query({ limit: 200 }),
    }),

  offers: () =>
    queryOptions({
      queryKey: ['offers'],
      queryFn: () => trpc.assessment.offers.query(),
      staleTime: 60_000,
    }),

  line: () => queryOptions({ queryKey: ['line'], queryFn: () => trpc.assessment.line.query() }),

  jobs: (page: number) =>
    queryOptions({
      queryKey: ['jobs', page],
      queryFn: () =>
        trpc.assessment.list.query({ limit: historyPageSize, offset: page * historyPageSize }),
    }),

  job: (jobId: string) =>
    queryOptions({
      queryKey: ['job', jobId],
      queryFn: () => trpc.assessment.status.query({ jobId }),
    }),

  result: (resultId: string) =>
    queryOptions({
      queryKey: ['result', resultId],
      queryFn: () => trpc.assessment.result.query({ resultId }),
      staleTime: 60_000,
    }),

  notifications: () =>
    queryOptions({
      queryKey: ['notifications'],
      queryFn: () => trpc.notifications.list.query({ limit: 100 }),
    }),

  shares: () => queryOptions({ queryKey: ['shares'], queryFn: () => trpc.shares.list.query() }),
}

/** Asks anew what a change of one job may have changed; without a job, everything. */
export function refresh(jobId?: string): void {
  if (jobId === undefined) {
    askAnew()
    return
  }
  const keys: QueryKey[] = [['job', jobId], ['jobs'], ['balance'], ['ledger'], ['notifications']]
  for (const queryKey of keys) askAnew({ queryKey })
}
