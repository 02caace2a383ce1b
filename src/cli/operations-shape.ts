// What operator commands can do, wherever it is done: on a running service or on its file. Shapes, and how long an erasure
// is waited for.
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import type { CheckReport } from '../actors/monitor.ts'
import type { Stats } from '../db/stats.queries.ts'
import type { AppRouter } from '../router/index.ts'
import { pause, RealClock } from '../system/clock.ts'

export interface Operations {
  /** `the service at …` or `the file …`, for the person who reads it. */
  readonly where: string
  check(dryRun: boolean): Promise<Omit<CheckReport, 'dryRun' | 'durationMs' | 'runId'>>
  stats(): Promise<Stats>
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

type Erasure = Outputs['admin']['erase']

const askEveryMs = 100
const asksMax = 600

/** Begins an erasure and asks how far it is until it is done, for a minute at most. */
export async function erasedBy(begin: () => Promise<Erasure>, look: () => Promise<Erasure | null>) {
  const clock = new RealClock()
  let erasure = await begin()
  for (let asked = 0; erasure.finishedAt === null && asked < asksMax; asked++) {
    await pause(clock, askEveryMs)
    erasure = (await look()) ?? erasure
  }
  return erasure
}
