import type Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import * as archive from '../../src/db/archive.queries.ts'
import * as claimable from '../../src/db/claimable.queries.ts'
import { deleteWebhooksOf } from '../../src/db/commit-webhook.ts'
import { type OpenDatabase, openDatabase } from '../../src/db/connection.ts'
import * as events from '../../src/db/events.queries.ts'
import * as search from '../../src/db/job-search.queries.ts'
import * as jobs from '../../src/db/jobs.queries.ts'
import * as ledger from '../../src/db/ledger.queries.ts'
import * as overview from '../../src/db/overview.queries.ts'
import * as repairs from '../../src/db/repairs.queries.ts'
import * as results from '../../src/db/results.queries.ts'
import * as stats from '../../src/db/stats.queries.ts'
import * as users from '../../src/db/users.queries.ts'
import * as webhooks from '../../src/db/webhooks.queries.ts'
import { createWorld } from '../../src/testing/index.ts'
import { Receivers } from '../support/receivers.ts'

/** Tables that grow with use: none of them may be read whole, by anybody, ever. */
const growing =
  'jobs|ledger_entries|events|results|users|idempotency_keys|job_tries|counters|webhook_endpoints|webhook_deliveries'
/** Indexes of few rows however many jobs there are, and one that is read from its end. */
const bounded =
  'jobs_deadline|jobs_line|jobs_processing|jobs_unadopted|jobs_finished|webhook_deliveries_pending'

/** The last row by its key is one step, though SQLite calls it a scan. */
const newestRow = /order by "?(events|ledger_entries)?"?\.?"?seq"? desc limit (\?|1)$/
/** By their key from one end, up to a bound: the newest jobs, failed tries and entries, and no more of them. */
const boundedWalk = /order by (rowid|id|seq) (asc|desc)\s+limit (\?|\d+)\)/

const fullScan = new RegExp(
  `^SCAN (?:${growing})\\b(?! USING (?:COVERING )?INDEX (?:${bounded})\\b)`,
)

let database: OpenDatabase
/** Every statement that was run, on any connection. */
const asked: string[] = []
beforeAll(() => {
  database = openDatabase(':memory:')
  const statement = Object.getPrototypeOf(database.db.$client.prepare('select 1'))
  for (const method of ['get', 'all', 'run']) {
    const original = statement[method]
    vi.spyOn(statement, method).mockImplementation(function (
      this: Database.Statement,
      ...values: unknown[]
    ) {
      asked.push(this.source)
      return original.apply(this, values)
    })
  }
})
afterAll(() => {
  vi.restoreAllMocks()
  database.close()
})

function planOf(statement: string): string[] {
  const places = statement.match(/\?/g) ?? []
  const steps = database.db.$client
    .prepare(`explain query plan ${statement}`)
    .all(...places.map(() => null)) as { detail: string }[]
  return steps.map(({ detail }) => detail)
}

/** Every statement that is run while `work` is. */
async function statementsOf(work: () => unknown): Promise<string[]> {
  const before = asked.length
  await work()
  return [...new Set(asked.slice(before))].filter((statement) => isPlanned(statement))
}

const readsAll = (statement: string): boolean =>
  !newestRow.test(statement) &&
  !boundedWalk.test(statement) &&
  planOf(statement).some((step) => fullScan.test(step))

/** Not inserts: for them SQLite lists what it would look at if a constraint were deferred; none is. */
const isPlanned = (statement: string): boolean =>
  /^\s*(select|update|delete|with)\b/i.test(statement) && !/sqlite_|__drizzle/.test(statement)

const now = 1_767_225_600_000
const ended = {
  jobId: 'J1',
  userId: 'ana',
  status: 'completed',
  origin: 'foreign',
  attempt: 0,
  createdAt: now,
  revision: 1,
  finishedAt: now,
  errorCode: null,
} as const
const webhookOf = (userId: string | null) =>
  ({ userId, cursor: 5 }) as unknown as webhooks.EndpointRow
const newest = { limit: 50, offset: 0, order: 'desc' } as const

/** What is sorted after it was found, and why that is little. */
const sorted: Record<string, string> = {
  'the money of a job': 'two entries',
  'rows to be tried again': 'as many as could not be repaired',
  'the statistics': 'grouped are the stuck jobs alone',
  'what a search means': 'ids of some thousand jobs, each once',
  'jobs that were searched for': 'some thousand at most',
  'the cost of selected jobs': 'as many as one selection holds',
  'everybody’s entries': 'of one job: two',
}

describe.each<[string, (db: OpenDatabase['db']) => unknown]>([
  ['one job', (db) => jobs.find(db, 'J1')],
  ['when the next job is stuck', (db) => jobs.earliestDeadline(db)],
  ['what is overdue', (db) => jobs.listOverdue(db, now, 200)],
  ['what nobody has adopted', (db) => jobs.listUnadopted(db, now, 200)],
  ['what is processing', (db) => jobs.listProcessing(db, '', 500)],
  ['what ended last', (db) => jobs.listRecentlyFinished(db, 200)],
  ['the unfinished jobs of a user', (db) => jobs.countUnfinishedOf(db, 'ana')],
  ['the jobs of a user', (db) => search.list(db, { userId: 'ana' }, newest)],
  ['the jobs in a status', (db) => search.list(db, { status: 'failed' }, newest)],
  ['the stuck jobs', (db) => jobs.listStuck(db, now, 100)],
  ['what is next to be stuck', (db) => jobs.listByDeadline(db, 50)],
  ['all jobs, by arrival', (db) => search.list(db, {}, newest)],
  ['the jobs of a failure code', (db) => search.list(db, { errorCode: 'POISON' }, newest)],
  ['how many failed of one code', (db) => search.countMatching(db, { errorCode: 'POISON' })],
  ['what would be selected', (db) => search.listIds(db, { status: 'queued' }, 10_000)],
  ['what the facets count', (db) => search.facets(db, {}, { statuses: ['failed'], codes: ['A'] })],
  ['what a search means', (db) => search.candidates(db, 'timeout')],
  [
    'jobs that were searched for',
    (db) => search.list(db, { among: { jobIds: ['J1'], isCapped: false } }, newest),
  ],
  ['the cost of selected jobs', (db) => search.weigh(db, ['J1'])],
  [
    'everybody’s entries',
    (db) => [ledger.list(db, {}, 50), ledger.list(db, { jobId: 'J1', kind: 'refund' }, 50)],
  ],
  ['tokens held', (db) => overview.held(db)],
  ['tokens moved', (db) => [overview.spentSince(db, now), overview.refundedSince(db, now)]],
  ['what waiting and running took', (db) => overview.timesSince(db, now)],
  ['the throughput of a day', (db) => overview.throughput(db, now, 48)],
  ['the retry of a job', (db) => jobs.findRetryOf(db, 'J1')],
  ['the failed tries of a job', (db) => [jobs.triesOf(db, 'J1'), jobs.lastTryOf(db, 'J1')]],
  ['rows to be tried again', (db) => [repairs.earliest(db), repairs.listUnadopted(db, now, 10)]],
  ['the statistics', (db) => stats.readStats(db, now)],
  ['how many wait', (db) => stats.counted(db, 'queued')],
  ['what workers may claim', (db) => claimable.listDue(db, ['A', 'B'], now, 5)],
  ['when workers may claim more', (db) => claimable.nextDueAt(db, ['A', 'B'], now)],
  ['what is claimable of one assessment', (db) => claimable.listClaimable(db, 'A', 5)],
  ['how many wait for workers before a job', (db) => claimable.countAhead(db, 'A', now)],
  ['how long workers are waited for', (db) => claimable.oldestDueSince(db, ['A', 'B'], now)],
  ['what is claimable at all', (db) => claimable.namesClaimable(db)],
  ['how many jobs workers have', (db) => claimable.countLeases(db, 1_000)],
  ['the newest checks', (db) => stats.listRuns(db, 20)],
  ['the events after a cursor', (db) => events.readAfter(db, 'ana', 5, 100)],
  ['the newest events of a user', (db) => events.listNewest(db, 'ana', 50)],
  ['older events of a user', (db) => events.listNewest(db, 'ana', 50, 100)],
  ['whether the end of a job was told', (db) => events.wasEndTold(db, ended)],
  ['the cursors of a user', (db) => events.bounds(db, 'ana')],
  ['the latest instant', (db) => events.newestInstant(db)],
  ['one account', (db) => users.find(db, 'ana')],
  ['the addresses of those a page names', (db) => users.emailsOf(db, ['ana', 'bob'])],
  ['who is meant by an address', (db) => users.idMeant(db, 'Ana@example.com')],
  ['who asked for checks', (db) => stats.listCheckers(db)],
  ['an account by e-mail', (db) => users.findByEmail(db, 'ana@example.com')],
  ['the ledger of a user', (db) => users.listEntries(db, 'ana', 50)],
  ['the ledger of a user, on from an entry', (db) => users.listEntries(db, 'ana', 50, 10)],
  ['the money of a job', (db) => users.listEntriesOfJob(db, 'J1')],
  ['one result', (db) => results.find(db, 'R1')],
  ['an idempotency key', (db) => results.findKey(db, 'ana', 'k')],
  ['one event of all', (db) => events.findBySeq(db, 7)],
  ['the webhooks of a user', (db) => webhooks.listOf(db, 'ana')],
  ['the webhooks of the service', (db) => webhooks.listOf(db, null)],
  ['who has webhooks', (db) => webhooks.listOwners(db, 'ana', 100)],
  ['what a webhook of a user is told next', (db) => webhooks.eventsFor(db, webhookOf('ana'), 100)],
  ['what one of the service is told next', (db) => webhooks.eventsFor(db, webhookOf(null), 100)],
  ['where a new webhook begins', (db) => [webhooks.headFor(db, 'ana'), webhooks.headFor(db, null)]],
  ['webhooks with something due', (db) => webhooks.listDue(db, 'quick', now, 32)],
  ['slow webhooks with something due', (db) => webhooks.listDue(db, 'slow', now, 32)],
  ['when a webhook has something due next', (db) => webhooks.nextDueAfter(db, now)],
  ['what is due at a webhook', (db) => webhooks.dueDeliveries(db, 'W1', now, 2)],
  ['how much is pending at a webhook', (db) => webhooks.countPendingOf(db, 'W1')],
  ['how much is pending in all', (db) => webhooks.countPending(db, 100)],
  ['the deliveries of a webhook', (db) => webhooks.listDeliveries(db, 'W1', undefined, 20, 0)],
  ['the history of a job', (db) => archive.historyOf(db, 'J1', 0, 100)],
  ['how long the first in line has waited', (db) => archive.oldestWaitingSince(db)],
  [
    'the jobs of a user by date',
    (db) => archive.listJobs(db, 'ana', {}, { ...newest, sort: 'createdAt' }),
  ],
])('%s', (name, query) => {
  test('is found through an index, and nothing that can be many is sorted', async () => {
    const statements = await statementsOf(() => query(database.db))
    expect(statements.length).toBeGreaterThan(0)
    expect(statements.filter(readsAll)).toEqual([])
    // Rows of one instant are put in order by id; that is not sorting the rest.
    const sorts = statements.flatMap(planOf).filter((step) => /TEMP B-TREE FOR (?!LAST)/.test(step))
    expect(sorts.length > 0).toBe(name in sorted)
  })
})

test.each<[string, string, (db: OpenDatabase['db']) => unknown]>([
  ['the finished jobs of one minute', 'jobs_finished', (db) => stats.readStats(db, now)],
  ['what is processing, page by page', 'jobs_processing', (db) => jobs.listProcessing(db, '', 500)],
  ['what workers may claim', 'jobs_claimable', (db) => claimable.listDue(db, ['A'], now, 5)],
  ['how many jobs workers have', 'jobs_leased', (db) => claimable.countLeases(db, 1_000)],
  ['the unfinished jobs of a user', 'jobs_unfinished', (db) => jobs.countUnfinishedOf(db, 'ana')],
])('%s: found by %s, not among all of a status or a user', async (_, index, query) => {
  const steps = (await statementsOf(() => query(database.db))).flatMap(planOf)
  expect(steps.some((step) => step.includes(index))).toBe(true)
  expect(steps.filter((step) => /INDEX jobs_(status|user) /.test(step))).toEqual([])
})

test('whatever happens to a webhook asks for nothing that reads a whole table', async () => {
  const statements = await statementsOf(async () => {
    const receivers = new Receivers()
    const world = await createWorld({ webhooks: receivers })
    for (const id of ['ana', 'bob']) await world.user(id, 20)
    const desk = () => world.service.webhooks.desk
    const url = 'https://hook.example/'
    const acts = { owner: 'ana', by: { kind: 'user', id: 'ana' } } as const
    const ofService = { owner: null, by: { kind: 'operator', id: 'olga' } } as const
    const { id } = await desk().create(acts, { url })
    await desk().create(ofService, { url: 'https://service.example/' })
    receivers.answer(url, 500)
    for (const user of ['ana', 'bob']) await world.submit(user)
    await world.passes(10_000)
    await desk().rotate(acts, id)
    await desk().test(acts, id)
    await world.restart(2 * 86_400_000)
    await desk().redeliver(acts, id)
    await world.restart(40 * 86_400_000)
    await world.service.webhooks.prune()
    await world.service.accounts.setActive('ana', false, { kind: 'system', id: 'test' })
    await world.service.commits.add(() => deleteWebhooksOf(world.db, 'ana', 200))
    await world.close()
  })

  expect(statements.filter((statement) => statement.includes('webhook')).length).toBeGreaterThan(15)
  expect(statements.filter(readsAll)).toEqual([])
})

test('whatever happens to a job asks for nothing that reads a whole table', async () => {
  const statements = await statementsOf(async () => {
    const world = await createWorld({ settings: { slotsMax: 1 } })
    await world.user('ana', 20)
    world.analyzer.next(
      { does: 'report', everyMs: 1_000, times: 2 },
      { does: 'fail', transient: true },
      { does: 'fail' },
      { does: 'hang' },
    )
    await world.submit('ana', { idempotencyKey: 'k' })
    await world.submit('ana', { idempotencyKey: 'k' })
    const { jobId } = await world.submit('ana')
    await world.passes(10_000)
    await world.service.intake.retry('ana', jobId)
    await world.submit('ana')
    const waiting = await world.submit('ana')
    await world.service.desk.hide(waiting.jobId, { kind: 'user', id: 'ana' })
    world.insertForeign({ userId: 'ana', status: 'queued', agedMs: 3_600_000 })
    await world.check()
    await world.restart(700_000)
    await world.passes(3_600_000)
    await world.close()
  })

  expect(statements.length).toBeGreaterThan(30)
  expect(statements.filter(readsAll)).toEqual([])
})

test('the check would see a table that is read whole', () => {
  expect(
    planOf("select * from jobs where error_message = 'x'").some((step) => fullScan.test(step)),
  ).toBe(true)
  expect(planOf('select * from jobs order by error_message').join()).toContain('TEMP B-TREE')
})
