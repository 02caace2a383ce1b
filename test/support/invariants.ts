import { createHash } from 'node:crypto'
import type { Statement } from 'better-sqlite3'
import type { Db } from '../../src/db/connection.ts'

/** Events of whoever has a floor above 0 were removed by retention or an erasure, up to that number. */
const mayBeTrimmed = 'coalesce((select event_floor > 0 from users u where u.id = j.user_id), 0)'

/** An erasure leaves one event at most, without what it told. */
const isErased = 'coalesce((select erased_at is not null from users u where u.id = e.user_id), 0)'

/**
 * What must hold of the tables at every commit, as plain SQL: each query gives the rows that break its
 * sentence. None of it uses the service's own code.
 */
const rules: Record<string, string> = {
  'a balance is the sum of its ledger entries, and never negative': `
    select u.id from users u where u.token_balance < 0 or u.token_balance <>
      (select coalesce(sum(amount), 0) from ledger_entries where user_id = u.id)`,
  'a job of the service was charged its price, once': `
    select j.job_id as id from jobs j where j.origin = 'service' and 1 <> (
      select count(*) from ledger_entries l
      where l.job_id = j.job_id and l.kind = 'charge' and l.amount = -j.token_cost
        and l.user_id = j.user_id)`,
  'a job of somebody else was never charged': `
    select j.job_id as id from jobs j where j.origin = 'foreign' and exists (
      select 1 from ledger_entries l where l.job_id = j.job_id and l.kind = 'charge')`,
  'a failed job of the service got back what it was charged, once': `
    select j.job_id as id from jobs j
    where j.origin = 'service' and j.status = 'failed' and j.adopted_at is not null and 1 <> (
      select count(*) from ledger_entries l
      where l.job_id = j.job_id and l.kind = 'refund' and l.amount = j.token_cost
        and l.user_id = j.user_id)`,
  'a failed job of somebody else got its price, once, unless there was nobody to give it to': `
    select j.job_id as id from jobs j
    where j.origin = 'foreign' and j.status = 'failed' and j.adopted_at is not null
      and (select u.created_at from users u where u.id = j.user_id) <= j.finished_at and 1 <> (
        select count(*) from ledger_entries l
        where l.job_id = j.job_id and l.kind = 'refund' and l.amount = j.token_cost
          and l.user_id = j.user_id)`,
  'nothing but a failed job was refunded, and none twice': `
    select l.job_id as id from ledger_entries l left join jobs j on j.job_id = l.job_id
    where l.kind = 'refund' group by l.job_id
    having count(*) > 1 or max(coalesce(j.status, '')) <> 'failed'`,
  'a completed job has a valid profile of its own user': `
    select j.job_id as id from jobs j left join results r on r.id = j.result_id
    where j.status = 'completed' and j.adopted_at is not null and (r.id is null
      or r.user_id <> j.user_id or r.profile is null or not json_valid(r.profile)
      or r.status <> 'completed' or r.analyzer is null)`,
  'a failed job has no profile': `
    select j.job_id as id from jobs j join results r on r.id = j.result_id
    where j.status = 'failed' and j.adopted_at is not null
      and (r.profile is not null or r.status <> 'failed')`,
  'a result waits while its job does': `
    select j.job_id as id from jobs j join results r on r.id = j.result_id
    where j.status in ('queued', 'processing') and j.adopted_at is not null
      and (r.profile is not null or r.status <> 'pending')`,
  'a job of the service has its result': `
    select j.job_id as id from jobs j left join results r on r.id = j.result_id
    where j.origin = 'service' and (r.id is null or r.user_id <> j.user_id)`,
  'a job has a deadline exactly while it lives': `
    select job_id as id from jobs where adopted_at is not null
      and (deadline_at is not null) <> (status not in ('completed', 'failed'))`,
  'only a waiting job is in line': `
    select job_id as id from jobs
    where adopted_at is not null and queue_seq is not null and status <> 'queued'`,
  'a waiting job of the service is in line': `
    select job_id as id from jobs where origin = 'service' and status = 'queued'
      and adopted_at is not null and (queue_seq is null) = (claimable_at is null)`,
  'a lease is a running job’s, and what waits for workers is leased to nobody': `
    select job_id as id from jobs where adopted_at is not null and (
      (leased_by is not null and (status <> 'processing' or lease_hash is null or claimable_at is not null))
      or (claimable_at is not null and (status not in ('queued', 'processing') or queue_seq is not null)))`,
  'what waits for workers is counted': `
    select 'claimable' as id where (select count(*) from jobs where claimable_at is not null) <>
      (select coalesce(sum(value), 0) from counters where name = 'claimable')`,
  'no two jobs share a place in line': `
    select min(job_id) as id from jobs where queue_seq is not null
    group by queue_seq having count(*) > 1`,
  'an ended job says when, a failed one also why': `
    select job_id as id from jobs where adopted_at is not null and (
      (finished_at is not null) <> (status in ('completed', 'failed'))
      or (error_code is not null) <> (status = 'failed'))`,
  'at most one retry of a job lives or was completed': `
    select retry_of as id from jobs where retry_of is not null and status <> 'failed'
    group by retry_of having count(*) > 1`,
  'the events of a user are numbered on from the floor without gaps': `
    select user_id as id from events e left join users u on u.id = e.user_id group by user_id
    having min(n) <> coalesce(u.event_floor, 0) + 1 or max(n) - min(n) + 1 <> count(*)`,
  'the cursor of a user is that of the latest event, or the floor where all were removed': `
    select u.id from users u where u.event_cursor <>
      (select coalesce(max(n), u.event_floor) from events where user_id = u.id)`,
  'events are numbered and dated in the order of their commits': `
    select later.seq as id from events later join events earlier on earlier.user_id = later.user_id
      and earlier.n = later.n - 1
    where earlier.seq > later.seq or earlier.created_at > later.created_at`,
  'a job of the service was told to be queued, once': `
    select j.job_id as id from jobs j where j.origin = 'service' and 1 <>
      (select count(*) from events e where e.job_id = j.job_id and e.type = 'analysis.queued')
      and not ${mayBeTrimmed}`,
  'a start is told once, by a job that was started': `
    select j.job_id as id from jobs j where j.adopted_at is not null and
      (select count(*) from events e where e.job_id = j.job_id and e.type = 'analysis.started')
      <> (j.started_at is not null and j.boot > 0) and not ${mayBeTrimmed}`,
  'an end is told once, by a job that ended': `
    select j.job_id as id from jobs j where j.adopted_at is not null and
      (select count(*) from events e where e.job_id = j.job_id
        and e.type in ('analysis.completed', 'analysis.failed'))
      <> (j.status in ('completed', 'failed')) and not ${mayBeTrimmed}`,
  'the end that was told is the end that is': `
    select j.job_id as id from jobs j join events e on e.job_id = j.job_id
    where e.type in ('analysis.completed', 'analysis.failed')
      and (e.type <> 'analysis.' || j.status or e.status <> j.status)`,
  'nothing is told of a job after its end': `
    select e.job_id as id from events e join events other on other.job_id = e.job_id
    where e.type in ('analysis.completed', 'analysis.failed') and other.seq > e.seq`,
  'every event names its result': `
    select e.job_id as id from events e join jobs j on j.job_id = e.job_id
    where e.result_id = '' or e.result_id is not j.result_id`,
  'the balance that was told is the one the ledger had reached': `
    select e.job_id as id from events e join ledger_entries l on l.job_id = e.job_id
      and l.kind = case e.type when 'analysis.queued' then 'charge' else 'refund' end
    where e.type in ('analysis.queued', 'analysis.failed') and not ${isErased}
      and (e.metadata ->> '$.newBalance') is not (
        select sum(amount) from ledger_entries s where s.user_id = l.user_id and s.seq <= l.seq)`,
  'the refund that was told is the one that was made': `
    select e.job_id as id from events e
    left join ledger_entries l on l.job_id = e.job_id and l.kind = 'refund'
    where e.type = 'analysis.failed' and not ${isErased}
      and coalesce(e.metadata ->> '$.refundedTokens', 0) <> coalesce(l.amount, 0)`,
  'the counters of living jobs are what counting gives': `
    select s.status as id from (select 'queued' as status union select 'processing') s
    where (select count(*) from jobs j where j.status = s.status) <>
      (select coalesce(sum(value), 0) from counters where name = s.status)`,
  'the counters of ended jobs are what counting gives': `
    select name || ' ' || bucket as id from (
      select name, bucket, value from counters where name in ('completed', 'failed')
      union all
      select status, coalesce(finished_at, updated_at) / 60000, -1 from jobs
      where status in ('completed', 'failed'))
    group by name, bucket having sum(value) <> 0`,
  'an idempotency key names a job of its user': `
    select k.key as id from idempotency_keys k left join jobs j on j.job_id = k.job_id
    where j.user_id is not k.user_id`,
}

/** Every rule that does not hold, with the first rows that break it. */
export function violations(db: Db): string[] {
  const broken = Object.entries(rules).flatMap(([rule, query]) => {
    const ids = idsOf(db, query)
    return ids.length === 0 ? [] : [`${rule}: not so for ${ids.slice(0, 5).join(', ')}`]
  })
  return [...broken, ...chainBreaks(db)]
}

/** Living jobs past their deadline at `now`, but for those noted as not repairable. */
export const overdue = (db: Db, now: number): string[] =>
  idsOf(
    db,
    `select job_id as id from jobs where deadline_at <= ? and adopted_at is not null
       and job_id not in (select job_id from repairs)`,
    now,
  )

const prepared = new WeakMap<Db, Map<string, Statement>>()

const idsOf = (db: Db, query: string, ...values: number[]): string[] =>
  (statementOf(db, query).all(...values) as { id: unknown }[]).map(({ id }) => String(id))

export function statementOf(db: Db, query: string): Statement {
  const known = prepared.get(db) ?? new Map<string, Statement>()
  prepared.set(db, known)
  const statement = known.get(query) ?? db.$client.prepare(query)
  known.set(query, statement)
  return statement
}

interface Entry {
  readonly seq: number
  readonly user_id: string
  readonly job_id: string | null
  readonly kind: string
  readonly amount: number
  readonly reason: string
  readonly actor: string
  readonly created_at: number
  readonly hash: string
}

/** Where the chain was followed to, so that looking often costs what is new. */
const followed = new WeakMap<Db, Pick<Entry, 'seq' | 'hash'>>()

function chainBreaks(db: Db): string[] {
  let { seq: length, hash: previous } = followed.get(db) ?? { seq: 0, hash: '0'.repeat(64) }
  for (const entry of entriesFrom(db, length)) {
    const { seq, user_id, job_id, kind, amount, reason, actor, created_at, hash } = entry
    const isKnown = seq === length && length > 0
    const covered = [previous, seq, user_id, job_id, kind, amount, reason, actor, created_at]
    const expected = isKnown
      ? previous
      : createHash('sha256').update(JSON.stringify(covered)).digest('hex')
    if (hash !== expected || (!isKnown && seq !== length + 1)) {
      return [`the ledger's chain breaks at entry ${seq}`]
    }
    length = seq
    previous = hash
  }
  followed.set(db, { seq: length, hash: previous })
  return []
}

const entriesFrom = (db: Db, seq: number): readonly Entry[] =>
  statementOf(db, 'select * from ledger_entries where seq >= ? order by seq').all(
    seq,
  ) as readonly Entry[]
