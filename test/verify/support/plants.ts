// Wrongs to plant in a copy of the lived-in world, and the checks that must find each: these and no others.

import type { CheckId } from '../../../src/db/verify-check.ts'
import type { LedgerEntry } from '../../../src/domain/ledger.ts'
import type { JobName } from './lived-in.ts'

export interface Plant {
  readonly fails: readonly CheckId[]
  readonly when: string
  /** How one of the violations is told, where its id alone would not show that it was seen. */
  readonly says?: string
  /** Run without triggers, constraints and foreign keys. */
  readonly sql?: readonly string[]
  /** Then added to the end of the ledger, properly chained, as an insider could. */
  readonly entries?: readonly (Omit<LedgerEntry, 'jobId'> & { readonly job?: JobName })[]
  /** Then run with the triggers in place. */
  readonly after?: readonly string[]
}

/** The id of a job of the lived-in world, in SQL. */
export const job = (name: JobName) => `(select job_id from temp.named where name = '${name}')`
const set = (name: JobName, change: string) =>
  `update jobs set ${change} where job_id = ${job(name)}`
const setResult = (name: JobName, change: string) =>
  `update results set ${change} where id = (select result_id from jobs where job_id = ${job(name)})`
const setEvent = (name: JobName, type: string, change: string) =>
  `update events set ${change} where job_id = ${job(name)} and type = 'analysis.${type}'`
const webhook = (columns: string, values: string) =>
  `insert into webhook_endpoints (id, url, event_types, secret, cursor, created_at, updated_at, ${columns})
   values ('W1', 'https://hook.example/', '[]', 'sealed', 0, 0, 0, ${values})`
const delivery = (dueAt: string) =>
  `insert into webhook_deliveries (id, endpoint_id, type, payload, next_attempt_at, created_at)
   values ('D1', 'W1', 'webhook.test', '{}', ${dueAt}, 0)`
const pays = (user: string, tokens: number) =>
  `update users set token_balance = token_balance + ${tokens} where id = '${user}'`
const cursor = (user: string, steps: number) =>
  `update users set event_cursor = event_cursor + ${steps} where id = '${user}'`
const tell = (name: JobName, type: string, status: string) => [
  cursor('ana', 1),
  `insert into events (user_id, n, job_id, type, result_id, status, attempt, metadata, created_at)
   select user_id, (select event_cursor from users where id = 'ana'), job_id, 'analysis.${type}',
     result_id, '${status}', attempt, '{}', (select max(created_at) from events) from jobs where job_id = ${job(name)}`,
]
const grant = { userId: 'ana', kind: 'grant', amount: 1, reason: 'because', actor: 'op' } as const
const refund = { ...grant, kind: 'refund' } as const
const charge = { ...grant, kind: 'charge', amount: -1 } as const
const newest = (user: string) =>
  `(select seq from events where user_id = '${user}' order by n desc limit 1)`

const money: readonly Plant[] = [
  { fails: ['M1'], when: 'a balance is one too high', sql: [pays('ana', 1)] },
  { fails: ['M1'], when: 'a balance is one too low', sql: [pays('bob', -1)] },
  {
    fails: ['M1'],
    when: 'an account without entries holds a token',
    sql: ["insert into users (id, token_balance, created_at, updated_at) values ('eve', 1, 0, 0)"],
  },
  { fails: ['M1', 'M2', 'F1'], when: 'a balance is below 0', sql: [pays('bob', -100)] },
  {
    fails: ['M2', 'F1'],
    when: 'a balance is past 2^53 − 1',
    sql: [pays('bob', Number.MAX_SAFE_INTEGER)],
    entries: [{ ...grant, userId: 'bob', amount: Number.MAX_SAFE_INTEGER }],
  },
  {
    fails: ['M2', 'F1'],
    when: 'an entry is past 2^53 − 1',
    says: 'entry 23: a grant of 9007199254740992',
    sql: [pays('bob', Number.MAX_SAFE_INTEGER + 1)],
    entries: [{ ...grant, userId: 'bob', amount: Number.MAX_SAFE_INTEGER + 1 }],
  },
  {
    fails: ['M2', 'F1'],
    when: 'a grant takes',
    sql: [pays('ana', -1)],
    entries: [{ ...grant, amount: -1 }],
  },
  {
    fails: ['M2', 'F1'],
    when: 'an entry moves nothing',
    entries: [{ ...grant, amount: 0 }],
  },
  { fails: ['M2', 'F1'], when: 'a job is free', sql: [set('completedStranger', 'token_cost = 0')] },
  {
    fails: ['M3'],
    when: 'a grant has no reason',
    sql: [pays('ana', 1)],
    entries: [{ ...grant, reason: ' ' }],
  },
  {
    fails: ['M3'],
    when: 'nobody gave a grant',
    sql: [pays('ana', 1)],
    entries: [{ ...grant, actor: '' }],
  },
  {
    fails: ['M3'],
    when: 'a grant names a job',
    sql: [pays('ana', 1)],
    entries: [{ ...grant, job: 'completed' }],
  },
  {
    fails: ['M3', 'F1'],
    when: 'an entry is of no known kind',
    sql: [pays('ana', 1)],
    entries: [{ ...grant, kind: 'gift' as 'grant' }],
  },
  {
    fails: ['M4'],
    when: 'a price changes after the charge',
    sql: [set('completed', 'token_cost = 2')],
  },
  {
    fails: ['M4'],
    when: 'the last charge is cut off the ledger',
    sql: ['delete from ledger_entries where seq = 22', pays('ana', 1)],
  },
  {
    fails: ['M4'],
    when: 'a row of somebody else was charged',
    sql: [pays('bob', -1)],
    entries: [{ ...charge, userId: 'bob', job: 'completedStranger' }],
  },
  {
    fails: ['M4', 'F2'],
    when: 'a job was charged twice',
    sql: ['drop index ledger_job_kind', pays('ana', -1)],
    entries: [{ ...charge, job: 'completed' }],
  },
  {
    fails: ['M4', 'J9', 'E1'],
    when: 'a job changes hands',
    sql: [set('waiting', "user_id = 'bob'")],
  },
  {
    fails: ['M5'],
    when: 'somebody else gets a refund',
    sql: [pays('ana', 1)],
    entries: [{ ...refund, job: 'nobodys' }],
  },
  {
    fails: ['M5'],
    when: 'an adopted job was refunded another price',
    sql: [set('stuckStranger', 'token_cost = 5')],
  },
  {
    fails: ['M5', 'F2'],
    when: 'a job was refunded twice',
    sql: ['drop index ledger_job_kind', pays('ana', 1)],
    entries: [{ ...refund, job: 'cancelled' }],
  },
  {
    fails: ['M6'],
    when: 'a completed job was refunded',
    sql: [pays('ana', 1)],
    entries: [{ ...refund, job: 'completed' }],
  },
  {
    fails: ['M6'],
    when: 'a waiting job was refunded',
    sql: [pays('ana', 1)],
    entries: [{ ...refund, job: 'waiting' }],
  },
  {
    fails: ['M6'],
    when: 'a failed job was not refunded',
    sql: ['delete from ledger_entries where seq >= 20', pays('bob', -1)],
    entries: [
      { ...charge, job: 'running' },
      { ...charge, job: 'waiting' },
    ],
  },
  {
    fails: ['M6'],
    when: 'a failure names a new balance, but gave nothing back',
    sql: [
      "insert into users (id, event_cursor, created_at, updated_at) values ('nobody', 1, 0, 0)",
      setEvent('nobodys', 'failed', `metadata = '{"newBalance":3}'`),
    ],
  },
  {
    fails: ['M7'],
    when: 'an amount is changed with its balance',
    sql: ["update ledger_entries set amount = 6 where seq = 2 and user_id = 'bob'", pays('bob', 1)],
  },
  {
    fails: ['M7'],
    when: 'the time of an entry is changed',
    sql: ['update ledger_entries set created_at = created_at + 1 where seq = 22'],
  },
  {
    fails: ['M7', 'T1'],
    when: 'an entry is made earlier than the one before',
    sql: ['update ledger_entries set created_at = 1 where seq = 22'],
  },
  {
    fails: ['M7'],
    when: 'an entry is removed with its tokens',
    sql: ['delete from ledger_entries where seq = 2', pays('bob', -5)],
  },
  {
    fails: ['M7'],
    when: 'an entry is removed with its tokens, and the rest moves up',
    sql: [
      'delete from ledger_entries where seq = 2',
      'update ledger_entries set seq = -seq where seq > 2',
      'update ledger_entries set seq = -seq - 1 where seq < 0',
      pays('bob', -5),
    ],
  },
  {
    fails: ['M8'],
    when: 'a key belongs to another user than its job',
    sql: ["update idempotency_keys set user_id = 'bob'"],
  },
  {
    fails: ['M8'],
    when: 'a key answers with a job that nobody submitted',
    sql: [
      `update idempotency_keys set user_id = 'bob', job_id = 'stranger-completed',
       answer = '{"jobId":"stranger-completed"}'`,
    ],
  },
  {
    fails: ['M8'],
    when: 'a key has lost the hash of its request',
    sql: ["update idempotency_keys set body_hash = ''"],
  },
  {
    fails: ['M8'],
    when: 'a kept answer names another job',
    sql: [`update idempotency_keys set answer = '{"jobId":"other"}'`],
  },
  {
    fails: ['M8', 'F4'],
    when: 'a kept answer is not JSON',
    sql: ["update idempotency_keys set answer = '{'"],
  },
]

const jobs: readonly Plant[] = [
  {
    fails: ['J1'],
    when: 'an ended job has a deadline',
    sql: [set('completed', 'deadline_at = 1')],
  },
  { fails: ['J1'], when: 'an ended job has a place in line', sql: [set('stuck', 'queue_seq = 7')] },
  { fails: ['J1'], when: 'a job ended at no time', sql: [set('completed', 'finished_at = null')] },
  { fails: ['J1'], when: 'a job failed without a code', sql: [set('stuck', 'error_code = null')] },
  {
    fails: ['J1', 'F1'],
    when: 'a job failed without a message',
    sql: [set('stuck', "error_message = ' '")],
  },
  {
    fails: ['J1', 'F1'],
    when: 'a completed job has an error',
    sql: [set('completed', "error_code = 'POISON'")],
  },
  {
    fails: ['J1'],
    when: 'a waiting job has no deadline',
    sql: [set('waiting', 'deadline_at = null')],
  },
  {
    fails: ['J1'],
    when: 'a running job has no deadline',
    sql: [set('running', 'deadline_at = null')],
  },
  {
    fails: ['J1'],
    when: 'a running job has ended',
    sql: [set('running', 'finished_at = updated_at')],
  },
  { fails: ['J1'], when: 'a running job waits', sql: [set('running', 'queue_seq = 99')] },
  { fails: ['J1'], when: 'a waiting job has no place', sql: [set('waiting', 'queue_seq = null')] },
  {
    fails: ['J1'],
    when: 'a waiting job was started',
    sql: [set('waiting', 'hard_deadline_at = deadline_at')],
  },
  { fails: ['J1'], when: 'a running job was never called', sql: [set('running', 'tries = 0')] },
  { fails: ['J1'], when: 'a running job belongs to no process', sql: [set('running', 'boot = 0')] },
  {
    fails: ['J1'],
    when: 'a running job never started',
    sql: [set('running', 'started_at = null')],
  },
  {
    fails: ['J1'],
    when: 'a running job has no hard limit',
    sql: [set('running', 'hard_deadline_at = null')],
  },
  {
    fails: ['J1'],
    when: 'a deadline is past its hard limit',
    sql: [set('running', 'deadline_at = hard_deadline_at + 1')],
  },
  {
    fails: ['J5'],
    when: 'a try belongs to an attempt that never was',
    sql: ['update job_tries set attempt = 2'],
  },
  {
    fails: ['J5'],
    when: 'a try was never made',
    sql: [`update job_tries set try = 3 where job_id = ${job('triedAgain')}`],
  },
  {
    fails: ['J5'],
    when: 'a try is numbered below 1',
    sql: [`update job_tries set try = 0 where job_id = ${job('triedAgain')}`],
  },
  {
    fails: ['J5'],
    when: 'a try is recorded twice',
    sql: [
      `insert into job_tries (job_id, attempt, try, code, reason, created_at)
       select job_id, attempt, try, code, reason, created_at from job_tries limit 1`,
    ],
  },
  { fails: ['J5'], when: 'a job died too often', sql: [set('completed', 'deaths = 2')] },
  { fails: ['J9'], when: 'a job names no result', sql: [set('waiting', 'result_id = null')] },
  { fails: ['J9', 'E1'], when: 'a result is gone', sql: [set('waiting', "result_id = 'gone'")] },
  { fails: ['J9'], when: 'a result changes hands', sql: [setResult('keyed', "user_id = 'bob'")] },
  {
    fails: ['J9'],
    when: 'a completed job has no profile',
    sql: [setResult('keyed', "profile = null, status = 'pending'")],
  },
  {
    fails: ['J9', 'F1'],
    when: 'a completed result has no profile',
    sql: [setResult('keyed', 'profile = null')],
  },
  {
    fails: ['J9', 'F1'],
    when: 'a failed result has a profile',
    sql: [setResult('stuckStranger', "profile = '{}', analyzer = 'late@1'")],
  },
  {
    fails: ['J9', 'F1'],
    when: 'nobody made a profile',
    sql: [setResult('keyed', 'analyzer = null')],
  },
  {
    fails: ['J9'],
    when: 'a failed job waits for its result',
    sql: [setResult('stuck', "status = 'pending'")],
  },
  {
    fails: ['J9'],
    when: 'a failed job shows a profile',
    sql: [setResult('stuck', "status = 'completed', profile = '{}', analyzer = 'late@1'")],
  },
  {
    fails: ['J9'],
    when: 'the result of a running job has failed',
    sql: [setResult('running', "status = 'failed'")],
  },
  {
    fails: ['J9', 'E1'],
    when: 'two jobs share a result',
    sql: [
      set('waiting', `result_id = (select result_id from jobs where job_id = ${job('running')})`),
    ],
  },
  { fails: ['J11'], when: 'a retried job is not there', sql: [set('retry', "retry_of = 'gone'")] },
  {
    fails: ['J11'],
    when: 'a completed job was retried',
    sql: [set('retry', `retry_of = ${job('completed')}`)],
  },
  {
    fails: ['J11'],
    when: 'a job of another user was retried',
    sql: [set('retry', "retry_of = 'stranger-failed'")],
  },
  {
    fails: ['J11', 'F2'],
    when: 'a job has two live retries',
    sql: ['drop index jobs_one_live_retry', set('running', `retry_of = ${job('failed')}`)],
  },
  {
    fails: ['T1'],
    when: 'a job ended before it started',
    sql: [set('completed', 'started_at = finished_at + 1')],
  },
  {
    fails: ['T1'],
    when: 'a job started before it was made',
    sql: [set('running', 'started_at = created_at - 1')],
  },
  {
    fails: ['T1'],
    when: 'a job was written before it was made',
    sql: [set('running', 'updated_at = created_at - 1')],
  },
]

const events: readonly Plant[] = [
  {
    fails: ['T1'],
    when: 'an event was told earlier than the one before',
    sql: [setEvent('stuck', 'failed', 'created_at = 1')],
  },
  {
    fails: ['E1'],
    when: 'an event names another result',
    sql: [setEvent('stuck', 'started', "result_id = 'given'")],
  },
  {
    fails: ['E1'],
    when: 'a job was never told in line',
    sql: [`delete from events where seq = ${newest('ana')}`, cursor('ana', -1)],
  },
  { fails: ['E1'], when: 'a job was told in line twice', sql: tell('waiting', 'queued', 'queued') },
  {
    fails: ['E1'],
    when: 'a job was told started twice',
    says: 'was told started 2 times',
    sql: tell('running', 'started', 'processing'),
  },
  {
    fails: ['E1'],
    when: 'a running job was told completed',
    sql: tell('running', 'completed', 'completed'),
  },
  {
    fails: ['E1'],
    when: 'a running job was told failed',
    sql: tell('running', 'failed', 'failed'),
  },
  {
    fails: ['E1'],
    when: 'a job was told failed twice',
    says: 'was told ended 2 times',
    sql: tell('stuck', 'failed', 'failed'),
  },
  {
    fails: ['E1'],
    when: 'a job was told on after its end',
    sql: tell('stuck', 'progress', 'processing'),
  },
  {
    fails: ['E1'],
    when: 'the end of a job was never told',
    sql: [setEvent('stuck', 'failed', "type = 'analysis.progress', status = 'processing'")],
  },
  {
    fails: ['E1'],
    when: 'the start of a job was never told',
    sql: [setEvent('running', 'started', "type = 'analysis.progress'")],
  },
  {
    fails: ['E1'],
    when: 'a row of somebody else was told in line',
    sql: [
      setEvent('completedStranger', 'completed', "type = 'analysis.queued', status = 'queued'"),
    ],
  },
  {
    fails: ['E1'],
    when: 'an event went to another user',
    sql: [
      cursor('bob', 1),
      `update events set user_id = 'bob', n = (select event_cursor from users where id = 'bob')
       where seq = ${newest('ana')}`,
      cursor('ana', -1),
    ],
  },
  {
    fails: ['E1', 'E6'],
    when: 'a job was told started, then in line',
    sql: [
      setEvent('running', 'queued', "type = 'swap', status = 'processing', attempt = 1"),
      setEvent('running', 'started', "type = 'analysis.queued', status = 'queued', attempt = 0"),
      `update events set type = 'analysis.started' where type = 'swap'`,
    ],
  },
  {
    fails: ['E2'],
    when: 'a user’s history has a gap',
    sql: [`update events set n = n + 1 where seq = ${newest('bob')}`, cursor('bob', 1)],
  },
  { fails: ['E2'], when: 'a cursor is ahead of its events', sql: [cursor('bob', 1)] },
  { fails: ['E2'], when: 'a cursor is behind its events', sql: [cursor('bob', -1)] },
  {
    fails: ['E2'],
    when: 'events are gone that retention did not remove',
    sql: ["update users set event_floor = 1 where id = 'bob'"],
  },
  {
    fails: ['E2'],
    when: 'more was read than was told',
    sql: ["update users set read_cursor = event_cursor + 1 where id = 'bob'"],
  },
  {
    fails: ['E2'],
    when: 'two events of a user change places',
    sql: [
      "update events set n = 100 where user_id = 'bob' and n = 1",
      "update events set n = 1 where user_id = 'bob' and n = 2",
      "update events set n = 2 where user_id = 'bob' and n = 100",
    ],
  },
  {
    fails: ['E6'],
    when: 'an event says another status than its type',
    sql: [setEvent('running', 'started', "status = 'queued'")],
  },
  {
    fails: ['E6'],
    when: 'an event is of no known type',
    sql: [setEvent('restarted', 'progress', "type = 'analysis.lost'")],
  },
  {
    fails: ['E6'],
    when: 'the last event is of another attempt',
    sql: [setEvent('running', 'started', 'attempt = 2')],
  },
]

const file: readonly Plant[] = [
  {
    fails: ['D1'],
    when: 'a counter is one too high',
    sql: ["update counters set value = value + 1 where name = 'queued'"],
  },
  {
    fails: ['D1'],
    when: 'the counter of a minute is gone',
    sql: [
      "delete from counters where name = 'completed' and bucket = (select min(bucket) from counters where name = 'completed')",
    ],
  },
  {
    fails: ['D1'],
    when: 'a minute is counted in which nothing ended',
    sql: ["insert into counters values ('failed', 7, 1)"],
  },
  {
    fails: ['F1'],
    when: 'a value is none the table allows',
    sql: ["update users set role = 'king' where id = 'bob'"],
  },
  { fails: ['F2'], when: 'the ledger may be changed', after: ['drop trigger ledger_no_update'] },
  {
    fails: ['D2'],
    when: 'a webhook is not due when its delivery is',
    sql: [webhook('due_at', '900'), delivery('1000')],
  },
  {
    fails: ['D2'],
    when: 'a webhook that is off has a delivery to make',
    sql: [webhook('due_at, disabled_at, disabled_reason', "1000, 1, 'off'"), delivery('1000')],
  },
  { fails: ['F2'], when: 'an index is gone', after: ['drop index jobs_line'] },
  { fails: ['F2'], when: 'a table is gone', after: ['drop table repairs'] },
  {
    fails: ['F2'],
    when: 'a trigger does less than it did',
    after: [
      'drop trigger ledger_no_delete',
      'create trigger ledger_no_delete before delete on ledger_entries when 0 begin select 1; end',
    ],
  },
  {
    fails: ['F2'],
    when: 'a trigger of somebody else fires on our tables',
    after: [
      "create trigger theirs after insert on users begin update users set role = 'operator'; end",
    ],
  },
  { fails: ['F2'], when: 'the file is of another release', after: ['pragma user_version = 1'] },
  { fails: ['F2'], when: 'the file is marked as not ours', after: ['pragma application_id = 7'] },
  {
    fails: ['F3'],
    when: 'a job is gone',
    after: [`delete from jobs where job_id = ${job('cancelled')}`],
  },
  {
    fails: ['F4'],
    when: 'an event is not JSON',
    sql: [setEvent('stuck', 'failed', "metadata = '{'")],
  },
  {
    fails: ['F4'],
    when: 'scores are not JSON',
    sql: [setResult('stuck', "assessment_data = '{'")],
  },
  { fails: ['F4'], when: 'a profile is not JSON', sql: [setResult('keyed', "profile = '{'")] },
]

const erase = "insert into erasures (user_id, requested_at, finished_at) values ('bob', 1, 2)"
const close =
  "update users set erased_at = 1, email = null, name = null, is_active = 0 where id = 'bob'"

const privacy: readonly Plant[] = [
  {
    fails: ['P1'],
    when: 'somebody was erased and their answers are still there',
    says: 'was erased, but has answers or results',
    sql: [close, erase].map((statement) => statement.replace("'bob'", "'ana'")),
  },
  {
    fails: ['P1'],
    when: 'somebody was erased and their account is open',
    says: 'is to be erased, but has an open account',
    sql: [erase.replace('1, 2', '1, null')],
  },
  {
    fails: ['P1'],
    when: 'somebody was erased and has a webhook',
    says: 'was erased, but has webhooks',
    sql: [
      close,
      erase,
      `insert into webhook_endpoints (id, user_id, url, event_types, secret, cursor, created_at, updated_at)
       values ('W', 'bob', 'https://bob.example/', '[]', 'sealed', 0, 1, 1)`,
    ],
  },
  {
    fails: ['P1'],
    when: 'an erased account has an address again',
    says: 'was erased, but has a name, an address or a way in',
    sql: ["update users set erased_at = 1, email = 'bob@example.com' where id = 'bob'"],
  },
  {
    fails: ['P1'],
    when: 'a result that was removed is back',
    says: 'was removed, but is still there',
    sql: [setResult('completed', 'removed_at = 1')],
  },
]

export const plants: readonly Plant[] = [...money, ...jobs, ...events, ...privacy, ...file]
