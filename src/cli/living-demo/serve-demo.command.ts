// `unstuck demo --serve`: a living system to look around in. A week of history is lived through on simulated time into a
// new file, proved, and then served on real time, with new jobs coming in. It never opens a database that is there.
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { assessmentsOf } from '../../assessments-setup.ts'
import { type Config, readConfig } from '../../config.ts'
import { openReadOnly } from '../../db/connection.ts'
import { type VerifyReport, verify } from '../../db/verify.ts'
import { keysOf } from '../../identity-setup.ts'
import { createService } from '../../service.ts'
import { RealClock } from '../../system/clock.ts'
import { silentLog } from '../../system/log.ts'
import type { Output } from '../output.ts'
import { listenError, untilSignal } from '../serve.command.ts'
import { UsageError } from '../usage-error.ts'
import { digestOf } from './digest.ts'
import { type History, liveThrough } from './history.ts'
import { NewJobs, paceOf } from './new-jobs.ts'
import { OutsideWorker, readByHand } from './outside-worker.ts'
import { demoPassword, operator, people } from './people.ts'
import { type HistoryOptions, planHistory } from './plan.ts'

export interface ServeDemoOptions extends HistoryOptions {
  readonly port: number
  /** Without new jobs. */
  readonly still: boolean
  /** Kept; a folder of its own, removed at the end, where not given. */
  readonly data: string | undefined
}

/** What is in the file that was made. */
export interface DemoCounts {
  readonly jobs: number
  readonly completed: number
  /** By code. */
  readonly failed: Readonly<Record<string, number>>
  readonly retried: number
  readonly refundedTokens: number
  readonly grantedTokens: number
  readonly unread: number
  readonly links: number
  readonly checks: number
}

export interface MadeHistory {
  readonly history: History
  readonly counts: DemoCounts
  /** The same for the same options but the port. */
  readonly digest: string
}

const day = 86_400_000

/** Resolves when a signal has ended it. */
export async function serveDemoCommand(
  options: ServeDemoOptions,
  output: Output,
  elapsedMs: () => number,
): Promise<void> {
  // Addresses and passwords of invented people are no secret, but its keys are.
  process.umask(0o077)
  const folder = folderFor(options.data)
  const databasePath = join(folder, 'unstuck.db')
  const isKept = options.data !== undefined
  try {
    const env = { DATABASE_PATH: databasePath, PORT: String(options.port), LOG_LEVEL: 'silent' }
    const config = readConfig(env)
    await requireFreePort(config)
    const { jobs, days, seed } = options
    output.line(`1  A history: ${jobs} jobs over ${days} days, seed ${seed}`)
    const startAt = new RealClock().now() - days * day
    const made = await makeHistory(config, options, startAt)
    for (const line of countLines(made)) output.line(`   ${line}`)
    output.line(`   made in ${(elapsedMs() / 1_000).toFixed(1)} s`)
    output.line()
    await serve(config, made, options, output)
  } finally {
    if (!isKept) rmSync(folder, { recursive: true, force: true })
  }
}

/** Lives through the plan, and throws where what it left breaks an invariant. */
export async function makeHistory(
  config: Config,
  options: HistoryOptions,
  startAt: number,
): Promise<MadeHistory> {
  const { databasePath } = config
  const { authSecret } = keysOf(config)
  const plan = planHistory(options)
  const { seed } = options
  const history = await liveThrough({ databasePath, startAt, plan, seed, authSecret })
  const { db, close } = openReadOnly(databasePath)
  try {
    const report = verify(db, { now: startAt + plan.lastsMs })
    const broken = report.checks.filter(({ ok }) => !ok).map(({ title }) => title)
    if (broken.length > 0)
      throw new Error(`The history breaks what must hold: ${broken.join('; ')}`)
    const count = (query: string) => Number(db.$client.prepare(query).pluck().get() ?? 0)
    return { history, counts: countsOf(db.$client, count, report), digest: digestOf(db, startAt) }
  } finally {
    close()
  }
}

function countsOf(
  client: ReturnType<typeof openReadOnly>['db']['$client'],
  count: (query: string) => number,
  { checks }: VerifyReport,
): DemoCounts {
  const failed = client
    .prepare(
      "select error_code, count(*) from jobs where status = 'failed' group by error_code order by error_code",
    )
    .raw()
    .all() as [string, number][]
  const tokens = (kind: string) =>
    count(`select sum(amount) from ledger_entries where kind = '${kind}'`)
  return {
    jobs: count('select count(*) from jobs'),
    completed: count("select count(*) from jobs where status = 'completed'"),
    failed: Object.fromEntries(failed),
    retried: count('select count(*) from jobs where retry_of is not null'),
    refundedTokens: tokens('refund'),
    grantedTokens: tokens('grant'),
    unread: count('select sum(event_cursor - max(read_cursor, event_floor)) from users'),
    links: count('select count(*) from shares'),
    checks: checks.length,
  }
}

function countLines({ counts, digest }: MadeHistory): string[] {
  const codes = Object.entries(counts.failed).map(([code, count]) => `${code} ${count}`)
  const failed = Object.values(counts.failed).reduce((sum, each) => sum + each, 0)
  return [
    `${counts.jobs} jobs: ${counts.completed} completed, ${failed} failed${codes.length > 0 ? ` (${codes.join(', ')})` : ''}, ${counts.retried} of them tried again`,
    `${counts.refundedTokens} tokens refunded, ${counts.grantedTokens} granted, ${counts.unread} notifications unread, ${counts.links} link(s)`,
    `${counts.checks} checks, no violation; the history is ${digest.slice(0, 16)}, as for anybody with these options`,
  ]
}

async function serve(
  config: Config,
  { history, counts, digest }: MadeHistory,
  options: ServeDemoOptions,
  output: Output,
): Promise<void> {
  const { databasePath } = config
  const slow = readByHand()
  const assessments = [...(await assessmentsOf(config)), slow]
  const service = await createService({ config, assessments, log: silentLog })
  const stopped = untilSignal(service)
  const { url } = await service.start().catch(async (error: NodeJS.ErrnoException) => {
    await service.stop()
    throw listenError(error, config)
  })
  const clock = new RealClock()
  const { userIds, operatorId, shareSecret } = history
  const paceMs = paceOf(options)
  const alive = { runtime: service.runtime, clock, seed: options.seed }
  const newJobs = new NewJobs({
    ...{ ...alive, userIds, operatorId, paceMs },
    slowAssessment: slow.name,
  })
  const worker = new OutsideWorker({ ...alive, paceMs })
  if (!options.still) {
    newJobs.start()
    worker.start()
  }
  const link = shareSecret && `${url}/app/shared#${shareSecret}`
  const password = demoPassword
  const user = { email: people[0].email, password }
  const signIns = { user, operator: { email: operator.email, password } }
  output.json({ url, databasePath, ...signIns, link, counts, digest })
  const lines = [
    `2  Served at ${url}`,
    `   pages     ${url}/app/`,
    `   user      ${user.email}   password: ${password}`,
    `   operator  ${operator.email}   password: ${password}`,
    ...(link ? [`   a link    ${link}`] : []),
    `   data      ${databasePath}`,
    `   ${options.still ? 'No new jobs come in' : aliveLine(paceMs)}; Ctrl-C ends it${options.data === undefined ? ' and removes its data' : ''}`,
  ]
  for (const line of lines) output.line(line)
  await stopped.finally(() => {
    newJobs.stop()
    worker.stop()
    clock.stop()
  })
}

const aliveLine = (paceMs: number): string =>
  `New jobs come in about every ${Math.round(paceMs / 1_000)} s; four wait already, and a worker dies with the first: its token comes back within two minutes`

/** Told before the history is lived through, which takes seconds. */
async function requireFreePort({ HOST, PORT }: Config): Promise<void> {
  const probe = createServer()
  try {
    probe.listen(PORT, HOST)
    await once(probe, 'listening')
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    if (!isTaken) throw error
    throw new Error(`Port ${PORT} of ${HOST} is taken; name a free one with --port, or 0 for any`, {
      cause: error,
    })
  } finally {
    probe.close()
  }
}

function folderFor(data: string | undefined): string {
  if (data === undefined) return mkdtempSync(join(tmpdir(), 'unstuck-demo-'))
  const folder = resolve(data)
  if (!existsSync(join(folder, 'unstuck.db'))) return folder
  throw new UsageError(`--data ${folder} holds a database already; name another folder`)
}
