import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../src/db/connection.ts'
import { verify } from '../../src/db/verify.ts'
import { createWorld, outsideAssessment, simpleAssessment } from '../../src/testing/index.ts'

/** A database with a job that a worker has, one that waits for workers, one in line and one that ended. */
let image: Buffer
let now: number

beforeAll(async () => {
  const assessments = [simpleAssessment(), outsideAssessment()]
  const world = await createWorld({ assessments, settings: { slotsMax: 1 } })
  await world.user('ana', 10)
  await world.submit('ana')
  await world.passes(2_000)
  world.analyzer.otherwise({ does: 'hang' })
  await world.submit('ana')
  await world.submit('ana')
  for (let n = 0; n < 2; n++) {
    await world.submit('ana', { assessmentName: 'Outside Assessment' })
  }
  await world.worker().claim()
  image = world.db.$client.serialize()
  now = world.clock.now()
  await world.close()
})

const opened: ReturnType<typeof openDatabase>[] = []
afterAll(() => {
  for (const { close } of opened) close()
})

function broken(sql?: string): string[] {
  const database = openDatabase(':memory:', image)
  opened.push(database)
  const { $client } = database.db
  if (sql !== undefined) {
    const triggers = $client.prepare("select name from sqlite_schema where type = 'trigger'")
    const kept = $client.prepare("select sql from sqlite_schema where type = 'trigger'")
    const definitions = kept.pluck().all() as string[]
    for (const name of triggers.pluck().all()) $client.exec(`drop trigger ${name}`)
    expect($client.prepare(sql).run().changes).toBe(1)
    for (const definition of definitions) $client.exec(definition)
  }
  return verify(database.db, { now })
    .checks.filter(({ ok }) => !ok)
    .map(({ id }) => id)
}

test('what a service with workers writes holds', () => {
  expect(broken()).toEqual([])
})

const leased = "where leased_by = 'worker-1'"
const offered = 'where claimable_at is not null'
const inLine = 'where queue_seq is not null'
const ended = "where status = 'completed'"

test.each([
  ['a worker has a job that waits', `leased_by = 'one', lease_hash = 'x' ${inLine}`, ['J12']],
  ['a worker has a job that ended', `leased_by = 'one', lease_hash = 'x' ${ended}`, ['J12']],
  ['a lease has no token', `lease_hash = null ${leased}`, ['J12']],
  ['a leased job is offered', `claimable_at = created_at ${leased}`, ['J12', 'D1']],
  ['a lease has no hard limit', `hard_deadline_at = null ${leased}`, ['J1', 'J12']],
  ['an ended job is offered', `claimable_at = created_at ${ended}`, ['J12', 'D1']],
  ['a job waits in two lines', `queue_seq = 1000000 ${offered}`, ['J12']],
  ['a job waits in no line', `claimable_at = null ${offered}`, ['J1', 'D1']],
])('given a file in which %s, then it is found, and nothing else', (_, change, checks) => {
  expect(broken(`update jobs set ${change}`)).toEqual(checks)
})
