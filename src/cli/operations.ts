// Where operator commands do their work: on the running service, over its own port and with its key; or, when nothing
// is listening there, on the file itself. What works on the file is loaded only then: it is the whole service.
import { existsSync } from 'node:fs'
import type { Config } from '../config.ts'
import { erasedBy, type Operations } from './operations-shape.ts'
import { operatorClient, plain } from './service-client.ts'
import { isServing, urlOf } from './service-url.ts'

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
  const { withFile } = await import('./file-operations.ts')
  return withFile(config, work)
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
