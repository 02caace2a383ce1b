// The invariants of money: what was charged, refunded and granted, and that balances say the same.
// Each is one statement that finds what breaks it; nothing is written.
import { chainCheck } from './verify-chain.ts'
import { type Check, sqlCheck } from './verify-check.ts'

/** The balances that are not the sum of their entries. Shared with the repair of derived values. */
export const driftedBalances = `
  select u.id as id, u.token_balance as held, coalesce(sum(l.amount), 0) as summed
  from users u left join ledger_entries l on l.user_id = u.id
  group by u.id having u.token_balance is not coalesce(sum(l.amount), 0)`

export const moneyChecks: readonly Check[] = [
  sqlCheck(
    'M1',
    'Each balance is the sum of its ledger entries',
    `select id as who, format('holds %s, its entries sum to %s', held, summed) as what
     from (${driftedBalances})`,
  ),
  sqlCheck(
    'M2',
    'Money is whole tokens: balances 0 to 2^53 − 1, prices from 1, no entry of 0, charges negative',
    `select id as who, format('holds %s', token_balance) as what from users
     where typeof(token_balance) <> 'integer' or token_balance not between 0 and 9007199254740991
     union all
     select format('entry %s', seq), format('a %s of %s', kind, amount) from ledger_entries
     where typeof(amount) <> 'integer' or amount = 0 or (kind = 'charge') <> (amount < 0)
       or amount not between -9007199254740991 and 9007199254740991
     union all
     select job_id, format('costs %s', token_cost) from jobs
     where typeof(token_cost) <> 'integer' or token_cost not between 1 and 9007199254740991`,
  ),
  sqlCheck(
    'M3',
    'Money moves for a job, or by a grant that names who gave it and why',
    `select format('entry %s', seq) as who,
       format('a %s of %s for job "%s" by "%s"', kind, amount, job_id, actor) as what
     from ledger_entries
     where kind not in ('charge', 'refund', 'grant') or (kind = 'grant') <> (job_id is null)
       or trim(reason) = '' or trim(actor) = ''`,
  ),
  sqlCheck(
    'M4',
    'Each submitted job was charged its price, once; nothing else was charged',
    `select who, what from (
       select j.job_id as who, case
         when j.origin <> 'service' and c.seq is not null then 'charged, though never submitted'
         when j.origin = 'service' and c.seq is null then 'has no charge'
         when c.amount <> -j.token_cost
           then format('costs %s, the charge is %s', j.token_cost, c.amount)
         when c.user_id <> j.user_id then 'somebody else was charged'
       end as what
       from jobs j left join ledger_entries c on c.job_id = j.job_id and c.kind = 'charge')
     where what is not null
     union all
     select job_id, format('charged %s times', count(*)) from ledger_entries
     where job_id is not null and kind = 'charge' group by job_id having count(*) > 1`,
  ),
  sqlCheck(
    'M5',
    'Each refund gives its owner what was charged, once; an adopted job, which had no charge, its price',
    `select r.job_id as who, format('a refund of %s to %s, but %s of %s are due', r.amount, r.user_id,
         coalesce(-c.amount, j.token_cost), j.user_id) as what
     from ledger_entries r join jobs j on j.job_id = r.job_id
       left join ledger_entries c on c.job_id = r.job_id and c.kind = 'charge'
     where r.kind = 'refund'
       and (r.amount is not coalesce(-c.amount, j.token_cost) or r.user_id <> j.user_id)
     union all
     select job_id, format('refunded %s times', count(*)) from ledger_entries
     where job_id is not null and kind = 'refund' group by job_id having count(*) > 1`,
  ),
  // Where the account was gone when a job failed, its last event names no new balance, or it was made anew since.
  sqlCheck(
    'M6',
    'A job is refunded if and only if it failed, unless its user was gone by then',
    `select j.job_id as who, iif(r.seq is null, 'failed without a refund',
         format('refunded, but %s', j.status)) as what
     from jobs j left join ledger_entries r on r.job_id = j.job_id and r.kind = 'refund'
     where (r.seq is not null and j.status <> 'failed') or (r.seq is null and j.status = 'failed'
       and j.adopted_at is not null
       and exists (select 1 from users u where u.id = j.user_id
         and u.created_at <= coalesce(j.finished_at, j.updated_at))
       and not exists (select 1 from events e where e.job_id = j.job_id
         and e.type = 'analysis.failed' and json_valid(e.metadata)
         and iif(json_valid(e.metadata), json_extract(e.metadata, '$.newBalance') is null, 0)))`,
  ),
  chainCheck,
  sqlCheck(
    'M8',
    'Each idempotency key answers with one submitted job of the same user',
    `select who, what from (
       select k.job_id as who, case
         when j.user_id <> k.user_id then 'kept under a key of another user'
         when j.origin <> 'service' then 'kept under a key, though never submitted'
         when length(k.body_hash) <> 64 then 'kept under a key without the hash of its request'
         when iif(json_valid(k.answer), json_extract(k.answer, '$.jobId'), '') is not k.job_id
           then 'kept under a key whose answer names another job'
       end as what
       from idempotency_keys k join jobs j on j.job_id = k.job_id)
     where what is not null`,
  ),
]
