// Everything that can happen to one job at the same moment, in every order: the result arrives, its time runs
// out, its owner cancels, an operator fails it, its owner submits it again, hides it, or stops listening. One
// outcome, one settlement, one telling of it, whatever came first.

import { verify } from '../../src/db/verify.ts'
import { type EventEnvelope, eventTypes } from '../../src/domain/events.ts'
import { createWorld, type World } from '../../src/testing/index.ts'

const actions = ['result', 'timeout', 'cancel', 'fail', 'retry', 'hide', 'unsubscribe'] as const
export type Action = (typeof actions)[number]

/** Six of the seven at a time, from a job that waits and from one that runs. */
export interface Race {
  readonly from: 'waiting' | 'running'
  readonly actions: readonly Action[]
  /** Each settles before the next, or all in one tick and one transaction. */
  readonly pace: 'one by one' | 'one tick'
}

export const races: readonly Race[] = (['running', 'waiting'] as const).flatMap((from) =>
  (['one by one', 'one tick'] as const).flatMap((pace) =>
    (from === 'running' ? (['cancel', 'unsubscribe'] as const) : (['result'] as const)).map(
      (without) => ({ from, pace, actions: actions.filter((action) => action !== without) }),
    ),
  ),
)

export interface RaceReport {
  readonly orders: number
  readonly broken: readonly string[]
  /** How the job ended, and how often. */
  readonly outcomes: Readonly<Record<string, number>>
}

const tokens = 5
const timeoutMs = 60_000
const user = 'ana'
const ended: readonly string[] = ['completed', 'failed']

/** Plays a race in every order of its actions. */
export async function runRace(race: Race): Promise<RaceReport> {
  const broken: string[] = []
  const outcomes: Record<string, number> = {}
  let orders = 0
  const world = await createWorld({
    settings: { slotsMax: 10_000, processingTimeoutMs: timeoutMs, queuedTimeoutMs: timeoutMs },
  })
  try {
    world.analyzer.otherwise({ does: 'hang' })
    if (race.from === 'waiting') world.service.dispatcher.close()
    for (const order of permutations(race.actions)) {
      const runner = new Runner(world, race, `${user}-${++orders}`)
      const outcome = await runner.run(order)
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
      broken.push(...runner.broken.map((what) => `${order.join(' → ')}: ${what}`))
    }
    const { checks } = verify(world.db, { now: world.clock.now(), isLive: true })
    broken.push(...checks.filter(({ ok }) => !ok).map(({ id, sample }) => `${id}: ${sample[0]}`))
  } finally {
    await world.close()
  }
  return { orders, broken, outcomes }
}

/** One job, one subscriber, one order. */
class Runner {
  readonly broken: string[] = []
  readonly #world: World
  readonly #race: Race
  readonly #userId: string
  readonly #left = new AbortController()
  readonly #told: EventEnvelope[] = []
  #toldWhenLeft: number | undefined
  #jobId = ''

  constructor(world: World, race: Race, userId: string) {
    this.#world = world
    this.#race = race
    this.#userId = userId
  }

  async run(order: readonly Action[]): Promise<string> {
    const world = this.#world
    await world.user(this.#userId, tokens)
    // Armed before the service's own timer for the same instant, so it fires before that one.
    if (this.#race.pace === 'one tick') {
      world.clock.setTimeout(() => order.forEach((action) => void this.#do(action)), timeoutMs)
    }
    const { jobId } = await world.submit(this.#userId)
    this.#jobId = jobId
    const listening = this.#listen()
    await world.settle()
    const must = this.#race.from === 'running' ? 'processing' : 'queued'
    if (world.statusOf(jobId) !== must) this.broken.push(`it began as ${world.statusOf(jobId)}`)
    if (this.#race.pace === 'one by one') await this.#oneByOne(order)
    else await world.passes(timeoutMs)
    await this.#endOthers()
    this.#left.abort()
    await listening
    this.#judge()
    const job = world.job(jobId)
    return job?.errorCode ?? job?.status ?? 'gone'
  }

  async #oneByOne(order: readonly Action[]): Promise<void> {
    for (const action of order) {
      if (action === 'timeout') await this.#world.passes(timeoutMs)
      else void this.#do(action)
      await this.#world.settle()
    }
  }

  /** What it was refused with is no concern here; that it was decided once is. */
  async #do(action: Action): Promise<void> {
    await this.#asked(action).catch(() => {})
  }

  async #asked(action: Action): Promise<unknown> {
    const { desk, intake, supervisor } = this.#world.service
    const jobId = this.#jobId
    const owner = { kind: 'user', id: this.#userId } as const
    switch (action) {
      case 'result':
        return supervisor.dispatch(jobId, {
          type: 'analysis.succeeded',
          attempt: 1,
          profile: '{"text":"fine"}',
          analyzer: 'race@1',
        })
      case 'timeout':
        return supervisor.dispatch(jobId, { type: 'deadline.found' })
      case 'cancel':
        return desk.cancel(jobId, owner)
      case 'fail':
        return desk.fail(jobId, { kind: 'operator', id: 'olga' }, 'a race')
      case 'retry':
        return intake.retry(this.#userId, jobId)
      case 'hide':
        return desk.hide(jobId, owner)
      case 'unsubscribe':
        this.#left.abort()
        this.#toldWhenLeft = this.#told.length
        return undefined
    }
  }

  async #listen(): Promise<void> {
    const { feed } = this.#world.service
    for await (const event of feed.after(this.#userId, 0, this.#left.signal)) this.#told.push(event)
  }

  /** Retries that are still alive are none of this race's business. */
  async #endOthers(): Promise<void> {
    const { desk } = this.#world.service
    const alive = this.#world.rows<{ id: string }>(
      "select job_id as id from jobs where status in ('queued', 'processing') and job_id <> ?",
      this.#jobId,
    )
    const by = { kind: 'operator', id: 'olga' } as const
    for (const { id } of alive) await desk.fail(id, by, 'the race is over')
    await this.#world.settle()
  }

  #judge(): void {
    const world = this.#world
    const { broken } = this
    const job = world.job(this.#jobId)
    if (!job || !ended.includes(job.status)) broken.push(`it is ${job?.status}`)
    const count = (query: string) => world.rows<{ n: number }>(query, this.#jobId)[0]?.n
    const of = (kind: string) =>
      count(`select count(*) as n from ledger_entries where kind = '${kind}' and job_id = ?`)
    if (of('charge') !== 1) broken.push(`${of('charge')} charges`)
    const refunds = job?.status === 'failed' ? 1 : 0
    if (of('refund') !== refunds) broken.push(`${of('refund')} refunds of a ${job?.status} job`)
    const ends = count(
      "select count(*) as n from events where type in ('analysis.completed', 'analysis.failed') and job_id = ?",
    )
    if (ends !== 1) broken.push(`${ends} endings`)
    const retries = count('select count(*) as n from jobs where retry_of = ?')
    if (Number(retries) > 1) broken.push(`${retries} retries`)
    const spent = job?.status === 'completed' ? 1 : 0
    const balance = world.balanceOf(this.#userId)
    if (balance !== tokens - spent) broken.push(`the balance is ${balance}`)
    this.#judgeTold()
  }

  /** In order, each once; all of them, or those until the subscriber left. */
  #judgeTold(): void {
    const happened = this.#world.eventsOf(this.#userId)
    const told = this.#told.map(({ id }) => id)
    const due = happened.map(({ id }) => id).slice(0, this.#toldWhenLeft ?? happened.length)
    if (told.join() !== due.join()) this.broken.push(`told ${told.join()} of ${due.join()}`)
    const unknown = this.#told.filter(({ eventType }) => !eventTypes.includes(eventType))
    if (unknown.length > 0) this.broken.push(`told of ${unknown[0]?.eventType}`)
  }
}

export function* permutations<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length <= 1) {
    yield items
    return
  }
  for (const [index, item] of items.entries()) {
    const others = items.filter((_, other) => other !== index)
    for (const rest of permutations(others)) yield [item, ...rest]
  }
}
