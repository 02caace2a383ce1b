// The configuration: one schema from the environment to a frozen object. A bad value stops the start with
// one message that names every problem and its fix. Nobody else reads process.env.
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import type { RetentionRules } from './actors/retention.ts'
import { isSecret, keptFor, secret, settable, text, url, whole } from './config-fields.ts'
import { llmVariables } from './config-llm.ts'
import { outboundVariables } from './config-outbound.ts'
import { listOf, problemsBetween } from './config-problems.ts'
import { workerVariables } from './config-worker.ts'
import { plainMessage } from './domain/plain-words.ts'

const minuteMs = 60_000

/** Every variable the service reads, in the order of the documentation. */
export const environmentSchema = z.object({
  ENVIRONMENT_NAME: text('', 'What operators see on every page, such as production').refine(
    (name) => name.length <= 40,
    { error: 'must be at most 40 characters long' },
  ),
  PORT: whole(3003, 0, 65_535, 'port', 'Where it listens; 0 picks a free one'),
  HOST: text('127.0.0.1', 'The address it listens on'),
  DATABASE_PATH: text('./data/unstuck.db', 'The database file; secrets lie beside it').refine(
    (path) => path !== ':memory:' && !path.startsWith('file:'),
    { error: 'must be a path of a file, which a restart finds again' },
  ),
  STUCK_JOB_CHECK_INTERVAL: whole(
    300_000,
    1_000,
    86_400_000,
    'ms',
    'Between two checks for stuck jobs',
  ),
  STUCK_JOB_PROCESSING_TIMEOUT: settable('STUCK_JOB_PROCESSING_TIMEOUT'),
  STUCK_JOB_QUEUED_TIMEOUT: settable('STUCK_JOB_QUEUED_TIMEOUT'),
  STUCK_JOB_HARD_LIMIT: settable('STUCK_JOB_HARD_LIMIT'),
  VERIFY_INTERVAL: whole(
    60,
    0,
    10_080,
    'minutes',
    'Between two proofs of the whole database, the first at start; 0: on demand only',
  ),
  ANALYSIS_TOKEN_COST: whole(
    1,
    1,
    1_000_000,
    'tokens',
    'What an analysis costs where its assessment names no price',
  ),
  DEFAULT_TOKEN_BALANCE: whole(3, 0, 1_000_000_000, 'tokens', 'What a new account starts with'),
  WORKER_CONCURRENCY: settable('WORKER_CONCURRENCY'),
  ANALYSIS_TRIES_MAX: whole(
    3,
    1,
    100,
    'tries',
    'How often an analysis that fails in passing is tried',
  ),
  SUBMIT_RATE_PER_MINUTE: whole(
    60,
    1,
    10_000_000,
    'submissions',
    'What one user may submit in a minute',
  ),
  SUBMIT_BURST: whole(60, 1, 10_000_000, 'submissions', 'What one user may submit at once'),
  UNFINISHED_JOBS_MAX: whole(1_000, 1, 1_000_000_000, 'jobs', 'Unfinished jobs one user may have'),
  LIVE_ACTORS_MAX: whole(
    1_000,
    0,
    1_000_000,
    'actors',
    'Waiting jobs with a live actor; more are rows only',
  ),
  SHUTDOWN_GRACE: whole(
    10,
    0,
    3_600,
    'seconds',
    'How long running analyses may go on after SIGTERM',
  ),
  INTERNAL_SERVICE_KEY: secret('Opens the internal endpoints; generated when unset'),
  METRICS_KEY: secret(
    'Reads /metrics, as a bearer token, and opens nothing else; generated when unset',
  ),
  AUTH_SECRET: secret('Protects sessions of the embedded issuer; generated when unset'),
  AUTH_ISSUER_URL: url('Issuer of an external identity provider, as its tokens name it'),
  AUTH_JWKS_URL: url('Where that provider publishes its keys'),
  AUTH_JWT_SECRET: secret('A secret shared with that provider, in place of published keys (HS256)'),
  AUTH_AUDIENCE: text('', 'The audience its tokens must name'),
  AUTH_TOKEN_TTL: whole(
    1_440,
    1,
    10_080,
    'minutes',
    'How long an access token of the embedded issuer lives',
  ),
  ALLOWED_ORIGINS: text('', 'Web origins that may call from a browser, comma-separated'),
  TRUSTED_PROXY: text('', 'The address of the reverse proxy whose X-Forwarded-For is believed'),
  ASSESSMENTS_MODULE: text(
    '',
    'A module that exports `assessments`, in place of talent mapping alone',
  ),
  OCCUPATIONS_FILE: text(
    '',
    'Occupations that `unstuck import-onet` wrote, in place of the built-in table',
  ),
  BACKUP_SCHEDULE: text('', 'When to back the database up, as a cron expression (15 3 * * *)'),
  BACKUP_FOLDER: text('', 'Where backups are kept; where unset, backups beside the database'),
  BACKUP_KEEP: whole(7, 1, 10_000, 'backups', 'How many of them are kept'),
  RETENTION_SCHEDULE: text(
    '45 4 * * *',
    'When old rows are removed, as a cron expression; each is kept for ever that is 0 below',
  ),
  RETENTION_EVENTS_DAYS: keptFor(0, 'Events of jobs, which subscribers can resume from'),
  RETENTION_IDEMPOTENCY_DAYS: keptFor(0, 'Idempotency keys: repeating one later submits anew'),
  RETENTION_TRIES_DAYS: keptFor(0, 'Raw reasons of failed tries'),
  RETENTION_RESULTS_DAYS: keptFor(0, 'Scores and results, from the submission on'),
  RETENTION_DELETED_DAYS: keptFor(30, 'Results that their owners deleted, from then on'),
  DISK_RESERVE: whole(
    16,
    0,
    100_000,
    'MB',
    'Held in reserve, so that a full disk still takes refunds; 0: none',
  ),
  ...outboundVariables,
  ...llmVariables,
  ...workerVariables,
  LOG_LEVEL: z
    .enum(['silent', 'error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('What is logged (silent, error, warn, info or debug; default info)'),
})

export type Environment = z.infer<typeof environmentSchema>

/** The configuration as the service uses it: durations in ms, lists as lists. */
export interface Config extends Readonly<Environment> {
  readonly databasePath: string
  readonly checkIntervalMs: number
  readonly processingTimeoutMs: number
  readonly queuedTimeoutMs: number
  readonly hardLimitMs: number
  readonly verifyIntervalMs: number
  readonly shutdownGraceMs: number
  readonly allowedOrigins: readonly string[]
  readonly occupationsFile: string | undefined
  readonly backupFolder: string
  readonly diskReserveBytes: number
  readonly alertEmailTo: readonly string[]
  /** How long things are kept, in ms; for ever where not named. */
  readonly retention: RetentionRules
  readonly workerLeaseMs: number
}

/** The configuration is not usable; the message lists every problem with its fix. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Reads the environment. Throws `ConfigError` with all problems at once. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = environmentSchema.safeParse(given, { error: plainMessage })
  const problems = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => {
      const name = path.join('.')
      return `${name} ${message}; it is ${shown(name, given[name])}`
    }),
    ...problemsBetween(parsed.data ?? usableOf(given)),
  ]
  if (!parsed.success || problems.length > 0) {
    throw new ConfigError(
      `The configuration is not usable:\n${problems.map((p) => `  - ${p}`).join('\n')}`,
    )
  }
  return Object.freeze(derived(parsed.data))
}

/** What can be read of an environment that cannot be read whole, so that all problems are told at once. */
const usableOf = (given: Readonly<Record<string, string | undefined>>): Partial<Environment> =>
  Object.fromEntries(
    Object.entries(environmentSchema.shape).flatMap(([name, schema]) => {
      const { success, data } = schema.safeParse(given[name])
      return success ? [[name, data]] : []
    }),
  )

const derived = (env: Environment): Config => ({
  ...env,
  databasePath: resolve(env.DATABASE_PATH),
  backupFolder: resolve(env.BACKUP_FOLDER || join(dirname(env.DATABASE_PATH), 'backups')),
  diskReserveBytes: env.DISK_RESERVE * 1_048_576,
  retention: retentionOf(env),
  workerLeaseMs: env.WORKER_LEASE * 1_000,
  checkIntervalMs: env.STUCK_JOB_CHECK_INTERVAL,
  processingTimeoutMs: env.STUCK_JOB_PROCESSING_TIMEOUT * minuteMs,
  queuedTimeoutMs: env.STUCK_JOB_QUEUED_TIMEOUT * minuteMs,
  hardLimitMs: env.STUCK_JOB_HARD_LIMIT * minuteMs,
  verifyIntervalMs: env.VERIFY_INTERVAL * minuteMs,
  shutdownGraceMs: env.SHUTDOWN_GRACE * 1_000,
  allowedOrigins: listOf(env.ALLOWED_ORIGINS),
  alertEmailTo: listOf(env.ALERT_EMAIL_TO),
  occupationsFile: env.OCCUPATIONS_FILE === '' ? undefined : resolve(env.OCCUPATIONS_FILE),
})

const dayMs = 24 * 60 * minuteMs

/** Sessions that have ended open nothing, so they go at the first run after. */
const retentionOf = (env: Environment): RetentionRules =>
  Object.fromEntries([
    ['sessions', 0],
    ...Object.entries({
      events: env.RETENTION_EVENTS_DAYS,
      keys: env.RETENTION_IDEMPOTENCY_DAYS,
      tries: env.RETENTION_TRIES_DAYS,
      results: env.RETENTION_RESULTS_DAYS,
      deleted: env.RETENTION_DELETED_DAYS,
    }).flatMap(([what, days]) => (days === 0 ? [] : [[what, days * dayMs]])),
  ])

/** Secrets are not repeated in messages. */
const shown = (name: string, value: string | undefined): string =>
  isSecret(name) ? `${value?.length ?? 0} characters long` : JSON.stringify(value ?? '')
