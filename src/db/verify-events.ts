// The invariants of events: that they tell exactly what happened to each job, in order, and that each
// user's history has no hole. Events that retention removed are not missed; nothing is written.
import { type Check, isOwn, sqlCheck } from './verify-check.ts'

/** Events of a user from before this instant may have been removed by retention; −1 where none were. */
const keptOfUser = `iif(coalesce(u.event_floor, 0) = 0, -1, coalesce((select k.created_at from events k
  where k.user_id = u.id and k.n = u.event_floor + 1), 9007199254740991))`

/** An account that somebody removed by hand has taken its floor along: then the oldest event of all says it. */
const keptFrom = `max(${keptOfUser}, iif(u.id is null or j.created_at < u.created_at,
  coalesce((select created_at from events order by seq limit 1), 9007199254740991), -1))`

const told = `
  select j.*, ${keptFrom} as kept_from, min(e.seq) as first_seq, max(e.seq) as last_seq,
    count(*) filter (where e.user_id <> j.user_id or e.result_id <> j.result_id) as strayed,
    count(*) filter (where e.type = 'analysis.queued') as queued,
    count(*) filter (where e.type = 'analysis.started') as started,
    count(*) filter (where e.type = 'analysis.completed') as completed,
    count(*) filter (where e.type = 'analysis.failed') as failed,
    min(e.seq) filter (where e.type = 'analysis.queued') as queued_seq,
    min(e.seq) filter (where e.type in ('analysis.completed', 'analysis.failed')) as end_seq
  from jobs j left join users u on u.id = j.user_id left join events e on e.job_id = j.job_id
  group by j.job_id`

export const eventChecks: readonly Check[] = [
  sqlCheck(
    'E1',
    'Each change of a job was told once: in line, started, ended; and nothing after its end',
    `select who, what from (
       select j.job_id as who, case
         when j.strayed > 0 and ${isOwn} then 'was told to another user, or of another result'
         when j.queued > (j.origin = 'service') then format('was told in line %s times', j.queued)
         when j.started > 1 then format('was told started %s times', j.started)
         when j.completed + j.failed > 1 then format('was told ended %s times', j.completed + j.failed)
         when j.completed > 0 and j.status <> 'completed' then format('was told completed, is %s', j.status)
         when j.failed > 0 and j.status <> 'failed' then format('was told failed, is %s', j.status)
         when j.end_seq < j.last_seq then 'something was told after its end'
         when j.queued_seq > j.first_seq then 'something was told before it was in line'
         when j.queued = 0 and j.origin = 'service' and j.created_at > j.kept_from
           then 'was never told in line'
         when ${isOwn} and j.started <> (j.attempt > 0)
           and coalesce(j.started_at, j.created_at) > j.kept_from
           then iif(j.started, 'was told started, but was not', 'was never told started')
         when j.status in ('completed', 'failed') and j.completed + j.failed = 0
           and j.adopted_at is not null and coalesce(j.finished_at, j.updated_at) > j.kept_from
           then format('is %s, but was never told', j.status)
       end as what
       from (${told}) j)
     where what is not null`,
  ),
  sqlCheck(
    'E2',
    'Each user’s events are numbered without gaps, in the order they happened, up to the cursor',
    `select user_id as who, format('event %s follows event %s', n, before) as what
     from (select user_id, n, seq, lag(n) over history as before, lag(seq) over history as before_seq
       from events window history as (partition by user_id order by n))
     where n <> before + 1 or seq < before_seq
     union all
     select id, format('events %s to %s, but cursor %s, floor %s, read up to %s', first_n, last_n,
       event_cursor, event_floor, read_cursor)
     from (select u.*, (select min(n) from events where user_id = u.id) as first_n,
         (select max(n) from events where user_id = u.id) as last_n from users u)
     where coalesce(last_n, event_floor) <> event_cursor
       or coalesce(first_n, event_floor + 1) <> event_floor + 1
       or read_cursor not between 0 and event_cursor`,
  ),
  sqlCheck(
    'E6',
    'The last event of each job says what the job is, and each event says what its type means',
    `select e.job_id as who, format('event %s of %s says %s with status %s', e.n, e.user_id, e.type,
         e.status) as what
     from events e where e.status is not case e.type when 'analysis.queued' then 'queued'
       when 'analysis.started' then 'processing' when 'analysis.progress' then 'processing'
       when 'analysis.completed' then 'completed' when 'analysis.failed' then 'failed' end
     union all
     select j.job_id, format('is %s in attempt %s, its last event says %s in attempt %s', j.status,
         j.attempt, substr(e.type, 10), e.attempt)
     from jobs j join events e on e.seq = (select max(seq) from events where job_id = j.job_id)
     where ${isOwn} and ((j.status = 'queued') <> (e.type = 'analysis.queued') or e.attempt <> j.attempt)
       -- That another worker has claimed it is told to nobody.
       and not (j.status = 'processing' and j.lease_hash is not null and e.attempt < j.attempt)`,
  ),
]
