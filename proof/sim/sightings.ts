// Names the situations that a commit shows; called before the model takes it in, so that both sides of the
// change are there to see.
import type { Known } from './known.ts'
import type { Life } from './life.ts'
import type { Model } from './model.ts'
import type { Batch, EventRow, JobRow } from './observer.ts'
import type { ProbeName, Probes } from './probes.ts'

export function noteBatch(batch: Batch, model: Model, probes: Probes): void {
  const jobs = new Set<string>()
  for (const event of batch.events) {
    jobs.add(event.job_id)
    const row = batch.jobs.get(event.job_id)
    const job = model.jobs.get(event.job_id)
    if (!row) continue
    const isEnd = event.type === 'analysis.completed' || event.type === 'analysis.failed'
    if (isEnd && batch.users.get(event.user_id)?.is_active === 0) {
      probes.hit('disabled account: its job ended')
    }
    if (event.type === 'analysis.completed') noteCompleted(event, row, job, model, probes)
    if (event.type === 'analysis.failed') noteFailed(event, row, job, model, probes)
  }
  if (jobs.size > 1) probes.hit('several jobs decided in one commit')
}

/** `running`: analyses that ran; `cuts`: how often the recovery it died in was cut off before. */
export function noteDeath(
  { runtime, waiting }: Life,
  { running, cuts }: { readonly running: number; readonly cuts: number },
  probes: Probes,
): void {
  if (running > 0) probes.hit('crash while an analysis runs')
  if (runtime.supervisor.busy > running) probes.hit('crash while backing off')
  if (waiting > 0) probes.hit('crash while somebody waits for an answer')
  if (cuts === 1) probes.hit('recovery cut once')
  if (cuts > 1) probes.hit('recovery cut twice')
}

function noteCompleted(
  event: EventRow,
  row: JobRow,
  job: Known | undefined,
  model: Model,
  probes: Probes,
): void {
  const allowedMs = model.offerOf(row.assessment_name)?.processingMs ?? Number.POSITIVE_INFINITY
  if (job && job.startedAt > 0 && event.created_at - job.startedAt > allowedMs) {
    probes.hit('report moved the deadline')
  }
  if (row.deaths > 0) probes.hit('resumed after a death and completed')
  if (row.tries > 1) probes.hit('tried again and completed')
  if (job?.isForeign && job.status === 'processing')
    probes.hit('foreign row with scores was completed')
  if (job?.status === 'completed') probes.hit('job ended from outside')
}

const byCode: Readonly<Record<string, ProbeName>> = {
  POISON: 'poison at two deaths',
  STUCK_QUEUED: 'waited too long in line',
  STUCK_PROCESSING: 'hung and was ended',
  INVALID_RESULT: 'bad result refused',
  FAILED_ELSEWHERE: 'job ended from outside',
  UNKNOWN_STATUS: 'foreign row of unknown status was ended',
  UNSUPPORTED_ASSESSMENT: 'assessment withdrawn with jobs in line',
}

function noteFailed(
  event: EventRow,
  row: JobRow,
  job: Known | undefined,
  model: Model,
  probes: Probes,
): void {
  const code = row.error_code ?? ''
  const known = byCode[code]
  if (known) probes.hit(known)
  if (!job) return
  if (job.status === 'queued' && code === 'CANCELLED') probes.hit('cancelled while waiting')
  if (job.status === 'processing' && code === 'FAILED_BY_OPERATOR') {
    probes.hit(
      job.isOutside ? 'operator ended a job that a worker had' : 'operator ended a running job',
    )
  }
  if (job.isOutside && code === 'STUCK_QUEUED') probes.hit('no worker came')
  if (code === 'ANALYSIS_FAILED' && row.tries > 1) probes.hit('out of tries')
  noteEndOfTime(event, row, job, model, probes)
  const today = model.offerOf(row.assessment_name)?.price
  if (job.charged !== undefined && today !== undefined && today !== job.charged) {
    probes.hit('refund at an older price')
  }
  if (job.isForeign) noteForeign(job, row, model, probes)
}

function noteEndOfTime(
  event: EventRow,
  row: JobRow,
  job: Known,
  model: Model,
  probes: Probes,
): void {
  if (row.error_code !== 'STUCK_PROCESSING' || job.startedAt === 0) return
  const ranMs = event.created_at - job.startedAt
  const hardMs = model.offerOf(row.assessment_name)?.hardMs ?? Number.POSITIVE_INFINITY
  if (job.reports > 0 && ranMs >= hardMs) probes.hit('hard limit ended a reporting analysis')
  if (row.failed_tries === row.tries) probes.hit('deadline while backing off')
}

function noteForeign(job: Known, row: JobRow, model: Model, probes: Probes): void {
  if (model.people.get(job.userId)?.isGone ?? true) {
    return probes.hit('foreign row of nobody ended without refund')
  }
  if (job.status === 'queued') probes.hit('foreign row waited, then was refunded')
  if (job.status === 'processing' && row.attempt === 0) {
    probes.hit('foreign row in processing was refunded')
  }
  if (job.status === 'failed') probes.hit('foreign row inserted as failed was refunded')
}
