// Alerts, by the service's configuration: over which figures they look and by which channels they tell. Nothing runs
// before it is started.
import { Alerts } from './actors/alerts.ts'
import type { Config } from './config.ts'
import type { Db } from './db/connection.ts'
import { finishedSince, readStats } from './db/stats.queries.ts'
import { isMoney } from './db/verify-check.ts'
import { type AlertFigures, alertRules } from './domain/alerts.ts'
import { Mailer } from './outbound/mailer.ts'
import type { HealthReport } from './router/context.ts'
import type { Runtime } from './runtime.ts'
import type { Log } from './system/log.ts'
import type { Proof, Verification } from './verification.ts'

export interface AlertParts {
  readonly runtime: Runtime
  readonly log: Log
  readonly health: () => HealthReport
  readonly verification: Pick<Verification, 'last'>
}

export function alertsOf(config: Config, parts: AlertParts): Alerts {
  const { runtime, log, health, verification } = parts
  const { db, clock, commits, webhooks } = runtime
  const mailer = mailerOf(config)
  return new Alerts({
    ...{ db, clock, commits, log },
    rules: alertRules({
      backlog: config.ALERT_BACKLOG,
      noCompletionMs: config.ALERT_NO_COMPLETION * 60_000,
    }),
    repeatMs: config.ALERT_REPEAT * 3_600_000,
    figures: (since) => ({
      ...figuresOfJobs(db, clock.now(), since),
      ...figuresOfProof(verification.last),
      ...figuresOfHealth(health()),
    }),
    announceNow: (type, data) => webhooks.desk.announceNow(type, data),
    ...(mailer && { sendMail: (mail) => mailer.send(mail) }),
  })
}

/** All three variables are set, or none: config-outbound.ts says so at the start. */
function mailerOf({ SMTP_URL, ALERT_EMAIL_FROM, alertEmailTo }: Config): Mailer | undefined {
  if (SMTP_URL === '') return undefined
  return new Mailer({ url: SMTP_URL, from: ALERT_EMAIL_FROM, to: alertEmailTo })
}

type Figures<Name extends keyof AlertFigures> = Pick<AlertFigures, Name>

export function figuresOfJobs(
  db: Db,
  now: number,
  since: number,
): Figures<'queued' | 'stuck' | 'quarantined' | 'completed'> {
  try {
    const read = readStats(db, now)
    return {
      queued: read.queued_jobs,
      stuck: read.stuck_processing + read.stuck_queued,
      quarantined: read.quarantined_jobs,
      completed: finishedSince(db, 'completed', since),
    }
  } catch {
    // That the store cannot be read is told by the check of it.
    return { queued: undefined, stuck: undefined, quarantined: undefined, completed: undefined }
  }
}

function figuresOfProof(proof: Proof | undefined): Figures<'wrongMoney' | 'wrongElse'> {
  const sum = (ofMoney: boolean) =>
    proof?.checks
      .filter((check) => isMoney(check) === ofMoney)
      .reduce((total, { violations }) => total + violations, 0)
  return { wrongMoney: sum(true), wrongElse: sum(false) }
}

/** What has a rule of its own. */
const toldElsewhere = /^(verify|alerts)$/

function figuresOfHealth({ ready, checks }: HealthReport): Figures<'failing' | 'unwell'> {
  // What somebody holds back on purpose is no fault.
  const bad = checks.filter(({ ok, name, held }) => !ok && !held && !toldElsewhere.test(name))
  const names = bad.map(({ name }) => name)
  return ready ? { failing: [], unwell: names } : { failing: names, unwell: [] }
}
