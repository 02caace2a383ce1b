// The job systems that live in the process, on a SQLite file: plainjob and liteque, each at its own default
// (synchronous=NORMAL, which may lose the last commits at a power cut) and at the service's FULL.
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { instantAssessment, shortProfile } from './payloads.ts'
import type { Handlers, Peer } from './peer.ts'
import { inFlightMax } from './peer.ts'
import { peerPackage, peerVersion } from './peer-packages.ts'
import { Subject } from './service.ts'

export type Durability = 'FULL' | 'NORMAL'

const noHandlers: Handlers = { onStart: () => undefined, onEnd: () => {} }

/** The service by the same measure. */
export async function makeService(folder: string): Promise<Peer> {
  let handlers = noHandlers
  const profile = shortProfile()
  const assessment = instantAssessment(() => {
    handlers.onStart()
    return Promise.resolve(profile)
  })
  const subject = await new Subject({ folder, file: 'unstuck.db', assessment }).start({
    dispatches: false,
  })
  subject.onLog = (event) => {
    if (event === 'job.completed') handlers.onEnd()
  }
  return {
    name: 'unstuck, FULL',
    polls: false,
    startsMax: 500,
    submit: (index) => subject.submit(index),
    work: async (next) => {
      handlers = next
      subject.runtime.dispatcher.open()
    },
    rest: async () => subject.runtime.dispatcher.close(),
    close: async () => subject.stop(),
  }
}

interface Plainjob {
  better(database: Database.Database): unknown
  defineQueue(options: { connection: unknown; logger: unknown }): {
    add(type: string, data: unknown): unknown
    addMany(type: string, data: readonly unknown[]): unknown
    close(): void
  }
  defineWorker(
    type: string,
    work: () => Promise<void>,
    options: { queue: unknown; logger: unknown; onCompleted: () => void },
  ): { start(): Promise<void>; stop(): Promise<void> }
}

const silent = { error: console.error, warn: () => {}, info: () => {}, debug: () => {} }

export async function makePlainjob(folder: string, durability: Durability): Promise<Peer> {
  const { better, defineQueue, defineWorker } = await peerPackage<Plainjob>('plainjob')
  const database = new Database(join(folder, `plainjob-${durability}.db`))
  const queue = defineQueue({ connection: better(database), logger: silent })
  // It has just set NORMAL itself.
  if (durability === 'FULL') database.pragma('synchronous = FULL')
  let worker: ReturnType<Plainjob['defineWorker']> | undefined
  return {
    name: `plainjob ${peerVersion('plainjob')}, ${durability}`,
    polls: true,
    startsMax: 10,
    submit: async (_, scores) => queue.add('analysis', scores),
    submitMany: (scores) => queue.addMany('analysis', scores),
    work: async ({ onStart, onEnd }) => {
      const work = async () => void onStart()
      worker = defineWorker('analysis', work, { queue, logger: silent, onCompleted: onEnd })
      void worker.start()
    },
    rest: async () => worker?.stop(),
    close: async () => {
      queue.close()
      database.close()
    },
  }
}

interface Liteque {
  buildDBClient(path: string, options: { runMigrations: boolean }): LitequeDb
  SqliteQueue: new (
    name: string,
    db: LitequeDb,
    options: { defaultJobArgs: { numRetries: number }; keepFailedJobs: boolean },
  ) => { enqueue(payload: unknown): Promise<unknown> }
  Runner: new (
    queue: unknown,
    handlers: { run: () => Promise<unknown>; onComplete: () => Promise<void> },
    options: { pollIntervalMs: number; timeoutSecs: number; concurrency: number },
  ) => { run(): Promise<void>; stop(): void }
}

interface LitequeDb {
  readonly session: { readonly client: Database.Database }
}

/** A poll as often as its makers' own application has it. */
const litequePollMs = 1_000

export async function makeLiteque(folder: string, durability: Durability): Promise<Peer> {
  const { buildDBClient, SqliteQueue, Runner } = await peerPackage<Liteque>('liteque')
  const db = buildDBClient(join(folder, `liteque-${durability}.db`), { runMigrations: true })
  if (durability === 'FULL') db.session.client.pragma('synchronous = FULL')
  const options = { defaultJobArgs: { numRetries: 3 }, keepFailedJobs: true }
  const queue = new SqliteQueue('analysis', db, options)
  let runner: InstanceType<Liteque['Runner']> | undefined
  let running: Promise<void> = Promise.resolve()
  return {
    name: `liteque ${peerVersion('liteque')}, ${durability}`,
    polls: true,
    startsMax: 10,
    submit: (_, scores) => queue.enqueue(scores),
    work: async ({ onStart, onEnd }) => {
      const handlers = { run: async () => onStart(), onComplete: async () => onEnd() }
      runner = new Runner(queue, handlers, {
        pollIntervalMs: litequePollMs,
        timeoutSecs: 600,
        concurrency: inFlightMax,
      })
      running = runner.run()
    },
    rest: async () => {
      runner?.stop()
      await running
    },
    close: async () => void db.session.client.close(),
  }
}
