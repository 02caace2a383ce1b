import { expect, test } from 'vitest'
import * as admin from '../../src/db/admin.queries.ts'
import * as archive from '../../src/db/archive.queries.ts'
import { openDatabase } from '../../src/db/connection.ts'

const filter = { status: 'completed', assessmentName: 'x' }
const page = { limit: 10, offset: 0, order: 'desc', sort: 'createdAt' } as const

test.each<[string, (db: Db) => unknown]>([
  ['a list of jobs', (db) => archive.listJobs(db, 'ana', {}, page)],
  ['a filtered list of jobs', (db) => archive.listJobs(db, 'ana', filter, page)],
  ['a sorted list of jobs', (db) => archive.listJobs(db, 'ana', {}, { ...page, sort: 'status' })],
  ['a count of jobs', (db) => archive.countJobs(db, 'ana', filter)],
  ['the figures', (db) => archive.figuresOf(db, 'ana')],
  ['a list of results', (db) => archive.listResults(db, 'ana', filter, page)],
  ['a count of results', (db) => archive.countResults(db, 'ana', filter)],
  ['the jobs of results', (db) => archive.jobsOf(db, ['a', 'b'])],
  ['the progress of a job', (db) => archive.latestProgress(db, 'a', 1)],
  ['the history of a job', (db) => archive.historyOf(db, 'a', 0, 10)],
  ['the head of the line', (db) => archive.oldestWaitingSince(db)],
  ['a search for people', (db) => admin.searchUsers(db, 'ana', 10, 0)],
  ['a count of people found', (db) => admin.countUsers(db, 'ana')],
  ['a repair', (db) => admin.findRepair(db, 'a')],
])('%s reads no table whole, nor by an index that holds everybody’s', (_what, query) => {
  const { db, close } = openDatabase(':memory:')

  const plans = plansOf(db, query)

  expect(plans.length).toBeGreaterThan(0)
  for (const plan of plans) {
    expect(plan).not.toMatch(/SCAN|jobs_status|jobs_finished/)
  }
  close()
})

type Db = ReturnType<typeof openDatabase>['db']

/** How SQLite goes about each statement that `query` makes. */
function plansOf(db: Db, query: (db: Db) => unknown): string[] {
  const client = db.$client
  const prepare = client.prepare.bind(client)
  const made: string[] = []
  client.prepare = ((sql: string) => {
    made.push(sql)
    return prepare(sql)
  }) as typeof client.prepare
  query(db)
  // Statements that are kept are all made at once; each is looked at.
  return made.flatMap((sql) => {
    const values = [...sql.matchAll(/\?/g)].map(() => 'x')
    const steps = prepare(`explain query plan ${sql}`).all(...values) as { detail: string }[]
    return steps.map(({ detail }) => detail)
  })
}
