// The job systems that need a server: graphile-worker, pg-boss and BullMQ on PostgreSQL, BullMQ on Redis.
// Each as its documentation starts it, with 64 jobs at once.
import { type Handlers, inFlightMax, type Peer } from './peer.ts'
import { peerPackage, peerVersion } from './peer-packages.ts'

/** How a PostgreSQL is reached: through the socket in its folder. */
export interface Postgres {
  readonly host: string
  readonly user: string
  readonly database: string
}

const noHandlers: Handlers = { onStart: () => undefined, onEnd: () => {} }
const poolMax = 25

interface Pg {
  Pool: new (config: Postgres & { max: number }) => { end(): Promise<void> }
}

interface GraphileWorker {
  makeWorkerUtils(options: { pgPool: unknown }): Promise<{
    migrate(): Promise<void>
    addJob(task: string, payload: unknown): Promise<unknown>
    release(): Promise<void>
  }>
  run(options: {
    pgPool: unknown
    concurrency: number
    noHandleSignals: boolean
    logger: unknown
    taskList: Record<string, () => Promise<void>>
  }): Promise<{
    stop(): Promise<void>
    events: { on(name: 'job:complete', listener: () => void): unknown }
  }>
  Logger: new (makeLog: () => () => void) => unknown
}

export async function makeGraphileWorker(postgres: Postgres): Promise<Peer> {
  const { makeWorkerUtils, run, Logger } = await peerPackage<GraphileWorker>('graphile-worker')
  const { Pool } = await peerPackage<Pg>('pg')
  const pgPool = new Pool({ ...postgres, max: poolMax })
  const utils = await makeWorkerUtils({ pgPool })
  await utils.migrate()
  const logger = new Logger(() => () => {})
  let runner: Awaited<ReturnType<GraphileWorker['run']>> | undefined
  return {
    name: `graphile-worker ${peerVersion('graphile-worker')}`,
    polls: false,
    startsMax: 300,
    submit: (_, scores) => utils.addJob('analysis', scores),
    work: async ({ onStart, onEnd }) => {
      const taskList = { analysis: async () => void onStart() }
      const options = { pgPool, concurrency: inFlightMax, noHandleSignals: true, logger }
      runner = await run({ ...options, taskList })
      runner.events.on('job:complete', onEnd)
    },
    rest: async () => runner?.stop(),
    close: async () => {
      await utils.release()
      await pgPool.end()
    },
  }
}

interface PgBoss {
  default: new (
    config: Postgres & { max: number },
  ) => {
    on(name: 'error', listener: (error: unknown) => void): unknown
    start(): Promise<unknown>
    stop(options: { graceful: boolean }): Promise<unknown>
    createQueue(name: string): Promise<unknown>
    send(name: string, data: unknown): Promise<unknown>
    work(
      name: string,
      options: { batchSize: number; pollingIntervalSeconds: number },
      handler: (jobs: readonly unknown[]) => Promise<unknown>,
    ): Promise<unknown>
    offWork(name: string): Promise<unknown>
  }
}

export async function makePgBoss(postgres: Postgres): Promise<Peer> {
  const { default: Boss } = await peerPackage<PgBoss>('pg-boss')
  const boss = new Boss({ ...postgres, max: poolMax })
  boss.on('error', console.error)
  await boss.start()
  await boss.createQueue('analysis')
  // A worker that was told to stop may still fetch what comes next: it works for whoever counts then.
  let handlers = noHandlers
  return {
    name: `pg-boss ${peerVersion('pg-boss')}, 10 workers × 50`,
    polls: true,
    startsMax: 20,
    submit: (_, scores) => boss.send('analysis', scores),
    work: async (next) => {
      handlers = next
      const options = { batchSize: 50, pollingIntervalSeconds: 0.5 }
      const handle = async (jobs: readonly unknown[]) => {
        const results = jobs.map(() => handlers.onStart())
        // It tells nobody when it has stored the end: its last write is not counted.
        for (const _ of jobs) setImmediate(() => handlers.onEnd())
        return results[0]
      }
      for (let worker = 0; worker < 10; worker++) await boss.work('analysis', options, handle)
    },
    rest: async () => void (await boss.offWork('analysis')),
    close: async () => void (await boss.stop({ graceful: false })),
  }
}

interface Bullmq {
  Queue: new (
    name: string,
    options: { connection: unknown },
    backend?: unknown,
  ) => {
    on(name: 'error', listener: (error: unknown) => void): unknown
    waitUntilReady(): Promise<unknown>
    add(name: string, data: unknown): Promise<unknown>
    close(): Promise<void>
  }
  Worker: new (
    name: string,
    handler: () => Promise<unknown>,
    options: { connection: unknown; concurrency: number },
    backend?: unknown,
  ) => {
    on(name: 'error' | 'completed', listener: (value: unknown) => void): unknown
    waitUntilReady(): Promise<unknown>
    close(): Promise<void>
  }
  createPostgresBackend: unknown
}

export async function makeBullmqOnPostgres(postgres: Postgres): Promise<Peer> {
  const { createPostgresBackend } = await peerPackage<Bullmq>('bullmq')
  const connection = { ...postgres, max: poolMax, migrate: true }
  return makeBullmq('PostgreSQL', connection, createPostgresBackend)
}

export const makeBullmqOnRedis = (socket: string): Promise<Peer> =>
  makeBullmq('Redis', { path: socket, maxRetriesPerRequest: null })

async function makeBullmq(on: string, connection: unknown, backend?: unknown): Promise<Peer> {
  const { Queue, Worker } = await peerPackage<Bullmq>('bullmq')
  const queue = new Queue('analysis', { connection }, backend)
  queue.on('error', console.error)
  await queue.waitUntilReady()
  let handlers = noHandlers
  let worker: InstanceType<Bullmq['Worker']> | undefined
  return {
    name: `BullMQ ${peerVersion('bullmq')} on ${on}`,
    polls: false,
    startsMax: 300,
    submit: (_, scores) => queue.add('analysis', scores),
    work: async (next) => {
      handlers = next
      const options = { connection, concurrency: inFlightMax }
      worker = new Worker('analysis', async () => handlers.onStart(), options, backend)
      worker.on('error', console.error)
      worker.on('completed', () => handlers.onEnd())
      await worker.waitUntilReady()
    },
    rest: async () => worker?.close(),
    close: () => queue.close(),
  }
}
