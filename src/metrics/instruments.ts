// Every figure of the service, by name: its kind, its labels and what it says. One registry for each service, so
// that several in one process stay apart. It measures nothing; the files beside it fill what is made here.
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { failureCodes } from '../domain/job.ts'

export type Instruments = ReturnType<typeof makeInstruments>

const waitSeconds = [0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600]
const runSeconds = [0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600]
const commitSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]
const batchItems = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
const checkSeconds = [0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 30, 120]
const tellSeconds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15]

/** Makes instruments of one registry; every name begins with `unstuck_`. */
function makerOf(registry: Registry) {
  const registers = [registry]
  return {
    gauge: <L extends string>(name: string, help: string, ...labelNames: L[]) =>
      new Gauge<L>({ name: `unstuck_${name}`, help, labelNames, registers }),
    counter: <L extends string>(name: string, help: string, ...labelNames: L[]) =>
      new Counter<L>({ name: `unstuck_${name}`, help, labelNames, registers }),
    histogram: (name: string, help: string, buckets: number[]) =>
      new Histogram({ name: `unstuck_${name}`, help, buckets, registers }),
  }
}

type Maker = ReturnType<typeof makerOf>

/** Names never change their meaning; docs/metrics.md is written from here. */
export function makeInstruments() {
  const registry = new Registry()
  const maker = makerOf(registry)
  return {
    registry,
    jobs: jobsOf(maker),
    money: moneyOf(maker),
    checks: checksOf(maker),
    intake: intakeOf(maker),
    events: eventsOf(maker),
    webhooks: webhooksOf(maker),
    store: storeOf(maker),
    forgetting: forgettingOf(maker),
    models: modelsOf(maker),
    service: serviceOf(maker),
    workers: workersOf(maker),
  }
}

/** Series that are there from the first scrape on, at 0: a rate of what never was is not a gap. */
export function startAtZero(instruments: Instruments): void {
  const { jobs, money, checks, events, webhooks, workers, forgetting } = instruments
  jobs.finished.inc({ outcome: 'completed', code: '' }, 0)
  for (const code of failureCodes) {
    jobs.finished.inc({ outcome: 'failed', code }, 0)
    money.refunds.inc({ code }, 0)
  }
  for (const outcome of ['succeeded', 'transient', 'permanent']) jobs.tries.inc({ outcome }, 0)
  for (const outcome of ['clean', 'repaired', 'broken']) checks.runs.inc({ outcome }, 0)
  for (const outcome of ['fixed', 'skipped', 'failed']) checks.repairs.inc({ outcome }, 0)
  events.closed.inc({ reason: 'slowReader' }, 0)
  for (const outcome of ['delivered', 'failed', 'dead']) webhooks.deliveries.inc({ outcome }, 0)
  // A gauge without labels is there as 0 from the beginning; nothing was proved yet.
  for (const gauge of [money.ledgerOk, money.verifiedAge, forgetting.age]) gauge.remove()
  // Nor does every service leave work to workers.
  for (const gauge of Object.values(workers)) gauge.remove()
}

const jobsOf = ({ gauge, counter, histogram }: Maker) => ({
  byState: gauge('jobs', 'Jobs that wait or are being analysed now', 'state'),
  recent: gauge('jobs_finished_24h', 'Jobs that ended within the last 24 hours', 'outcome'),
  stuck: gauge('jobs_stuck', 'Jobs past their deadline that are not settled yet', 'state'),
  quarantined: gauge(
    'jobs_quarantined',
    'Rows that could not be repaired and wait for an operator',
  ),
  unadopted: gauge(
    'jobs_unadopted',
    'Rows that somebody else wrote and the service has not taken up',
  ),
  oldest: gauge(
    'oldest_job_age_seconds',
    'Queued: since submit. Processing: since start. 0: none',
    'state',
  ),
  submitted: counter('jobs_submitted_total', 'Jobs that were charged and put in line'),
  started: counter('jobs_started_total', 'Analyses that were started, restarts included'),
  finished: counter(
    'jobs_finished_total',
    'Jobs that ended; code is empty where completed',
    'outcome',
    'code',
  ),
  wait: histogram('job_wait_seconds', 'From submit to the first start', waitSeconds),
  run: histogram('job_run_seconds', 'From the last start to the end', runSeconds),
  tries: counter('analyzer_tries_total', 'Calls of analyzers that gave an answer', 'outcome'),
  late: counter('late_events_total', 'Reports and timers that came for a job that had ended'),
})

const moneyOf = ({ gauge, counter }: Maker) => ({
  refunds: counter('refunds_total', 'Refunds, by the failure they are for', 'code'),
  refundedTokens: counter('refunded_tokens_total', 'Tokens that were refunded'),
  unrefunded: counter(
    'refunds_without_account_total',
    'Failed jobs whose account is gone: nobody to refund',
  ),
  ledgerOk: gauge(
    'ledger_ok',
    'Whether the last proof found the ledger right: 1, 0, or absent before the first',
  ),
  violations: gauge(
    'verify_violations',
    'What the last proof found against each invariant',
    'check',
  ),
  verifiedAge: gauge('verify_age_seconds', 'Since the last proof of the whole database'),
})

const checksOf = ({ gauge, counter, histogram }: Maker) => ({
  runs: counter('checks_total', 'Checks for stuck jobs; broken: it could not end', 'outcome'),
  repairs: counter('repairs_total', 'What checks did with the rows they looked at', 'outcome'),
  seconds: histogram('check_seconds', 'What a check for stuck jobs took', checkSeconds),
  age: gauge('check_age_seconds', 'Since the last check that ended well, or since the start'),
  quarantined: counter('quarantined_total', 'Rows that were given up by the checks'),
})

const intakeOf = ({ counter }: Maker) => ({
  submits: counter(
    'submits_total',
    'Submissions and retries over the network, by their answer',
    'outcome',
  ),
  hits: counter(
    'idempotency_hits_total',
    'Submissions answered from an earlier one under the same key',
  ),
  misses: counter('idempotency_misses_total', 'Submissions with a key that was new'),
})

const eventsOf = ({ gauge, counter, histogram }: Maker) => ({
  told: counter('notifications_sent_total', 'Events handed to subscribers, replays included'),
  tellSeconds: histogram(
    'event_delay_seconds',
    'From an event to its hand-over to a waiting subscriber',
    tellSeconds,
  ),
  subscribers: gauge('subscribers', 'Subscriptions that wait for their next event'),
  connections: gauge('live_connections', 'Open WebSockets and event streams'),
  closed: counter('live_closed_total', 'Live connections that the service closed', 'reason'),
})

const webhooksOf = ({ gauge, counter }: Maker) => ({
  deliveries: counter(
    'webhook_attempts_total',
    'Attempts at webhook deliveries; failed: made again, dead: given up',
    'outcome',
  ),
  pending: gauge(
    'webhook_deliveries_pending',
    'Webhook deliveries that are not made yet, counted up to 100,000',
  ),
})

const storeOf = ({ gauge, counter, histogram }: Maker) => ({
  up: gauge(
    'store_up',
    'Whether this scrape could read the database; the figures read from it are absent if not',
  ),
  bytes: gauge('database_bytes', 'Size of the database and of its write-ahead log', 'file'),
  diskFree: gauge('disk_free_bytes', 'Free space on the disk of the database'),
  commitSeconds: histogram(
    'commit_seconds',
    'What a transaction took, its sync included',
    commitSeconds,
  ),
  batch: histogram('commit_items', 'Pieces of work that shared a transaction', batchItems),
  failed: counter('commits_failed_total', 'Transactions that could not be committed'),
  backups: counter('backups_total', 'Backups that this process began', 'outcome'),
  backupAge: gauge(
    'backup_age_seconds',
    'Since the newest backup was begun; absent where there is none',
  ),
  backupBytes: gauge('backup_bytes', 'Size of the newest backup'),
})

const forgettingOf = ({ gauge, counter }: Maker) => ({
  erasures: gauge('erasures_unfinished', 'People whose erasure is under way'),
  erasureAge: gauge(
    'erasure_unfinished_seconds',
    'Since the oldest erasure that is under way was asked for; 0 where none is',
  ),
  runs: counter('retention_runs_total', 'Removals of old rows that this process began', 'outcome'),
  removed: counter('retention_removed_total', 'Rows that were old enough and went', 'what'),
  age: gauge(
    'retention_age_seconds',
    'Since the last removal of old rows that ended well; absent before the first',
  ),
})

/** Without a series where no language model is asked. */
const modelsOf = ({ counter }: Maker) => ({
  calls: counter('llm_calls_total', 'Calls of a language model', 'analyzer', 'outcome'),
  tokens: counter('llm_tokens_total', 'Tokens of these calls', 'analyzer', 'direction'),
  cost: counter(
    'llm_cost_total',
    'What they cost by `LLM_INPUT_PRICE` and `LLM_OUTPUT_PRICE`, in whole units of their currency',
    'analyzer',
  ),
})

const serviceOf = ({ gauge, counter }: Maker) => ({
  info: gauge('info', 'Always 1; the release is its label', 'version'),
  ready: gauge('ready', 'Whether work may be sent here'),
  dispatching: gauge('dispatching', 'Whether waiting jobs are started'),
  slots: gauge('slots', 'Analyses that may run at the same time'),
  slotsFree: gauge('slots_free', 'How many of them are free'),
  actors: gauge('live_actors', 'Jobs with a live actor'),
  uptime: gauge('uptime_seconds', 'Since the start of the service'),
  loopDelay: gauge(
    'event_loop_delay_seconds',
    'Delay of the event loop since the last scrape',
    'quantile',
  ),
  cpu: counter('process_cpu_seconds_total', 'Processor time of the process since its start'),
  memory: gauge('process_resident_memory_bytes', 'Memory of the process'),
})

/** Absent where nothing is analysed outside. */
const workersOf = ({ gauge }: Maker) => ({
  waiting: gauge(
    'jobs_claimable',
    'Jobs that wait for a worker outside, or pause before they do again',
  ),
  leases: gauge('leases', 'Jobs that workers outside have now'),
  leasesMax: gauge('leases_max', 'Jobs that workers outside may have at the same time'),
  seen: gauge('workers_seen', 'Workers outside that were heard of within the last minute'),
  askAge: gauge(
    'worker_ask_age_seconds',
    'Since a worker outside last asked for work, or since the start',
  ),
})
