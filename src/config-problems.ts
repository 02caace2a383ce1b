// What variables that are right one by one cannot mean together. Each problem is one sentence with its fix;
// of variables that are not right nothing is said here.
import { isIP } from 'node:net'
import type { Environment } from './config.ts'
import { llmProblems } from './config-llm.ts'
import { outboundProblems } from './config-outbound.ts'
import { workerProblems } from './config-worker.ts'
import { hardLimitProblem } from './domain/settings.ts'
import { isSafeKeysUrl } from './identity/keys-url.ts'
import { isSchedule } from './system/cron.ts'

export function problemsBetween(env: Partial<Environment>): string[] {
  const problems = [
    ...issuerProblems(env),
    ...occupationsProblems(env),
    ...llmProblems(env),
    ...outboundProblems(env),
    ...workerProblems(env),
    ...scheduleProblems('BACKUP_SCHEDULE', env.BACKUP_SCHEDULE ?? ''),
    ...scheduleProblems('RETENTION_SCHEDULE', env.RETENTION_SCHEDULE ?? ''),
  ]
  const { STUCK_JOB_HARD_LIMIT: hardLimit, STUCK_JOB_PROCESSING_TIMEOUT: timeout } = env
  if (hardLimit !== undefined && timeout !== undefined) {
    const limits = { STUCK_JOB_HARD_LIMIT: hardLimit, STUCK_JOB_PROCESSING_TIMEOUT: timeout }
    problems.push(...[hardLimitProblem(limits)].filter((problem) => problem !== undefined))
  }
  for (const origin of listOf(env.ALLOWED_ORIGINS ?? '')) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      problems.push(
        `ALLOWED_ORIGINS holds "${origin}"; an origin looks like https://app.example.com`,
      )
    }
  }
  const proxy = env.TRUSTED_PROXY ?? ''
  if (proxy !== '' && isIP(proxy) === 0) {
    problems.push(`TRUSTED_PROXY is "${proxy}"; set it to one IP address, such as 127.0.0.1`)
  }
  return problems
}

/** The plain server has talent mapping only where no module replaces it, so the file would be ignored. */
const occupationsProblems = (env: Partial<Environment>): string[] =>
  env.OCCUPATIONS_FILE && env.ASSESSMENTS_MODULE
    ? [
        'OCCUPATIONS_FILE is for talent mapping, which ASSESSMENTS_MODULE replaces; unset it, and give the path to createTalentMapping() in your module',
      ]
    : []

const scheduleProblems = (name: string, schedule: string): string[] =>
  schedule === '' || isSchedule(schedule)
    ? []
    : [`${name} is "${schedule}"; a daily one at 3:15 looks like 15 3 * * *`]

/** The parts of a comma-separated value. */
export const listOf = (joined: string): string[] =>
  joined
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

const issuerVariables = [
  'AUTH_ISSUER_URL',
  'AUTH_AUDIENCE',
  'AUTH_JWKS_URL',
  'AUTH_JWT_SECRET',
] as const

/** An external issuer is described whole or not at all: half of one would be ignored without a word. */
function issuerProblems(env: Partial<Environment>): string[] {
  const set = issuerVariables.filter((name) => env[name] !== '')
  if (set.length === 0 || issuerVariables.some((name) => env[name] === undefined)) return []
  const problems: string[] = []
  const beside = `needed beside ${set.join(' and ')}`
  const orNone = `or unset ${set.join(' and ')} for the embedded issuer`
  if (env.AUTH_JWKS_URL !== '' && env.AUTH_JWT_SECRET !== '') {
    problems.push('AUTH_JWKS_URL and AUTH_JWT_SECRET exclude each other; unset one')
  }
  if (env.AUTH_JWKS_URL === '' && env.AUTH_JWT_SECRET === '') {
    problems.push(`AUTH_JWKS_URL or AUTH_JWT_SECRET is ${beside}; set one, ${orNone}`)
  }
  if (env.AUTH_ISSUER_URL === '') {
    problems.push(`AUTH_ISSUER_URL is ${beside}; set it to the iss of the tokens, ${orNone}`)
  }
  if (env.AUTH_AUDIENCE === '') {
    problems.push(`AUTH_AUDIENCE is ${beside}; set it to the aud of the tokens, ${orNone}`)
  }
  const keysUrl = env.AUTH_JWKS_URL ? new URL(env.AUTH_JWKS_URL) : undefined
  if (keysUrl && !isSafeKeysUrl(keysUrl)) {
    problems.push('AUTH_JWKS_URL must be an https URL, or an http one of this machine')
  }
  return problems
}
