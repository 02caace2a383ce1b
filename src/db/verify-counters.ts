// Derives again what is kept beside the rows it follows from: jobs that wait and run now and for whom, ended jobs by the
// minute of their end, when webhooks are due. It only says where that is wrong; the repair of the counters stands beside it.
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

/** One that is not due when its earliest delivery is would send it late, or never. */
export const dueWebhookCheck: Check = sqlCheck(
  'D2',
  'Webhooks are due when the earliest of their deliveries is, and have none to make while they are off',
  `with earliest (endpoint_id, at) as (
     select endpoint_id, min(next_attempt_at) from webhook_deliveries
     where next_attempt_at is not null group by endpoint_id)
   select w.id as who, format('is due at %s, its deliveries at %s', w.due_at, e.at) as what
   from webhook_endpoints w left join earliest e on e.endpoint_id = w.id
   where w.due_at is not e.at or (w.disabled_at is not null and e.at is not null)`,
)
