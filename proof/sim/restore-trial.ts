// A service on an older backup, beside the one that runs: whoever was erased since is erased again before anybody is
// served, and what was theirs is settled. It is given a clock of its own, and is gone afterwards.
import type { ErasureList } from '../../src/actors/eraser.ts'
import { eraseAgain, renumberEvents } from '../../src/db/commit-restore.ts'
import { type Db, openDatabase } from '../../src/db/connection.ts'
import { newestInstant } from '../../src/db/events.queries.ts'
import { verify } from '../../src/db/verify.ts'
import { createRuntime, type Runtime } from '../../src/runtime.ts'
import { silentLog } from '../../src/system/log.ts'
import { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import type { Blame } from './blame.ts'
import type { SimErasureList } from './erasure-list.ts'
import { leftOfPerson } from './left-of-person.ts'
import type { Model } from './model.ts'
import type { Config } from './plan.ts'
import { definitionsOf, offersOf } from './release.ts'

export interface TrialOptions {
  readonly config: Config
  readonly model: Model
  readonly blame: Blame
  readonly image: Buffer
  readonly way: 'tool' | 'by hand'
  readonly list: SimErasureList
}

/** Long enough for every step of an erasure, and for one that is tried again. */
const settlesWithinMs = 120_000

export async function tryBackup(options: TrialOptions): Promise<void> {
  const { image, way, list, blame } = options
  const open = openDatabase(':memory:', image)
  const { db } = open
  const time = new SimulatedClock(newestInstant(db))
  // As it is now: whoever is erased while this is tried is erased beside it.
  const erased = list.all.filter((userId) => isKnown(db, userId))
  try {
    if (way === 'tool') {
      renumberEvents(db, time.now())
      eraseAgain(db, (userId) => list.has(userId), time.now())
      // Jobs are settled by the service; what is personal is gone before it is in its place.
      for (const userId of erased) requireNoAnswers(db, userId, blame)
    }
    const runtime = runtimeOf(options, db, time, erased)
    await settled(runtime.eraser.recall(), time)
    for (const userId of erased) {
      if (!isClosed(db, userId)) blame('P1', `${userId} is served from a backup`)
    }
    await settled(runtime.start(), time)
    await time.advance(settlesWithinMs)
    for (const userId of erased) {
      for (const what of leftOfPerson(db.$client, userId)) blame('P1', `in a backup ${what}`)
    }
    runtime.stop()
    // What it had begun finds that it is stopped, and the file still open.
    await time.advance(1_000)
    requireSound(db, time.now(), options)
  } finally {
    open.close()
  }
}

function runtimeOf(
  { config, list, blame }: TrialOptions,
  db: Db,
  time: SimulatedClock,
  erased: readonly string[],
): Runtime {
  const offers = offersOf(config, { tokenCost: config.tokenCost, withdrawn: false })
  const analyzer = { name: 'silent', version: '1', analyze: () => new Promise<never>(() => {}) }
  let ids = 0
  return createRuntime({
    ...config,
    ...{ db, clock: time, log: silentLog, erasureList: list as ErasureList },
    newId: () => `00000000-0000-7000-8000-${String(++ids).padStart(12, '0')}`,
    assessments: definitionsOf(offers, config.outside?.leaseMs, analyzer),
    defaultAssessment: offers[0]?.name ?? '',
    defaults: config,
    submitLimit: { perMinute: 1, burst: 1 },
    retention: undefined,
    webhooks: {
      secret: 'the secret of a simulated service',
      check: (url) => Promise.resolve(url),
      send: ({ body }) => {
        const { userId } = JSON.parse(body).data
        if (erased.includes(userId)) blame('P1', `${userId} is erased, and a backup tells of them`)
        return Promise.resolve({ statusCode: 200, error: null, answer: '', durationMs: 1 })
      },
    },
  })
}

/** What waits for deferred work gets its turns. */
async function settled<T>(work: Promise<T>, time: SimulatedClock): Promise<T> {
  await time.advance(0)
  return work
}

const isKnown = (db: Db, userId: string): boolean =>
  db.$client.prepare('select 1 from users where id = ?').get(userId) !== undefined

const isClosed = (db: Db, userId: string): boolean =>
  db.$client.prepare('select 1 from users where id = ? and erased_at is not null').get(userId) !==
  undefined

function requireNoAnswers(db: Db, userId: string, blame: Blame): void {
  const answers = leftOfPerson(db.$client, userId).filter((what) => what.includes('answers'))
  for (const what of answers) blame('P1', `before a backup is served, ${what}`)
}

function requireSound(db: Db, now: number, { model, blame }: TrialOptions): void {
  for (const { id, title, ok, sample } of verify(db, { now, depth: 'quick' }).checks) {
    const own = sample.filter((line) => !model.isMeddled(id, line))
    if (!ok && own.length > 0) blame(`verify ${id}`, `of a backup: ${title}: ${own[0]}`)
  }
}
