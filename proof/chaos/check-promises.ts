// Compares the jobs one person can read with what they asked for: nothing promised is missing, and nothing
// is there that was not asked for, or is there twice.
import { type Book, isRefused, type Known, type Submission } from './book.ts'
import type { Note } from './findings.ts'
import type { Seen } from './observe.ts'
import type { Promised } from './record.ts'

interface Compared {
  readonly seen: Seen
  readonly book: Book
  /** Lines of the record when the reading began: what was promised by then must be there. */
  readonly promisedBy: number
  readonly note: Note
}

/** What was promised is there. */
export function checkPromises(compared: Compared): void {
  const { seen, book, note } = compared
  const jobs = new Map(seen.jobs.map((job) => [job.jobId, job]))
  for (const [tag, { jobId, resultId }] of promises(compared, book.submissions)) {
    if (jobs.get(jobId)?.resultId === resultId) continue
    note('lost', `job ${jobId} promised for ${tag}: ${jobs.has(jobId) ? 'another result' : 'gone'}`)
  }
  for (const [key, { jobId }] of promises(compared, book.retries)) {
    const of = book.retries.get(key)?.jobId
    if (jobs.get(jobId)?.retryOf !== of) note('lost', `job ${jobId} promised as retry of ${of}`)
  }
  for (const [jobId] of promises(compared, book.cancels)) {
    const code = jobs.get(jobId)?.error?.code
    if (code !== 'CANCELLED') note('lost', `the cancelling of job ${jobId}, which is ${code}`)
  }
}

/** Each job, cancellation and retry was asked for, as often as it is there, and not refused. */
export function checkAsked(compared: Compared): void {
  const { seen, book, note } = compared
  for (const [tag, jobIds] of jobsByTag(seen)) {
    const wrong = whatIsWrong(book.submissions.get(tag))
    if (wrong) note('unexpected', `job ${jobIds[0]} has the tag ${tag}: ${wrong}`)
    if (jobIds.length > 1) note('duplicated', `${tag} became the jobs ${jobIds.join(', ')}`)
  }
  const cancelled = seen.jobs.filter(({ error }) => error?.code === 'CANCELLED')
  for (const { jobId } of cancelled.filter((job) => !book.cancels.has(job.jobId))) {
    note('unexpected', `job ${jobId} was cancelled, and nobody asked`)
  }
  checkRetries(compared)
}

function checkRetries({ seen, book, note }: Compared): void {
  const asked = [...book.retries.values()].filter((retry) => !isRefused(retry))
  const wanted = countBy(asked.map(({ jobId }) => jobId))
  for (const [jobId, count] of countBy(seen.jobs.flatMap(({ retryOf }) => retryOf ?? []))) {
    const most = wanted.get(jobId) ?? 0
    if (count > most) note('duplicated', `job ${jobId} was retried ${count} times, asked ${most}`)
  }
}

/** What this person was promised before the reading began, by the name of the wish. */
const promises = (
  { seen, promisedBy }: Compared,
  wishes: ReadonlyMap<string, Known>,
): (readonly [string, Promised])[] =>
  [...wishes]
    .filter(([, { userId }]) => userId === seen.person.userId)
    .flatMap(([name, { promised }]) =>
      promised
        .filter(({ line }) => line <= promisedBy)
        .map((each) => [name, each.promised] as const),
    )

function whatIsWrong(submission: Submission | undefined): string | undefined {
  if (!submission) return 'nobody asked for it'
  if (submission.mustRefuse) return 'its key had been used for something else'
  return isRefused(submission) ? 'it was refused' : undefined
}

/** Without retries: those carry the tag of the job they repeat. */
function jobsByTag({ jobs, results }: Seen): Map<string, string[]> {
  const byTag = new Map<string, string[]>()
  for (const { jobId } of jobs.filter(({ retryOf }) => retryOf === null)) {
    const tag = results.get(jobId)?.tag
    if (tag !== undefined) byTag.set(tag, [...(byTag.get(tag) ?? []), jobId])
  }
  return byTag
}

function countBy(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}
