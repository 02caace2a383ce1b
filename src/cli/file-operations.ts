// What operator commands do on the file where no service is listening: the service's own parts, without its port. The
// lock of the file proves that nobody else has it.
import type { Config } from '../config.ts'
import { DatabaseInUse } from '../db/instance-lock.ts'
import * as stats from '../db/stats.queries.ts'
import * as users from '../db/users.queries.ts'
import type { Actor } from '../domain/job.ts'
import { createService, type Service } from '../service.ts'
import { silentLog } from '../system/log.ts'
import { erasedBy, type Operations } from './operations-shape.ts'
import { urlOf } from './service-url.ts'

const by: Actor = { kind: 'internal', id: 'cli' }

/** Holds the file while `work` is under way. Throws where another process has it. */
export async function withFile<T>(
  config: Config,
  work: (operations: Operations) => Promise<T>,
): Promise<T> {
  const service = await createService({ config, log: silentLog }).catch((cause: unknown) => {
    if (!(cause instanceof DatabaseInUse)) throw cause
    throw new Error(
      `Another process is serving ${config.databasePath}, but not at ${urlOf(config)}: set PORT and HOST as it has them`,
      { cause },
    )
  })
  try {
    return await work(local(service))
  } finally {
    await service.stop()
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
