// Every question of the operator's pages, under one key each. Answers live in the query cache and nowhere else.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '../../../src/router/index.ts'
import { askAnew } from '../api/ask-anew.ts'
import { trpc } from '../api/client.ts'
import { now } from '../system/clock.ts'

type Inputs = inferRouterInputs<AppRouter>
export type Admin = inferRouterOutputs<AppRouter>['admin']
export type Monitor = inferRouterOutputs<AppRouter>['monitor']
export type JobsWish = NonNullable<Inputs['admin']['jobs']>
export type JobFilter = NonNullable<Inputs['admin']['select']['filter']>
export type Operation = Inputs['admin']['select']['operation']

export const keys = { root: 'operator', job: 'job', about: 'about' } as const
const { root } = keys

export const auditPageSize = 50

export const questions = {
  about: () =>
    queryOptions({
      queryKey: [root, keys.about],
      queryFn: () => trpc.admin.about.query(),
      staleTime: Number.POSITIVE_INFINITY,
    }),

  overview: () =>
    queryOptions({
      queryKey: [root, 'overview'],
      queryFn: () =>
        trpc.admin.overview.query({ utcOffsetMinutes: -new Date(now()).getTimezoneOffset() }),
    }),

  jobs: (wish: JobsWish) =>
    queryOptions({
      queryKey: [root, 'jobs', wish],
      queryFn: () => trpc.admin.jobs.query({ facets: true, ...wish }),
      placeholderData: keepPreviousData,
    }),

  job: (jobId: string) =>
    queryOptions({
      queryKey: [root, keys.job, jobId],
      queryFn: () => trpc.admin.job.query({ jobId }),
    }),

  deadlines: () =>
    queryOptions({
      queryKey: [root, 'deadlines'],
      queryFn: () => trpc.admin.deadlines.query({ limit: 100 }),
    }),

  repairs: () =>
    queryOptions({
      queryKey: [root, 'repairs'],
      queryFn: () => trpc.monitor.stuck.query({ limit: 100 }),
    }),

  checks: () =>
    queryOptions({
      queryKey: [root, 'checks'],
      queryFn: () => trpc.monitor.runs.query({ limit: 50 }),
    }),

  ledger: (filter: NonNullable<Inputs['admin']['ledger']>) =>
    queryOptions({
      queryKey: [root, 'ledger', filter],
      queryFn: () => trpc.admin.ledger.query({ ...filter, limit: 50 }),
      placeholderData: keepPreviousData,
    }),

  audit: (offset: number) =>
    queryOptions({
      queryKey: [root, 'audit', offset],
      queryFn: () => trpc.admin.audit.query({ limit: auditPageSize, offset }),
      placeholderData: keepPreviousData,
    }),

  system: () =>
    queryOptions({ queryKey: [root, 'system'], queryFn: () => trpc.admin.system.query() }),

  switches: () =>
    queryOptions({ queryKey: [root, 'switches'], queryFn: () => trpc.admin.switches.query() }),

  selection: (selectionId: string) =>
    queryOptions({
      queryKey: [root, 'selection', selectionId],
      queryFn: () => trpc.admin.selection.query({ selectionId, limit: 200 }),
    }),
}

/** After an action of this operator everything shown is asked anew. */
export const askAllAnew = (): void => askAnew({ queryKey: [root] })
