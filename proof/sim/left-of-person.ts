// What is left of a person in the tables, in SQL of its own, and in the bytes of the file.
import type Database from 'better-sqlite3'

const ofTheirJobs = 'in (select job_id from jobs where user_id = :u)'

/** Each counts what must not be there once an erasure is finished. */
const left: Readonly<Record<string, string>> = {
  'a name, an address or a way in': `select count(*) from users where id = :u
    and (email is not null or name is not null or is_active <> 0 or erased_at is null)`,
  answers: `select count(*) from results where user_id = :u
    and (assessment_data <> '{}' or raw_responses is not null or coalesce(profile, '{}') <> '{}')`,
  'jobs that wait or run': `select count(*) from jobs where user_id = :u
    and (deadline_at is not null or status not in ('completed', 'failed'))`,
  'failed tries': `select count(*) from job_tries where job_id ${ofTheirJobs}`,
  repairs: `select count(*) from repairs where job_id ${ofTheirJobs}`,
  'keys of submissions': 'select count(*) from idempotency_keys where user_id = :u',
  links: 'select count(*) from shares where user_id = :u',
  webhooks: 'select count(*) from webhook_endpoints where user_id = :u',
  'what webhooks were told': `select count(*) from webhook_deliveries d
    join events e on e.seq = d.event_seq where e.user_id = :u`,
  // The newest of the file keeps its number, and one word.
  events: `select max(count(*) - 1, 0) + coalesce(sum(json_remove(metadata, '$.assessmentName') <> '{}'), 0)
    from events where user_id = :u`,
  'notes of operators': `select count(*) from audit where details <> '' and action <> 'user.erase'
    and (subject = :u or subject ${ofTheirJobs})`,
  'tokens that do not add up': `select count(*) from users where id = :u and token_balance <>
    (select coalesce(sum(amount), 0) from ledger_entries where user_id = :u)`,
}

/** In words; empty where nothing is. */
export function leftOfPerson(sqlite: Database.Database, userId: string): string[] {
  return Object.entries(left).flatMap(([what, sql]) => {
    const count = Number(sqlite.prepare(sql).pluck().get({ u: userId }))
    return count === 0 ? [] : [`${userId} is erased and has ${what} (${count})`]
  })
}
