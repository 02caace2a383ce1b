// The invariants of jobs: that the columns of a row agree with its status, with its tries, its result and
// its predecessor. A row nobody has adopted yet is checked once it is; nothing is written.
import type { Db } from './connection.ts'
import { type Check, isOwn, sqlCheck, type Violation } from './verify-check.ts'

const ended = "j.status in ('completed', 'failed')"

/** Unfinished jobs more than `epsMs` past their deadline at `now`, longest overdue first. */
export const overdueJobs = (db: Db, now: number, epsMs: number): Iterable<Violation> =>
  db.$client
    .prepare<{ now: number; before: number }, Violation>(
      `select job_id as who, format('%s, overdue by %d ms', status, :now - deadline_at) as what
       from jobs where deadline_at is not null and deadline_at < :before order by deadline_at`,
    )
    .iterate({ now, before: now - epsMs })

export const jobChecks: readonly Check[] = [
  sqlCheck(
    'J1',
    'Each job is in one state: waiting with a place in line, running with a deadline, or ended without',
    `select who, what from (
       select j.job_id as who, case
         when ${ended} and coalesce(j.deadline_at, j.hard_deadline_at, j.queue_seq) is not null
           then 'ended, but has a deadline or a place in line'
         when ${ended} and j.finished_at is null then 'ended, but not at any time'
         when j.status = 'failed' and (j.error_code is null or trim(coalesce(j.error_message, '')) = '')
           then 'failed without a reason'
         when j.status <> 'failed' and j.error_code is not null then 'has an error, but has not failed'
         when not ${ended} and j.deadline_at is null then 'not ended, but has no deadline'
         when not ${ended} and j.finished_at is not null then 'not ended, but has a time of its end'
         when j.status <> 'queued' and j.queue_seq is not null then 'has a place in line, but does not wait'
         when ${isOwn} then case
           when j.status = 'queued' and j.queue_seq is null and j.claimable_at is null
             then 'waits without a place in line'
           when j.status = 'queued' and (j.attempt > 0 or j.hard_deadline_at is not null)
             then 'waits, but was started'
           when j.status in ('processing', 'completed') and (j.attempt < 1 or j.tries < 1 or j.boot < 1)
             then 'was never started'
           when (j.attempt > 0) <> (j.started_at is not null) then 'its attempts and its start disagree'
           when j.status = 'processing' and j.hard_deadline_at is null then 'runs without a hard limit'
           when j.deadline_at > j.hard_deadline_at then 'its deadline is past its hard limit'
         end
       end as what
       from jobs j where j.adopted_at is not null)
     where what is not null`,
  ),
  sqlCheck(
    'J5',
    'Each recorded try belongs to an attempt its job had, and no job died more often than it ran',
    `select t.job_id as who, format('try %s of attempt %s was never made', t.try, t.attempt) as what
     from job_tries t join jobs j on j.job_id = t.job_id
     where ${isOwn} and (t.attempt not between 1 and j.attempt or t.try < 1
       or (t.attempt = j.attempt and t.try > j.tries))
     union all
     select job_id, format('try %s of attempt %s is recorded %s times', try, attempt, count(*))
     from job_tries group by job_id, attempt, try having count(*) > 1
     union all
     select j.job_id, format('died %s times in %s attempts', j.deaths, j.attempt) from jobs j
     where ${isOwn} and j.deaths > j.attempt`,
  ),
  sqlCheck(
    'J9',
    'Each job has a result of its own and its user; it holds a profile if and only if the job is completed',
    `select who, what from (
       select j.job_id as who, case
         when r.id is null then 'has no result'
         when r.user_id <> j.user_id then 'names a result of another user'
         when (r.status = 'completed') <> (r.profile is not null) then 'its result and its profile disagree'
         when r.profile is not null and r.analyzer is null then 'nobody made its profile'
         when j.status = 'completed' and r.profile is null then 'completed without a profile'
         when j.status = 'failed' and r.status = 'pending' then 'failed, but its result is pending'
         when ${isOwn} and j.status <> 'completed' and r.profile is not null
           then format('%s, but shows a profile', j.status)
         when ${isOwn} and not ${ended} and r.status <> 'pending'
           then format('%s, but its result is %s', j.status, r.status)
       end as what
       from jobs j left join results r on r.id = j.result_id where j.adopted_at is not null)
     where what is not null
     union all
     select result_id, format('the result of %s jobs', count(*)) from jobs
     where result_id is not null group by result_id having count(*) > 1`,
  ),
  sqlCheck(
    'J11',
    'A retry names a failed job of the same user, which has no other live retry',
    `select who, what from (
       select j.job_id as who, case
         when p.job_id is null then 'retries a job that is not there'
         when p.user_id <> j.user_id then 'retries a job of another user'
         when p.status <> 'failed' then format('retries a job that is %s', p.status)
       end as what
       from jobs j left join jobs p on p.job_id = j.retry_of
       where j.retry_of is not null and ${isOwn})
     where what is not null
     union all
     select retry_of, format('has %s live retries', count(*)) from jobs
     where retry_of is not null and status <> 'failed' group by retry_of having count(*) > 1`,
  ),
  sqlCheck(
    'J12',
    'A lease belongs to a running job of this worker only; what is open to workers is leased to nobody',
    `select who, what from (
       select j.job_id as who, case
         when j.leased_by is not null and j.status <> 'processing'
           then format('%s, but leased to %s', j.status, j.leased_by)
         when j.leased_by is not null and j.lease_hash is null then 'leased without a token'
         when j.leased_by is not null and j.claimable_at is not null then 'leased, but open to workers'
         when j.leased_by is not null and j.hard_deadline_at is null then 'leased without a hard limit'
         when j.claimable_at is not null and j.status not in ('queued', 'processing')
           then format('%s, but open to workers', j.status)
         when j.claimable_at is not null and j.queue_seq is not null
           then 'open to workers, but has a place in line'
       end as what
       from jobs j
       where j.adopted_at is not null and (j.leased_by is not null or j.claimable_at is not null))
     where what is not null`,
  ),
  sqlCheck(
    'T1',
    'Time goes forward: a job is made, then started, then ended; what is written later is not earlier',
    `select j.job_id as who, format('made %s, started %s, ended %s, written %s', j.created_at,
         j.started_at, j.finished_at, j.updated_at) as what
     from jobs j where ${isOwn} and (j.updated_at < j.created_at or j.started_at < j.created_at
       or j.finished_at < coalesce(j.started_at, j.created_at))
     union all
     select format('event %s', seq), format('told at %s, the one before at %s', created_at, before)
     from (select seq, created_at, lag(created_at) over (order by seq) as before from events)
     where created_at < before
     union all
     select format('entry %s', seq), format('made at %s, the one before at %s', created_at, before)
     from (select seq, created_at, lag(created_at) over (order by seq) as before from ledger_entries)
     where created_at < before`,
  ),
]
