// The invariant of privacy: that of whoever was erased nothing is left but ids, and that what was removed for good
// stays away. It reads only.
import { sqlCheck } from './verify-check.ts'

const leftOf = (table: string, what: string, condition = 't.user_id = e.user_id') => `
  select e.user_id as who, 'was erased, but has ${what}' as what from erasures e
  where e.finished_at is not null and exists (select 1 from ${table} where ${condition})`

export const privacyCheck = sqlCheck(
  'P1',
  'Of whoever was erased nothing is left but ids, and what was removed for good stays away',
  [
    `select id as who, 'was removed, but is still there' as what from results
     where removed_at is not null and (assessment_data <> '{}' or raw_responses is not null
       or coalesce(profile, '{}') <> '{}')`,
    `select u.id, 'was erased, but has a name, an address or a way in' from users u
     where u.erased_at is not null and (u.email is not null or u.name is not null or u.is_active <> 0)`,
    `select e.user_id, 'is to be erased, but has an open account' from erasures e
     join users u on u.id = e.user_id where u.erased_at is null`,
    leftOf(
      'results t',
      'answers or results',
      "t.user_id = e.user_id and t.removed_at is null and t.assessment_data <> '{}'",
    ),
    leftOf(
      'job_tries t join jobs j on j.job_id = t.job_id',
      'raw reasons of tries',
      'j.user_id = e.user_id',
    ),
    leftOf('shares t', 'shared links'),
    leftOf('webhook_endpoints t', 'webhooks'),
    leftOf('idempotency_keys t', 'idempotency keys'),
    leftOf('auth_sessions t', 'sessions'),
    leftOf('auth_accounts t', 'a password'),
    leftOf('auth_users t', 'an address to sign in with', 't.id = e.user_id'),
  ].join(' union all '),
)
