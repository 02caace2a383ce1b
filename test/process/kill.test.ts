import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTRPCClient, httpLink } from '@trpc/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createUnstuckClient, type Job, JobFailedError } from '../../client/index.ts'
import type { AppRouter } from '../../src/index.ts'
import { ServerProcess } from './support/server-process.ts'

const kills = 20
const submitsEach = 12

let folder: string
let env: Record<string, string>

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unstuck-kill-'))
  env = {
    DATABASE_PATH: join(folder, 'kill.db'),
    PORT: '0',
    LOG_LEVEL: 'silent',
    ASSESSMENTS_MODULE: 'test/process/support/slow.assessments.mjs',
    WORKER_CONCURRENCY: '3',
    DEFAULT_TOKEN_BALANCE: '1000',
  }
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('given a server killed twenty times in the middle of its work, then nothing acknowledged is lost and every token adds up', async () => {
  const acknowledged: { jobId: string; resultId: string }[] = []
  let token = ''
  for (let round = 0; round < kills; round++) {
    const server = await ServerProcess.start(env)
    if (token === '') token = await server.register()
    const client = createUnstuckClient({ url: server.url, token, WebSocket: null })
    const enough = 1 + (round % submitsEach)
    await new Promise<void>((resolve) => {
      let acks = 0
      for (let score = 0; score < submitsEach; score++) {
        // What the kill cuts off was never acknowledged; what comes of it is for the service to know.
        void trpcOf(server.url, token)
          .assessment.submit.mutate({ assessmentData: { score } })
          .then(({ jobId, resultId }) => {
            acknowledged.push({ jobId, resultId })
            if (++acks === enough) resolve()
          })
          .catch(() => {})
      }
    })
    client.close()
    expect(await server.end('SIGKILL')).toBe(null)
  }

  const server = await ServerProcess.start(env)
  const client = createUnstuckClient({ url: server.url, token, WebSocket: null })
  const ended = await Promise.all(acknowledged.map((ids) => endOf(client.job(ids))))
  const failed = ended.filter((end) => end !== 'completed')
  expect(new Set(failed)).toEqual(failed.length > 0 ? new Set(['POISON']) : new Set())
  client.close()
  expect(await server.end('SIGTERM')).toBe(0)

  const verified = spawnSync(process.execPath, [
    'dist/src/cli.js',
    'verify',
    env['DATABASE_PATH'] ?? '',
  ])
  expect(verified.stdout.toString()).toContain('clean')
  expect(verified.status).toBe(0)
  expect(acknowledged.length).toBeGreaterThanOrEqual(kills)
}, 180_000)

test('given a file that is being served, when a second server is started on it, then it refuses and says why', async () => {
  const server = await ServerProcess.start(env)
  const second = spawnSync(process.execPath, ['dist/src/cli.js', 'serve'], {
    env: { ...process.env, ...env },
  })

  expect(second.status).toBe(1)
  expect(second.stderr.toString()).toContain('Another process is serving')
  expect(await server.end('SIGTERM')).toBe(0)
})

test('given a bad configuration, when the server is started, then it names every problem and exits with 2', () => {
  const bad = { ...process.env, ...env, PORT: 'http', STUCK_JOB_QUEUED_TIMEOUT: '0' }
  const { status, stderr } = spawnSync(process.execPath, ['dist/src/cli.js', 'serve'], { env: bad })

  expect(status).toBe(2)
  expect(stderr.toString()).toMatch(/PORT must be .*\n.*STUCK_JOB_QUEUED_TIMEOUT must be/)
})

const trpcOf = (url: string, token: string) =>
  createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/trpc`, headers: { authorization: `Bearer ${token}` } })],
  })

async function endOf(job: Job<unknown>): Promise<string> {
  try {
    await job.done()
    return 'completed'
  } catch (error) {
    if (error instanceof JobFailedError) return error.code
    throw error
  }
}
