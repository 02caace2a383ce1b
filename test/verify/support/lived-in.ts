// A world in which about everything happened that can happen to a job, each to a job of a known name.
import { createWorld, type World } from '../../../src/testing/index.ts'

export interface LivedIn {
  readonly world: World
  /** Ids of jobs by what became of them. */
  readonly jobs: Readonly<Record<JobName, string>>
}

export type JobName =
  | 'completed'
  | 'keyed'
  | 'triedAgain'
  | 'failed'
  | 'invalid'
  | 'stuck'
  | 'cancelled'
  | 'retry'
  | 'poison'
  | 'restarted'
  | 'stuckStranger'
  | 'failedStranger'
  | 'completedStranger'
  | 'weirdStranger'
  | 'nobodys'
  | 'running'
  | 'waiting'

const minuteMs = 60_000

export async function livedInWorld(options: { databasePath?: string } = {}): Promise<LivedIn> {
  const world = await createWorld({ settings: { slotsMax: 1 }, ...options })
  await world.user('ana', 30)
  await world.user('bob', 5)
  const people = await peopleOf(world)
  const deaths = await deathsOf(world)
  const strangers = await strangersOf(world)
  world.analyzer.otherwise({ does: 'hang' })
  const running = await submitted(world)
  const waiting = await submitted(world)
  await world.settle()
  return { world, jobs: { ...people, ...deaths, ...strangers, running, waiting } }
}

async function submitted(world: World, idempotencyKey?: string): Promise<string> {
  const { jobId } = await world.submit('ana', { ...(idempotencyKey && { idempotencyKey }) })
  return jobId
}

async function peopleOf(world: World) {
  const { analyzer, service } = world
  const completed = await submitted(world)
  await world.passes(2_000)
  const keyed = await submitted(world, 'once')
  await submitted(world, 'once')
  await world.passes(2_000)
  analyzer.next({ does: 'fail', transient: true })
  const triedAgain = await submitted(world)
  await world.passes(minuteMs)
  analyzer.next({ does: 'fail' })
  const failed = await submitted(world)
  await world.passes(minuteMs)
  const wrong = { does: 'succeed', result: { wrong: true } } as const
  analyzer.next(wrong, wrong, wrong)
  const invalid = await submitted(world)
  await world.passes(2 * minuteMs)
  analyzer.next({ does: 'hang', deaf: true })
  const stuck = await submitted(world)
  const cancelled = await submitted(world)
  await world.settle()
  await service.desk.cancel(cancelled, { kind: 'user', id: 'ana' })
  await world.passes(11 * minuteMs)
  const { jobId: retry } = await service.intake.retry('ana', failed)
  await world.passes(2_000)
  await service.desk.hide(completed, { kind: 'user', id: 'ana' })
  return { completed, keyed, triedAgain, failed, invalid, stuck, cancelled, retry }
}

async function deathsOf(world: World) {
  world.analyzer.next({ does: 'hang' })
  const restarted = await submitted(world)
  await world.settle()
  await world.restart(1_000)
  await world.passes(2_000)
  world.analyzer.next({ does: 'hang' }, { does: 'hang' })
  const poison = await submitted(world)
  await world.settle()
  await world.restart()
  await world.restart()
  return { restarted, poison }
}

async function strangersOf(world: World) {
  const now = world.clock.now()
  const insert = (id: string, user: string, status: string, more = '', values = '') =>
    world.sql(
      `insert into jobs (job_id, user_id, status, created_at, updated_at${more})
       values ('${id}', '${user}', '${status}', ${now - 20 * minuteMs}, ${now}${values})`,
    )
  world.sql(
    `insert into results (id, user_id, assessment_name, status, profile, analyzer, created_at, updated_at)
     values ('given', 'bob', 'Simple Assessment', 'completed', '{}', 'theirs@1', ${now}, ${now})`,
  )
  insert('stranger-stuck', 'bob', 'queued')
  insert('stranger-failed', 'bob', 'failed', ', error_message', ", 'elsewhere'")
  insert('stranger-completed', 'bob', 'completed', ', result_id', ", 'given'")
  insert('stranger-weird', 'bob', 'lost in space')
  insert('stranger-nobodys', 'nobody', 'queued')
  await world.check()
  return {
    stuckStranger: 'stranger-stuck',
    failedStranger: 'stranger-failed',
    completedStranger: 'stranger-completed',
    weirdStranger: 'stranger-weird',
    nobodys: 'stranger-nobodys',
  }
}
