import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { removeAll } from '../../src/db/commit-erasure.ts'
import { commitRetention, countRetention, retained } from '../../src/db/commit-retention.ts'
import { type OpenDatabase, openDatabase } from '../../src/db/connection.ts'
import * as erasures from '../../src/db/erasures.queries.ts'
import { exportSections, readExport } from '../../src/db/export.queries.ts'

let database: OpenDatabase
const asked = new Set<string>()

beforeAll(() => {
  database = openDatabase(':memory:')
  database.db.$client.exec("insert into users (id, created_at, updated_at) values ('ana', 1, 1)")
  const statement = Object.getPrototypeOf(database.db.$client.prepare('select 1'))
  for (const method of ['get', 'all', 'run', 'iterate']) {
    const original = statement[method]
    vi.spyOn(statement, method).mockImplementation(function (
      this: { source: string },
      ...values: unknown[]
    ) {
      asked.add(this.source)
      return original.apply(this, values)
    })
  }
})
afterAll(() => {
  vi.restoreAllMocks()
  database.close()
})

/** Steps that read a table whole, sort many rows, or build an index for one use. */
function costlyIn(statement: string): string[] {
  const named = [...statement.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, null])
  const explain = database.db.$client.prepare(`explain query plan ${statement}`)
  const places = statement.match(/\?/g) ?? []
  const steps = named.length > 0 ? explain.all(Object.fromEntries(named)) : explain.all(...places)
  return (steps as { detail: string }[])
    .map(({ detail }) => detail)
    .filter((detail) => /^SCAN|TEMP B-TREE|AUTOMATIC/.test(detail))
}

/** Read from one end as far as a limit, or holding few rows whatever the size of the file. */
const bounded =
  /^SCAN (CONSTANT ROW|t|events|\(subquery-\d\)|erasures USING INDEX erasures_unfinished|jobs USING INDEX jobs_unadopted)$/

test('given a file of any size, then exporting, erasing and forgetting read no table whole and sort nothing', () => {
  const { db } = database
  let cursor: string | undefined
  for (const _ of exportSections) cursor = readExport(db, 'ana', cursor)?.next ?? undefined
  erasures.listUnfinished(db, 10)
  erasures.countUnfinished(db)
  erasures.isLeftWithoutAccount(db, 'bob')
  removeAll(db, 'ana', 1)
  for (const what of retained) {
    commitRetention(db, what, 5, 5)
    countRetention(db, what, 5)
  }
  const planned = [...asked].filter((statement) => /^\s*(select|update|delete)\b/i.test(statement))

  expect(planned.length).toBeGreaterThan(30)
  const costly = planned.flatMap((statement) =>
    costlyIn(statement)
      .filter((step) => !bounded.test(step))
      .map((step) => `${step}: ${statement}`),
  )
  expect(costly).toEqual([])
  // Rows in the order in which they were written come without sorting, up to the limit.
  const walks = planned.filter((statement) => costlyIn(statement).includes('SCAN t'))
  expect(walks.filter((statement) => !/ limit :max$/.test(statement))).toEqual([])
})
