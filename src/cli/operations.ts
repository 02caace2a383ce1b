// Where operator commands do their work: on the running service, over its own port and with its key; or,
// when nothing is listening there, on the file itself, whose lock then proves that nobody else is.
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import type { CheckReport } from '../actors/monitor.ts'
import type { Config } from '../config.ts'
import { DatabaseInUse } from '../db/instance-lock.ts'
import * as stats from '../db/stats.queries.ts'
import * as users from '../db/users.queries.ts'
import type { Actor } from '../domain/job.ts'
import { loadSecrets } from '../identity/secrets.ts'
import type { AppRouter } from '../router/index.ts'
import { createService, type Service } from '../service.ts'
import { pause, RealClock } from '../system/clock.ts'
import { silentLog } from '../system/log.ts'

export interface Operations {
  /** `the service at …` or `the file …`, for the person who reads it. */
  readonly where: string
  check(dryRun: boolean): Promise<Omit<CheckReport, 'dryRun' | 'durationMs' | 'runId'>>
  stats(): Promise<stats.Stats>
  /** `account` is an id or an e-mail address. Answers the new balance. */
  grant(
    account: string,
    amount: number,
    reason: string,
  ): Promise<{ userId: string; balance: number }>
  setRole(account: string, role: 'user' | 'operator'): Promise<{ userId: string }>
  idOf(account: string): Promise<string>
  /** Closes the account, and resolves when no byte of it is left or, where that takes long, after a while. */
  erase(account: string, reason: string): Promise<Outputs['admin']['erase']>
  /** One page of all that is held about a person; the first without a cursor. */
  exportPage(account: string, cursor: string | undefined): Promise<Outputs['admin']['export']>
  /** Removes what was kept long enough, or counts it. */
  prune(dryRun: boolean): Promise<Outputs['admin']['prune']>
  jobs(filter: JobFilter): Promise<Outputs['admin']['jobs']>
  job(jobId: string): Promise<Outputs['admin']['job']>
  /** One action on up to 100 jobs, each on its own. */
  bulk(order: Inputs['admin']['bulk']): Promise<Outputs['admin']['bulk']>
  readonly settings: {
    show(): Promise<SettingsShown>
    set(change: Inputs['admin']['setSetting']): Promise<SettingsShown>
    reset(order: Inputs['admin']['resetSettings']): Promise<SettingsShown>
  }
}

type Inputs = inferRouterInputs<AppRouter>
type Outputs = inferRouterOutputs<AppRouter>
type SettingsShown = Outputs['admin']['settings']
export type JobFilter = NonNullable<Inputs['admin']['jobs']>

const by: Actor = { kind: 'internal', id: 'cli' }

/** Runs `work` against the service if it answers, else against its file. */
export async function withOperations<T>(
  config: Config,
  work: (operations: Operations) => Promise<T>,
): Promise<T> {
  const url = urlOf(config)
  if (await isServing(url)) return work(remote(url, config))
  if (!existsSync(config.databasePath)) {
    throw new Error(
      `Nothing serves ${url}, and there is no database at ${config.databasePath}: set DATABASE_PATH or PORT`,
    )
  }
  const service = await createService({ config, log: silentLog }).catch((cause: unknown) => {
    if (!(cause instanceof DatabaseInUse)) throw cause
    throw new Error(
      `Another process is serving ${config.databasePath}, but not at ${url}: set PORT and HOST as it has them`,
      { cause },
    )
  })
  try {
    return await work(local(service))
  } finally {
    await service.stop()
  }
}

/** Where the service of this configuration answers; what listens everywhere is asked on this machine. */
export function urlOf({ HOST, PORT }: Pick<Config, 'HOST' | 'PORT'>): string {
  const near = HOST === '0.0.0.0' ? '127.0.0.1' : HOST === '::' ? '::1' : HOST
  return `http://${near.includes(':') ? `[${near}]` : near}:${PORT}`
}

/** Whether a service answers there. */
export async function isServing(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(2_000) })
    return response.ok
  } catch {
    // Nobody listens; whether the file is free is for its lock to say.
    return false
  }
}

/** The procedures of a running service, with its internal key. */
export function operatorClient(url: string, config: Config) {
  const key =
    config.INTERNAL_SERVICE_KEY || loadSecrets(dirname(config.databasePath)).internalServiceKey
  const headers = { 'x-internal-service': 'true', 'x-service-key': key }
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/trpc`, headers })] })
}

function remote(url: string, config: Config): Operations {
  const trpc = operatorClient(url, config)
  const idOf = async (account: string) => {
    if (!account.includes('@')) return account
    const address = account.toLowerCase()
    // Lists mask addresses; one account shows its own, and that it was looked at is kept.
    const { users: found } = await plain(trpc.admin.users.query({ search: address, limit: 10 }))
    for (const { id } of found) {
      const { email } = await plain(trpc.admin.user.query({ userId: id }))
      if (email === address) return id
    }
    throw new Error(`There is no account ${account}`)
  }
  return {
    where: `the service at ${url}`,
    idOf,
    check: (dryRun) => plain(trpc.monitor.check.mutate({ dryRun })),
    stats: () => plain(trpc.monitor.stats.query()),
    grant: async (account, amount, reason) =>
      plain(trpc.admin.grant.mutate({ userId: await idOf(account), amount, reason })),
    setRole: async (account, role) =>
      plain(trpc.admin.setRole.mutate({ userId: await idOf(account), role })),
    erase: async (account, reason) => {
      const userId = await idOf(account)
      return erasedBy(
        () => plain(trpc.admin.erase.mutate({ userId, reason })),
        () => plain(trpc.admin.erasure.query({ userId })),
      )
    },
    exportPage: async (account, cursor) =>
      plain(trpc.admin.export.query({ userId: await idOf(account), ...(cursor && { cursor }) })),
    prune: (dryRun) => plain(trpc.admin.prune.mutate({ dryRun })),
    jobs: (filter) => plain(trpc.admin.jobs.query(filter)),
    job: (jobId) => plain(trpc.admin.job.query({ jobId })),
    bulk: (order) => plain(trpc.admin.bulk.mutate(order)),
    settings: {
      show: () => plain(trpc.admin.settings.query()),
      set: (change) => plain(trpc.admin.setSetting.mutate(change)),
      reset: (order) => plain(trpc.admin.resetSettings.mutate(order)),
    },
  }
}

function local({ runtime, config, operator: { admin, monitor } }: Service): Operations {
  const { db, clock, accounts } = runtime
  const idOf = (account: string) => {
    const user = users.find(db, account) ?? users.findByEmail(db, account.toLowerCase())
    if (!user) throw new Error(`There is no account ${account}`)
    return user.id
  }
  return {
    where: `the file ${config.databasePath}`,
    idOf: async (account) => idOf(account),
    check: (dryRun) => monitor.check({ dryRun }),
    stats: async () => stats.readStats(db, clock.now()),
    grant: async (account, amount, reason) => {
      const userId = idOf(account)
      return { userId, balance: await accounts.grant(userId, amount, reason, by) }
    },
    setRole: async (account, role) => {
      const userId = idOf(account)
      await accounts.setRole(userId, role, by)
      return { userId }
    },
    erase: async (account, reason) => {
      const userId = idOf(account)
      return erasedBy(
        () => admin.erase({ userId, reason }),
        () => admin.erasure({ userId }),
      )
    },
    exportPage: async (account, cursor) =>
      admin.export({ userId: idOf(account), ...(cursor && { cursor }) }),
    prune: (dryRun) => admin.prune({ dryRun }),
    jobs: (filter) => admin.jobs(filter),
    job: (jobId) => admin.job({ jobId }),
    bulk: (order) => admin.bulk(order),
    settings: {
      show: () => admin.settings(),
      set: (change) => admin.setSetting(change),
      reset: (order) => admin.resetSettings(order),
    },
  }
}

type Erasure = Outputs['admin']['erase']

const askEveryMs = 100
const asksMax = 600

/** Begins an erasure and asks how far it is until it is done, for a minute at most. */
async function erasedBy(begin: () => Promise<Erasure>, look: () => Promise<Erasure | null>) {
  const clock = new RealClock()
  let erasure = await begin()
  for (let asked = 0; erasure.finishedAt === null && asked < asksMax; asked++) {
    await pause(clock, askEveryMs)
    erasure = (await look()) ?? erasure
  }
  return erasure
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
