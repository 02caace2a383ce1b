// `unstuck jobs list|show|fail|retry|cancel`: what operators look up and do to single jobs, on the running service
// or on its file. It decides nothing: what may not be done is refused by the service, in its own words.
import type { Config } from '../config.ts'
import { jobStatuses } from '../domain/job.ts'
import { withOperations } from './operations.ts'
import type { JobFilter, Operations } from './operations-shape.ts'
import { type Output, table } from './output.ts'
import { readWhole, UsageError } from './usage-error.ts'

export interface ListArguments {
  readonly status?: string
  readonly user?: string
  readonly code?: string
  readonly search?: string
  readonly limit: string
  readonly offset: string
}

export async function listJobsCommand(
  config: Config,
  given: ListArguments,
  output: Output,
): Promise<number> {
  const filter = filterOf(given)
  return withOperations(config, async (operations) => {
    const { jobs, total } = await operations.jobs(filter)
    output.json({ total, jobs })
    const rows = jobs.map(({ jobId, status, userId, userEmail, attempt, createdAt, error }) => [
      jobId,
      status,
      userEmail ?? userId,
      String(attempt),
      instant(createdAt),
      error?.code ?? '',
    ])
    const headings = ['job', 'status', 'user', 'attempt', 'created', 'code']
    for (const line of table(headings, rows)) output.line(line)
    output.line(`${jobs.length} of ${total} job(s) of ${operations.where}`)
    return 0
  })
}

function filterOf({ status, user, code, search, limit, offset }: ListArguments): JobFilter {
  if (status !== undefined && !(jobStatuses as readonly string[]).includes(status)) {
    throw new UsageError(`--status must be one of ${jobStatuses.join(', ')}, not "${status}"`)
  }
  return {
    limit: readWhole('--limit', limit, 1, 200),
    offset: readWhole('--offset', offset, 0, 10_000),
    ...(status !== undefined && { status }),
    ...(user !== undefined && { userId: user }),
    ...(code !== undefined && { errorCode: code }),
    ...(search !== undefined && { search }),
  }
}

export async function showJobCommand(
  config: Config,
  jobId: string,
  output: Output,
): Promise<number> {
  return withOperations(config, async ({ job: find }) => {
    const job = await find(jobId)
    output.json(job)
    for (const line of describe(job)) output.line(line)
    return 0
  })
}

function describe(job: Job): string[] {
  const facts: [string, string | number | null][] = [
    ['job', job.jobId],
    ['status', job.status],
    ['user', job.userId],
    ['e-mail', job.userEmail],
    ['result', job.resultId],
    ['assessment', job.assessmentName],
    ['origin', job.origin],
    ['attempt', job.attempt],
    ['place in line', job.queueSeq],
    ['created', instant(job.createdAt)],
    ['started', instant(job.startedAt)],
    ['deadline', instant(job.deadlineAt)],
    ['finished', instant(job.finishedAt)],
    ['error', job.error && `${job.error.code}: ${job.error.message}`],
    ['not repaired', job.repair && `${job.repair.reason} (tried ${job.repair.tries} times)`],
  ]
  const named = facts.filter(([, value]) => value !== null && value !== '')
  return [...named.map(([name, value]) => `${name.padEnd(14)} ${value}`), ...historyOf(job)]
}

function historyOf({ entries, failedTries, events }: Job): string[] {
  return [
    ...section(
      'Tokens',
      entries.map(({ createdAt, kind, amount, reason, actor }) => [
        instant(createdAt),
        kind,
        String(amount),
        reason,
        actor,
      ]),
    ),
    ...section(
      'Failed tries',
      failedTries.map(({ createdAt, attempt, try: number, code, reason }) => [
        instant(createdAt),
        `${attempt}.${number}`,
        code,
        reason,
      ]),
    ),
    ...section(
      'Events',
      events.map(({ timestamp, eventType, metadata }) => [
        instant(timestamp),
        eventType,
        metadata.errorCode ?? metadata.reason ?? '',
      ]),
    ),
  ]
}

type Job = Awaited<ReturnType<Operations['job']>>

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return []
  return ['', ...table([title, ...(rows[0] ?? []).slice(1).map(() => '')], rows)]
}

const instant = (at: number | null): string => (at === null ? '' : new Date(at).toISOString())

export type JobOrder = Parameters<Operations['bulk']>[0]

/** Exit code 1 where one of them could not be done; the others are done all the same. */
export async function changeJobsCommand(
  config: Config,
  order: JobOrder,
  output: Output,
): Promise<number> {
  if (order.jobIds.length > 100) throw new UsageError('at most 100 jobs at once')
  return withOperations(config, async ({ bulk }) => {
    const { summary, results } = await bulk(order)
    output.json({ summary, results })
    const rows = results.map(({ jobId, outcome, message, newJobId }) => [
      jobId,
      outcome,
      newJobId === null ? (message ?? '') : `new job ${newJobId}`,
    ])
    for (const line of table(['job', 'outcome', ''], rows)) output.line(line)
    return summary.successful === summary.total ? 0 : 1
  })
}
