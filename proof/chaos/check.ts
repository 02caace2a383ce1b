// Compares what one person can read with what the record says they asked for and were promised. Everything
// it finds is a broken promise.
import { kinds, offered } from './analyses.ts'
import type { Book } from './book.ts'
import { checkAsked, checkPromises } from './check-promises.ts'
import type { Note } from './findings.ts'
import type { Seen, SeenEntry, SeenJob } from './observe.ts'
import type { Uptime } from './uptime.ts'

export interface CheckOptions {
  readonly seen: Seen
  readonly book: Book
  /** Lines of the record when the reading began: what was promised by then must be there. */
  readonly promisedBy: number
  readonly uptime: Uptime
  /** Where each job was last seen to have ended; what ended stays as it is. */
  readonly ends: Map<string, string>
  /** When nothing could be written: a job may begin anew then without a death. */
  readonly outages: Uptime
  readonly note: Note
}

/** The first, and one more after its first death; the second ends it. */
const attemptsMax = 2
/** The service may be this much later than a deadline. */
export const lateMaxMs = 2_000

/** Everything that must hold while the service runs. Gives by how much the latest job was late, in ms. */
export function check(options: CheckOptions): number {
  checkPromises(options)
  checkAsked(options)
  for (const job of options.seen.jobs) {
    checkMoney(job, options)
    checkAttempts(job, options)
    checkEnd(job, options)
  }
  return Math.max(0, ...options.seen.jobs.map((job) => checkDeadlines(job, options)))
}

function checkMoney({ jobId, status, tokenCost, assessmentName }: SeenJob, options: CheckOptions) {
  const { seen, note } = options
  const amounts = (kind: SeenEntry['kind']) =>
    seen.entries.filter((entry) => entry.jobId === jobId && entry.kind === kind)
  const charges = amounts('charge')
  const refunds = amounts('refund')
  const price = offered(assessmentName)?.tokenCost
  if (charges.length !== 1 || charges[0]?.amount !== -tokenCost || tokenCost !== price) {
    note('money', `job ${jobId} was charged ${charges.length} times, ${charges[0]?.amount}`)
  }
  if (status === 'failed' && refunds.length === 0) note('missed refund', `job ${jobId}`)
  if (refunds.length > 1 || (status === 'completed' && refunds.length > 0)) {
    note('double refund', `job ${jobId}, ${status}, was refunded ${refunds.length} times`)
  }
  if (refunds[0] && refunds[0].amount !== tokenCost) {
    note('money', `job ${jobId} cost ${tokenCost} and gave back ${refunds[0].amount}`)
  }
}

function checkAttempts(job: SeenJob, { seen, outages, note }: CheckOptions): void {
  const { jobId, attempt, createdAt, finishedAt } = job
  const sawOutage = outages.between(createdAt, finishedAt ?? seen.at) > 0
  if (attempt > attemptsMax && !sawOutage) {
    note('wrong end', `job ${jobId} is in attempt ${attempt}`)
  }
}

/** How it ended fits what its analysis does, and is the end it was seen to have before. */
function checkEnd({ jobId, status, error }: SeenJob, { seen, ends, note }: CheckOptions): void {
  if (status !== 'completed' && status !== 'failed') {
    if (ends.has(jobId)) note('wrong end', `job ${jobId} was ${ends.get(jobId)}, now is ${status}`)
    return
  }
  const end = error?.code ?? status
  const before = ends.get(jobId) ?? end
  if (before !== end) note('wrong end', `job ${jobId} was ${before}, now is ${end}`)
  ends.set(jobId, end)
  const result = seen.results.get(jobId)
  if (!result || status !== 'completed') return
  if (kinds[result.kind]?.answers !== true) {
    note('wrong end', `job ${jobId} is completed, and its analysis is ${result.kind}`)
  }
  if (result.profileTag !== result.tag) note('wrong end', `job ${jobId} shows another's result`)
}

/** How late it was, in the time the service was up. */
function checkDeadlines(job: SeenJob, { seen, uptime, note }: CheckOptions): number {
  const { jobId, createdAt, startedAt, finishedAt, status, assessmentName } = job
  const until = finishedAt ?? seen.at
  const kind = seen.results.get(jobId)?.kind ?? ''
  const timeouts = offered(assessmentName)?.timeouts
  if (!timeouts) return 0
  const { queuedMs, processingMs, hardLimitMs } = timeouts
  // What reports, or is tried again, moves its deadline on, up to the hard limit.
  const workMs = kinds[kind]?.extends === false ? processingMs : hardLimitMs
  const due = [
    { what: 'in line', at: createdAt + queuedMs, until: startedAt ?? until },
    ...(startedAt === null ? [] : [{ what: 'at work', at: startedAt + workMs, until }]),
  ]
  const late = due.map(({ what, at, until: end }) => ({ what, ms: uptime.between(at, end) }))
  for (const { what, ms } of late) {
    if (ms > lateMaxMs)
      note('overdue', `job ${jobId} (${kind}, ${status}) was ${what} ${ms} ms late`)
  }
  return Math.max(...late.map(({ ms }) => ms))
}
