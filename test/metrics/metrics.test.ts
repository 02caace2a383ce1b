import { expect, test } from 'vitest'
import type { ServiceState } from '../../src/metrics/gauges.ts'
import { Metrics } from '../../src/metrics/metrics.ts'
import { createWorld, type World, type WorldOptions } from '../../src/testing/index.ts'
import { Receivers } from '../support/receivers.ts'

const state: ServiceState = {
  ready: true,
  dispatching: true,
  slots: 2,
  freeSlots: 1,
  liveActors: 0,
  subscribers: 0,
  liveConnections: 0,
  startedAt: 0,
  lastCheckAt: undefined,
  proof: undefined,
  backup: { at: undefined, bytes: 0, made: 0, failed: 0 },
  forgetting: {
    unfinishedErasures: 0,
    oldestErasureMs: 0,
    lastAt: undefined,
    runs: 0,
    failed: 0,
    removed: {},
  },
  models: [],
}

const figuresOfProcess = {
  cpuSeconds: 2,
  residentBytes: 3,
  loopDelay: { p50: 0.001, p99: 0.01, max: 0.02 },
}

interface Watched {
  readonly world: World
  readonly metrics: Metrics
  /** The value of one series as a scrape shows it; undefined where it is not served. */
  figure(series: string): Promise<number | undefined>
}

/** A world whose metrics are kept; they are made before it is, as its database is. */
async function watched(
  change: Partial<ServiceState> = {},
  webhooks?: WorldOptions['webhooks'],
): Promise<Watched> {
  const observer = {} as Metrics['observer']
  const world = await createWorld({
    observer: delegating(() => observer),
    ...(webhooks && { webhooks }),
  })
  let ms = 0
  const metrics = new Metrics({
    db: world.db,
    clock: world.clock,
    monotonicMs: () => ++ms,
    watch: { read: () => figuresOfProcess },
    version: '9.9.9',
  })
  Object.assign(observer, metrics.observer)
  const figure = async (series: string) => {
    const text = await metrics.text(() => ({ ...state, ...change }))
    const line = text.split('\n').find((each) => each.startsWith(`${series} `))
    return line === undefined ? undefined : Number(line.slice(series.length + 1))
  }
  return { world, metrics, figure }
}

function delegating(to: () => Partial<Metrics['observer']>): Metrics['observer'] {
  return {
    submitted: (job) => to().submitted?.(job),
    committed: (decision, settlement) => to().committed?.(decision, settlement),
    checked: (report) => to().checked?.(report),
    quarantined: () => to().quarantined?.(),
    late: () => to().late?.(),
    told: (event, isLive) => to().told?.(event, isLive),
    delivery: (outcome) => to().delivery?.(outcome),
    transaction: () => to().transaction?.() ?? (() => {}),
  }
}

test('given a job that completes, it is counted, with its wait, its run and its try', async () => {
  const { world, figure } = await watched()
  await world.user('ana')

  await world.submit('ana')
  await world.passes(5_000)

  expect(await figure('unstuck_jobs_submitted_total')).toBe(1)
  expect(await figure('unstuck_jobs_started_total')).toBe(1)
  expect(await figure('unstuck_jobs_finished_total{outcome="completed",code=""}')).toBe(1)
  expect(await figure('unstuck_jobs_finished_24h{outcome="completed"}')).toBe(1)
  expect(await figure('unstuck_job_wait_seconds_count')).toBe(1)
  expect(await figure('unstuck_job_run_seconds_count')).toBe(1)
  expect(await figure('unstuck_analyzer_tries_total{outcome="succeeded"}')).toBe(1)
  expect(await figure('unstuck_refunded_tokens_total')).toBe(0)
  await world.close()
})

test('given an analysis that hangs, its age is shown while it runs, and its refund when it ends', async () => {
  const { world, figure } = await watched()
  await world.user('ana')
  world.analyzer.otherwise({ does: 'hang' })
  await world.submit('ana')
  await world.passes(599_000)

  expect(await figure('unstuck_oldest_job_age_seconds{state="processing"}')).toBe(599)
  expect(await figure('unstuck_oldest_job_age_seconds{state="queued"}')).toBe(0)
  expect(await figure('unstuck_jobs{state="processing"}')).toBe(1)

  await world.passes(1_000)
  expect(await figure('unstuck_jobs{state="processing"}')).toBe(0)
  expect(
    await figure('unstuck_jobs_finished_total{outcome="failed",code="STUCK_PROCESSING"}'),
  ).toBe(1)
  expect(await figure('unstuck_refunds_total{code="STUCK_PROCESSING"}')).toBe(1)
  expect(await figure('unstuck_refunded_tokens_total')).toBe(1)
  expect(await figure('unstuck_job_run_seconds_sum')).toBe(600)
  await world.close()
})

test('given a job that waits, its age is that of the one that waits longest', async () => {
  const { world, figure } = await watched()
  await world.user('ana')
  world.service.dispatcher.close()
  await world.submit('ana')
  await world.passes(7_000)
  await world.submit('ana')
  await world.passes(1_000)

  expect(await figure('unstuck_oldest_job_age_seconds{state="queued"}')).toBe(8)
  expect(await figure('unstuck_jobs{state="queued"}')).toBe(2)
  await world.close()
})

test('given a check that repairs, it is counted with what became of the row', async () => {
  const { world, figure } = await watched()
  await world.user('ana')
  world.insertForeign({ userId: 'ana', status: 'processing', agedMs: 3_600_000 })
  expect(await figure('unstuck_jobs_unadopted')).toBe(1)

  await world.check()

  expect(await figure('unstuck_checks_total{outcome="repaired"}')).toBe(1)
  expect(await figure('unstuck_repairs_total{outcome="fixed"}')).toBe(1)
  expect(await figure('unstuck_check_seconds_count')).toBe(1)
  expect(await figure('unstuck_jobs_unadopted')).toBe(0)
  await world.close()
})

test('given a row that somebody ended with a code of theirs, the code is no new label', async () => {
  const { world, figure } = await watched()
  await world.user('ana')
  world.insertForeign({
    userId: 'ana',
    status: 'failed',
    columns: { error_code: 'THEIRS', error_message: 'theirs' },
  })

  await world.check()

  expect(await figure('unstuck_refunds_total{code="OTHER"}')).toBe(1)
  expect(await figure('unstuck_refunds_total{code="THEIRS"}')).toBeUndefined()
  await world.close()
})

test('given a failed job whose account is gone, it is told apart from a refund', async () => {
  const { world, figure } = await watched()
  world.insertForeign({ userId: 'nobody', status: 'processing', agedMs: 3_600_000 })

  await world.check()

  expect(await figure('unstuck_refunds_without_account_total')).toBe(1)
  expect(await figure('unstuck_refunded_tokens_total')).toBe(0)
  await world.close()
})

test('given two pieces of work in one tick, they are one transaction of two', async () => {
  const { world, figure } = await watched()
  const before = (await figure('unstuck_commit_items_count')) ?? 0
  const commits = world.service.commits

  await Promise.all([commits.add(() => 1), commits.add(() => 2), world.settle()])

  expect(await figure('unstuck_commit_items_count')).toBe(before + 1)
  expect(await figure('unstuck_commit_items_sum')).toBe(2)
  expect(await figure('unstuck_commit_seconds_sum')).toBeCloseTo(0.001 * (before + 1))
  expect(await figure('unstuck_commits_failed_total')).toBe(0)
  await world.close()
})

test('given a subscriber that waits, the delay of what it is told is kept; a replay has none', async () => {
  const { world, figure } = await watched()
  await world.user('ana')
  await world.submit('ana')
  await world.passes(5_000)
  const told = world.eventsOf('ana').length
  const away = new AbortController()
  const seen: number[] = []
  const reading = (async () => {
    for await (const { id } of world.service.feed.after('ana', 0, away.signal)) seen.push(id)
  })()
  await world.settle()
  expect(await figure('unstuck_notifications_sent_total')).toBe(told)
  expect(await figure('unstuck_event_delay_seconds_count')).toBe(0)

  await world.submit('ana')
  await world.passes(5_000)

  expect(await figure('unstuck_notifications_sent_total')).toBe(2 * told)
  expect(seen).toHaveLength(2 * told)
  expect(await figure('unstuck_event_delay_seconds_count')).toBeGreaterThan(0)
  expect(await figure('unstuck_event_delay_seconds_sum')).toBe(0)
  away.abort()
  await reading
  await world.close()
})

test('given no proof yet, nothing is said of the ledger; after one, what it found', async () => {
  const before = await watched()
  expect(await before.figure('unstuck_ledger_ok')).toBeUndefined()
  expect(await before.figure('unstuck_verify_age_seconds')).toBeUndefined()
  await before.world.close()

  const checks = [
    { id: 'M1', violations: 2 },
    { id: 'J1', violations: 0 },
  ]
  const after = await watched({ proof: { at: 0, checks } })
  expect(await after.figure('unstuck_ledger_ok')).toBe(0)
  expect(await after.figure('unstuck_verify_violations{check="M1"}')).toBe(2)
  expect(await after.figure('unstuck_verify_violations{check="J1"}')).toBe(0)
  await after.world.close()

  const wrongElsewhere = await watched({ proof: { at: 0, checks: [{ id: 'J1', violations: 1 }] } })
  expect(await wrongElsewhere.figure('unstuck_ledger_ok')).toBe(1)
  await wrongElsewhere.world.close()
})

test('given an analyzer that asks a language model, its calls, tokens and cost are told; of others there is no series', async () => {
  const without = await watched()
  expect(await without.figure('unstuck_llm_cost_total{analyzer="llm:x/y"}')).toBeUndefined()
  await without.world.close()

  const used = { calls: 5, failures: 2, inputTokens: 3_000, outputTokens: 700, costMicros: 12_500 }
  const { world, figure } = await watched({ models: [{ analyzer: 'llm:x/y', ...used }] })
  // Each scrape says what was used in all, not once more.
  for (let scrape = 0; scrape < 2; scrape++) {
    expect(await figure('unstuck_llm_calls_total{analyzer="llm:x/y",outcome="answered"}')).toBe(3)
    expect(await figure('unstuck_llm_calls_total{analyzer="llm:x/y",outcome="failed"}')).toBe(2)
    expect(await figure('unstuck_llm_tokens_total{analyzer="llm:x/y",direction="input"}')).toBe(
      3_000,
    )
    expect(await figure('unstuck_llm_tokens_total{analyzer="llm:x/y",direction="output"}')).toBe(
      700,
    )
    expect(await figure('unstuck_llm_cost_total{analyzer="llm:x/y"}')).toBe(0.0125)
  }
  await world.close()
})

test('given a database that cannot be read, its figures are left out and the others still come', async () => {
  const { world, figure } = await watched()
  await world.user('ana')
  await world.submit('ana')
  expect(await figure('unstuck_jobs_quarantined')).toBe(0)

  world.db.$client.exec('alter table counters rename to counters_away')

  expect(await figure('unstuck_store_up')).toBe(0)
  expect(await figure('unstuck_jobs{state="processing"}')).toBeUndefined()
  expect(await figure('unstuck_jobs_quarantined')).toBeUndefined()
  expect(await figure('unstuck_jobs_submitted_total')).toBe(1)
  expect(await figure('unstuck_event_loop_delay_seconds{quantile="0.99"}')).toBe(0.01)

  world.db.$client.exec('alter table counters_away rename to counters')
  expect(await figure('unstuck_store_up')).toBe(1)
  expect(await figure('unstuck_jobs_quarantined')).toBe(0)
  await world.close()
})

test('two services in one process do not share a figure', async () => {
  const one = await watched()
  const other = await watched()
  await one.world.user('ana')
  await one.world.submit('ana')

  expect(await one.figure('unstuck_jobs_submitted_total')).toBe(1)
  expect(await other.figure('unstuck_jobs_submitted_total')).toBe(0)
  await one.world.close()
  await other.world.close()
})

test('given webhooks, their attempts are counted by what became of them, and what is pending is shown', async () => {
  const receivers = new Receivers()
  const { world, figure } = await watched({}, receivers)
  await world.user('ana')
  const acts = { owner: 'ana', by: { kind: 'user', id: 'ana' } } as const
  const make = (url: string) =>
    world.service.webhooks.desk.create(acts, { url, eventTypes: ['analysis.queued'] })
  for (const url of ['https://well.example/', 'https://ill.example/', 'https://gone.example/']) {
    await make(url)
  }
  receivers.answer('https://ill.example/', 500)
  receivers.answer('https://gone.example/', 410)
  await world.submit('ana')
  await world.passes(1_000)

  for (const outcome of ['delivered', 'failed', 'dead']) {
    expect(await figure(`unstuck_webhook_attempts_total{outcome="${outcome}"}`)).toBe(1)
  }
  expect(await figure('unstuck_webhook_deliveries_pending')).toBe(1)
})
