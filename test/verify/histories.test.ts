import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verify } from '../../src/db/verify.ts'
import { createWorld, type Script, type World } from '../../src/testing/index.ts'

const minuteMs = 60_000

type Step =
  | { readonly does: 'submit'; readonly user: number; readonly key: boolean }
  | { readonly does: 'pass'; readonly ms: number }
  | { readonly does: 'restart'; readonly awayMs: number }
  | { readonly does: 'script'; readonly script: Script }
  | { readonly does: 'cancel' | 'fail' | 'retry' | 'hide'; readonly job: number }
  | {
      readonly does: 'insert'
      readonly user: string
      readonly status: string
      readonly ageMs: number
    }
  | { readonly does: 'write'; readonly job: number; readonly set: string }
  | { readonly does: 'check' | 'register' }

const scripts: readonly Script[] = [
  { does: 'succeed', afterMs: 1_000 },
  { does: 'succeed', afterMs: 0 },
  { does: 'fail', afterMs: 500, transient: true },
  { does: 'fail', afterMs: 0 },
  { does: 'hang' },
  { does: 'hang', deaf: true },
  { does: 'report', everyMs: 2_000, times: 5 },
  { does: 'report', everyMs: 90_000, times: 3, thenHangs: true },
  { does: 'answer-late', afterMs: 11 * minuteMs },
  { does: 'throw', what: 'anything' },
  { does: 'succeed', result: { wrong: true } },
]

/** What people do to a row with sqlite3, each legal by the triggers or refused by them. */
const writes = [
  "status = 'processing'",
  "status = 'failed', error_message = 'by hand'",
  "status = 'failed', error_code = 'MINE', error_message = 'by hand'",
  "status = 'completed'",
  "status = 'queued'",
  'updated_at = updated_at + 60000',
  'deadline_at = null',
  'deleted_at = 1',
]

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constant('submit' as const), user: fc.nat(1), key: fc.boolean() }),
  fc.record({
    does: fc.constant('pass' as const),
    ms: fc.constantFrom(0, 1, 1_000, 3_000, minuteMs, 10 * minuteMs, 15 * minuteMs),
  }),
  fc.record({ does: fc.constant('script' as const), script: fc.constantFrom(...scripts) }),
  fc.record({ does: fc.constant('restart' as const), awayMs: fc.constantFrom(0, 20 * minuteMs) }),
  fc.record({
    does: fc.constantFrom('cancel' as const, 'fail' as const, 'retry' as const, 'hide' as const),
    job: fc.nat(20),
  }),
  fc.record({
    does: fc.constant('insert' as const),
    user: fc.constantFrom('ana', 'bob', 'nobody'),
    status: fc.constantFrom('queued', 'processing', 'failed', 'weird', ''),
    ageMs: fc.constantFrom(0, minuteMs, 20 * minuteMs, -minuteMs),
  }),
  fc.record({
    does: fc.constant('write' as const),
    job: fc.nat(20),
    set: fc.constantFrom(...writes),
  }),
  fc.record({ does: fc.constantFrom('check' as const, 'register' as const) }),
)

test('given any history of people, failures, restarts and strangers at the file, every invariant holds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const world = await createWorld({ settings: { slotsMax: 2 } })
      try {
        await world.user('ana', 30)
        await world.user('bob', 2)
        for (const [index, each] of steps.entries()) {
          await take(world, each, index)
          expectSound(world)
        }
        await world.check()
        expectSound(world)
        expect(verify(world.db, { now: world.clock.now() }).rows.unadoptedJobs).toBe(0)
      } finally {
        // A job that lost its actor is taken up again after a pause; nothing else outlives this.
        await world.passes(10_000)
        await world.close()
      }
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 40 },
  )
})

function expectSound(world: World): void {
  const report = verify(world.db, { now: world.clock.now(), isLive: true })
  expect(report.checks.filter(({ ok }) => !ok)).toEqual([])
}

async function take(world: World, step: Step, index: number): Promise<void> {
  switch (step.does) {
    case 'submit':
      return attempt(
        world.submit(step.user === 0 ? 'ana' : 'bob', {
          ...(step.key && { idempotencyKey: `key-${index % 3}` }),
        }),
      )
    case 'pass':
      return world.passes(step.ms)
    case 'restart':
      return world.restart(step.awayMs)
    case 'script':
      world.analyzer.otherwise(step.script)
      return
    case 'insert':
      return insert(world, step, index)
    case 'write':
      return write(world, step)
    case 'register':
      await world.user('nobody')
      return attempt(world.submit('nobody'))
    case 'check':
      await world.check()
      return
    default:
      return act(world, step)
  }
}

async function act(world: World, step: Extract<Step, { job: number; does: string }>) {
  const job = jobAt(world, step.job)
  if (!job) return
  const operator = { kind: 'operator', id: 'op' } as const
  const { desk, intake } = world.service
  if (step.does === 'cancel') await attempt(desk.cancel(job.jobId, operator))
  if (step.does === 'fail') await attempt(desk.fail(job.jobId, operator, 'because'))
  if (step.does === 'hide') await attempt(desk.hide(job.jobId, operator))
  if (step.does === 'retry') await attempt(intake.retry(job.userId, job.jobId))
}

function insert(world: World, step: Extract<Step, { does: 'insert' }>, index: number): void {
  const at = world.clock.now() - step.ageMs
  const message = step.status === 'failed' ? 'elsewhere' : null
  world.sql(
    `insert into jobs (job_id, user_id, status, error_message, created_at, updated_at)
     values (?, ?, ?, ?, ?, ?)`,
    `stranger-${index}`,
    step.user,
    step.status,
    message,
    at,
    at,
  )
}

/** A millisecond after the row was made, as any stranger is: in the same one it would look untouched. */
async function write(world: World, step: Extract<Step, { does: 'write' }>): Promise<void> {
  await world.passes(1)
  const job = jobAt(world, step.job)
  if (!job) return
  try {
    world.sql(`update jobs set ${step.set} where job_id = ?`, job.jobId)
  } catch (error) {
    expect(String(error)).toMatch(/job|constraint/i)
  }
}

function jobAt(world: World, index: number) {
  const rows = world.db.$client
    .prepare<[], { jobId: string; userId: string }>(
      'select job_id as jobId, user_id as userId from jobs order by created_at, job_id',
    )
    .all()
  return rows[index % Math.max(1, rows.length)]
}

/** Refusals are part of life; whatever else goes wrong shows in the file. */
const attempt = (asked: Promise<unknown>): Promise<void> =>
  asked.then(
    () => {},
    () => {},
  )
