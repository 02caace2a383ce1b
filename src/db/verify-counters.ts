// Counts again what triggers keep counted: jobs that wait and run now and for whom, and ended jobs by the minute of
// their end. It only says where the counters are wrong; their repair stands beside it.
import { type Check, sqlCheck } from './verify-check.ts'

/** The counters that say something else than the rows do; `kept` or `counted` is 0 where one is missing. */
export const driftedCounters = `
  with counted (name, bucket, value) as (
    select status, coalesce(finished_at, updated_at) / 60000, count(*) from jobs
      where status in ('completed', 'failed') group by 1, 2
    union all select status, 0, count(*) from jobs where status = 'queued'
    union all select status, 0, count(*) from jobs where status = 'processing'
    union all select 'claimable', 0, count(*) from jobs where claimable_at is not null)
  select coalesce(k.name, c.name) as name, coalesce(k.bucket, c.bucket) as bucket,
    coalesce(k.value, 0) as kept, coalesce(c.value, 0) as counted
  from counted c full join counters k on k.name = c.name and k.bucket = c.bucket
  where coalesce(k.value, 0) <> coalesce(c.value, 0)`

export const counterCheck: Check = sqlCheck(
  'D1',
  'The counters say what counting the jobs says',
  `select format('%s of minute %s', name, bucket) as who,
     format('kept as %s, counted %s', kept, counted) as what
   from (${driftedCounters})`,
)
