// The whole of what is in the tables against the whole of what the model knows; and, less often since it
// reads everything several times, the service's own `verify`.
import type { Db } from '../../src/db/connection.ts'
import { verify } from '../../src/db/verify.ts'
import type { Blame } from './blame.ts'
import type { Model } from './model.ts'
import type { Observer } from './observer.ts'

export interface AuditOptions {
  readonly observer: Observer
  readonly model: Model
  readonly blame: Blame
}

/** Every job and every account is as the model knows it; none is missing, none is too many. */
export function audit({ observer, model, blame }: AuditOptions): void {
  const { entrySeq, eventSeq } = observer.totals()
  if (entrySeq !== model.entrySeq)
    blame('C1', `the ledger ends at ${entrySeq}, not ${model.entrySeq}`)
  if (eventSeq !== model.eventSeq) blame('C1', `events end at ${eventSeq}, not ${model.eventSeq}`)
  const rows = observer.allJobs()
  for (const row of rows) model.agree(row)
  if (rows.length !== model.jobs.size) {
    const there = new Set(rows.map((row) => row.job_id))
    const lost = [...model.jobs.keys()].find((jobId) => !there.has(jobId))
    blame('J2', `${rows.length} jobs of ${model.jobs.size} are there; ${lost} is lost`)
  }
  const users = observer.allUsers()
  for (const row of users) model.agreeOnPerson(row)
  const present = [...model.people.values()].filter(({ isGone }) => !isGone).length
  if (users.length !== present) blame('C1', `${users.length} accounts of ${present} are there`)
}

/** Jobs that were not ended although the model waits for their end must be among the open rows. */
export function auditOpen({ observer, model, blame }: AuditOptions): void {
  const open = new Set<string>()
  for (const row of observer.openJobs()) {
    open.add(row.job_id)
    model.agree(row)
  }
  for (const jobId of model.open) {
    if (!open.has(jobId)) blame('E1', `${jobId} ended, and nobody was told`)
  }
}

export function auditByVerify(db: Db, now: number, { model, blame }: AuditOptions): void {
  const { checks } = verify(db, { now, depth: 'quick' })
  for (const { id, title, ok, sample } of checks) {
    if (ok) continue
    // What somebody else did to a row is not the service's fault; the model judges what it made of it.
    const own = sample.filter((line) => !model.isMeddled(id, line))
    if (own.length > 0) blame(`verify ${id}`, `${title}: ${own[0]}`)
  }
}
