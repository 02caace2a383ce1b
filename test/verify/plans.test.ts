import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenDatabase, openDatabase } from '../../src/db/connection.ts'
import type { Check } from '../../src/db/verify-check.ts'
import { counterCheck } from '../../src/db/verify-counters.ts'
import { eventChecks } from '../../src/db/verify-events.ts'
import { textCheck } from '../../src/db/verify-file.ts'
import { jobChecks } from '../../src/db/verify-jobs.ts'
import { moneyChecks } from '../../src/db/verify-money.ts'

let database: OpenDatabase
beforeAll(() => {
  database = openDatabase(':memory:')
})
afterAll(() => database.close())

interface Step {
  readonly id: number
  readonly parent: number
  readonly detail: string
}

const statements = [...moneyChecks, ...jobChecks, ...eventChecks, counterCheck, textCheck].filter(
  (check): check is Check & { sql: string } => check.sql !== undefined,
)

const planOf = (sql: string) =>
  database.db.$client.prepare<[], Step>(`explain query plan ${sql}`).all()

test.each(statements)(
  'given a million rows, then $id reads each once: no scan stands inside another',
  ({ sql }) => {
    const steps = planOf(sql)

    const inner = steps.filter(({ id, parent, detail }) => {
      const isScan = detail.startsWith('SCAN')
      const before = steps.filter((step) => step.parent === parent && step.id < id)
      return (
        isScan &&
        (before.some(({ detail: d }) => /^(SCAN|SEARCH)/.test(d)) || isPerRow(steps, parent))
      )
    })
    expect(inner).toEqual([])
    expect(steps.filter(({ detail }) => /AUTOMATIC/.test(detail))).toEqual([])
  },
)

test('given a join without an index, then the rule above would see it', () => {
  const steps = planOf('select 1 from users u, users v where u.name < v.name')

  expect(steps.map(({ detail }) => detail)).toEqual(['SCAN u', 'SCAN v'])
})

/** Whether the part is run again for each row of what is around it. */
function isPerRow(steps: readonly Step[], part: number): boolean {
  const step = steps.find(({ id }) => id === part)
  if (!step) return false
  return step.detail.startsWith('CORRELATED') || isPerRow(steps, step.parent)
}
