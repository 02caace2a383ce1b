import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createUnstuckClient } from '../../client/index.ts'
import { ServerProcess } from './support/server-process.ts'

interface Counted {
  readonly words: number
  readonly longestWord: string
  readonly countedBy: string
}

const key = 'a-key-of-the-workers-of-this-very-test-0123456789'
const text = 'no job stays stuck and no token is lost'

/** How each example is started; both speak for the same assessment. */
const languages = {
  node: [process.execPath, 'dist/examples/external-worker-node/worker.js'],
  python: ['python3', 'examples/external-worker-python/worker.py'],
} as const
type Language = keyof typeof languages

const hasPython = spawnSync('python3', ['--version']).status === 0
if (!hasPython) {
  const what = 'No python3 was found: install it'
  if (process.env['CI']) throw new Error(what)
  process.stderr.write(`${what}. Tests of the worker in Python are SKIPPED.\n`)
}
const present: readonly Language[] = hasPython ? ['node', 'python'] : ['node']

let folder: string
let env: Record<string, string>
let server: ServerProcess
const workers: ChildProcess[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unstuck-workers-'))
  env = {
    DATABASE_PATH: join(folder, 'workers.db'),
    // The same after a restart, so that workers find it again.
    PORT: String(await freePort()),
    LOG_LEVEL: 'silent',
    ASSESSMENTS_MODULE: 'dist/examples/external-worker-node/assessments.js',
    WORKER_KEY: key,
    WORKER_LEASE: '2',
  }
  server = await ServerProcess.start(env)
})

afterEach(async () => {
  for (const worker of workers.splice(0)) worker.kill('SIGKILL')
  await server.end('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

function startWorker(language: Language, workerId: string): ChildProcess {
  const [command, script] = languages[language]
  const worker = spawn(command, [script], {
    env: {
      PATH: process.env['PATH'],
      UNSTUCK_URL: server.url,
      WORKER_KEY: key,
      WORKER_ID: workerId,
    },
    stdio: 'ignore',
  })
  workers.push(worker)
  return worker
}

async function person() {
  const token = await server.register()
  return createUnstuckClient<Counted>({ url: server.url, token, WebSocket: null })
}

type Client = Awaited<ReturnType<typeof person>>

/** Resolves when a worker has the job. */
async function started(client: Client, jobId: string): Promise<void> {
  for (;;) {
    const { status } = await client.trpc.assessment.status.query({ jobId })
    if (status !== 'queued') return
  }
}

describe.each(present)('the worker in %s', (language) => {
  test('ends with a clear line where its key is refused, instead of asking for ever', () => {
    const [command, script] = languages[language]
    const { status, stderr } = spawnSync(command, [script], {
      env: { PATH: process.env['PATH'], UNSTUCK_URL: server.url, WORKER_KEY: 'not the key' },
      encoding: 'utf8',
      timeout: 30_000,
    })

    expect([status, stderr]).toEqual([1, expect.stringMatching(/^stopped, .*WORKER_KEY.*\n$/)])
  })

  test('is below a hundred lines', () => {
    const source = languages[language][1].replace(/^dist\/(.*)\.js$/, '$1.ts')
    expect(readFileSync(source, 'utf8').split('\n').length).toBeLessThanOrEqual(100)
  })

  test('counts words, and finishes what it has when it is asked to stop', async () => {
    const client = await person()
    const worker = startWorker(language, 'first')
    const quick = await client.submit({ text, takesMs: 0 })
    expect(await quick.done()).toEqual({ words: 9, longestWord: 'stays', countedBy: 'first' })
    const slow = await client.submit({ text, takesMs: 3_000 })
    await started(client, slow.jobId)

    worker.kill('SIGTERM')
    const [code] = await once(worker, 'exit')

    expect(code).toBe(0)
    // Longer than its lease: it was kept by heartbeats.
    expect(await slow.done()).toMatchObject({ countedBy: 'first' })
    client.close()
  })

  test('is killed in the middle of a job, which another worker then does', async () => {
    const client = await person()
    const worker = startWorker(language, 'first')
    const job = await client.submit({ text, takesMs: 1_500 })
    await started(client, job.jobId)

    worker.kill('SIGKILL')
    startWorker(language, 'second')

    expect(await job.done()).toMatchObject({ countedBy: 'second' })
    client.close()
  })

  test('goes on with its job when the service is killed and comes back', async () => {
    await server.end('SIGTERM')
    // Long enough for a start on a machine that is busy with other tests.
    env = { ...env, WORKER_LEASE: '20' }
    server = await ServerProcess.start(env)
    const client = await person()
    startWorker(language, 'first')
    const job = await client.submit({ text, takesMs: 3_000 })
    await started(client, job.jobId)

    await server.end('SIGKILL')
    server = await ServerProcess.start(env)

    expect(await job.done()).toMatchObject({ countedBy: 'first' })
    expect(await client.trpc.assessment.status.query({ jobId: job.jobId })).toMatchObject({
      status: 'completed',
      attempt: 1,
    })
    client.close()
  })
})

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
