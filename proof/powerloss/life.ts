// One life of the process under test: it opens the database, serves made-up people by a seed, and ends by
// its own kill -9 or by stopping. It runs under the recorder and marks what it was asked and answered.
import Database from 'better-sqlite3'
import { type OpenDatabase, openDatabase } from '../../src/db/connection.ts'
import * as events from '../../src/db/events.queries.ts'
import { RealClock } from '../../src/system/clock.ts'
import { Marker } from './log.ts'
import { People } from './people.ts'
import { makeRandom } from './random.ts'
import { makeRuntime, pause } from './workload.ts'

export interface LifeOptions {
  readonly database: string
  readonly log: string
  readonly seed: number
  /** 0, 1, 2 … of the same file; it tells the asks of one life from those of the others. */
  readonly life: number
  readonly rounds: number
  readonly end: 'kill' | 'stop'
  /**
   * How the connection is set after it was opened. Only here can it be anything but the service's own: the
   * proof must be seen to fail without it.
   */
  readonly synchronous: 'as-shipped' | 'normal' | 'off'
  /** Pages in the write-ahead log that bring a checkpoint; fewer bring more of them. */
  readonly checkpointPages: number | undefined
}

/** A store that cannot be written keeps the service from being ready; a slow machine only delays it. */
const readyMaxMs = process.env['POWERLOSS_FAULT'] === undefined ? 60_000 : 2_500

const [argument] = process.argv.slice(2)
if (argument === undefined) throw new Error('A life needs its options as JSON')
await live(JSON.parse(argument))

async function live(options: LifeOptions): Promise<void> {
  const marker = new Marker(options.log)
  const database = openDatabase(options.database)
  weaken(database, options)
  const clock = new RealClock({ notBefore: events.newestInstant(database.db) })
  const runtime = makeRuntime(database, clock)
  const others = new Database(options.database, { timeout: 250 })
  const random = makeRandom(options.seed, 'life', options.life)
  const people = new People({ runtime, clock, marker, random, others, life: options.life })
  const started = runtime.start().then(() => true)
  // A store that cannot be written keeps the service from being ready; whoever watches it ends it then.
  if (!(await Promise.race([started, pause(clock, readyMaxMs).then(() => false)]))) process.exit(75)
  marker.set({ at: 'started' })
  await people.arrive()
  for (let round = 0; round < options.rounds; round++) await people.round()
  if (options.end === 'kill') process.kill(process.pid, 'SIGKILL')
  await people.leave()
  runtime.drain()
  await runtime.commits.add(() => undefined).catch(() => {})
  runtime.stop()
  clock.stop()
  others.close()
  database.close()
  marker.set({ at: 'stopped' })
  // Analyses that hang and clients that wait keep nothing alive, but a broken store may.
  process.exit(0)
}

function weaken({ db }: OpenDatabase, { synchronous, checkpointPages }: LifeOptions): void {
  if (synchronous !== 'as-shipped') db.$client.pragma(`synchronous = ${synchronous}`)
  if (checkpointPages !== undefined) db.$client.pragma(`wal_autocheckpoint = ${checkpointPages}`)
}
