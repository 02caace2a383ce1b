import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import {
  createUnstuckClient,
  isUnstuckError,
  type Job,
  JobFailedError,
  type UnstuckClient,
} from '../../client/index.ts'
import { CutProxy } from './support/cut-proxy.ts'
import { type LiveService, startLiveService } from './support/live-service.ts'

type Result = { text: string }

let live: LiveService
let proxy: CutProxy
let people = 0
const opened: UnstuckClient<Result>[] = []

beforeAll(async () => {
  live = await startLiveService({ DEFAULT_TOKEN_BALANCE: '100' })
  proxy = await CutProxy.to(live.url)
})

afterAll(async () => {
  for (const client of opened) client.close()
  await proxy.close()
  await live.stop()
})

async function newClient(options: { url?: string; WebSocket?: unknown } = {}) {
  const token = await live.register(`person${++people}`)
  const client = createUnstuckClient<Result>({ url: live.url, token, WebSocket, ...options })
  opened.push(client)
  return client
}

async function eventsOf(job: Job<Result>): Promise<string[]> {
  const seen: string[] = []
  for await (const { event, resultId } of job.events())
    seen.push(`${event} ${resultId === job.resultId}`)
  return seen
}

const wholeStory = ['analysis-queued true', 'analysis-started true', 'analysis-complete true']

test('given a submission, when its analysis succeeds, then its events come in order and done gives the result', async () => {
  const client = await newClient()
  const job = await client.submit({ score: 50 })
  expect(job.answer).toMatchObject({ tokenCost: 1, remainingTokens: 99, queuePosition: 0 })
  const events = eventsOf(job)
  const done = job.done()
  ;(await live.analyzer.next()).succeed()

  expect(await events).toEqual(wholeStory)
  expect(await done).toEqual({ text: 'done by hand' })
  expect(await client.balance()).toBe(99)
})

test('given a finished job, when it is followed afterwards, then the whole story is told', async () => {
  const client = await newClient()
  const job = await client.submit({ score: 50 })
  ;(await live.analyzer.next()).succeed()
  await job.done()

  const { jobId, resultId } = job
  expect(await eventsOf(client.job({ jobId, resultId }))).toEqual(wholeStory)
})

test('given a failing analysis, when done is awaited, then it says why and what came back', async () => {
  const client = await newClient()
  const job = await client.submit({ score: 50 })
  const done = job.done().catch((error: unknown) => error)
  ;(await live.analyzer.next()).fail()

  const error = await done
  expect(error).toBeInstanceOf(JobFailedError)
  expect(error).toMatchObject({ code: 'ANALYSIS_FAILED', refundedTokens: 1, newBalance: 100 })
  expect(await client.balance()).toBe(100)

  const again = await job.retry()
  expect(again.jobId).not.toBe(job.jobId)
  ;(await live.analyzer.next()).succeed()
  expect(await again.done()).toEqual({ text: 'done by hand' })
})

test('given wrong scores, when they are submitted, then the error narrows by code and names the field', async () => {
  const client = await newClient()
  const error = await client.submit({ score: 101 }).catch((thrown: unknown) => thrown)

  expect(isUnstuckError(error, 'INSUFFICIENT_TOKENS')).toBe(false)
  if (!isUnstuckError(error, 'VALIDATION_ERROR')) throw error
  expect(error.details.fields?.[0]).toMatchObject({ path: 'assessmentData.score', sent: '101' })
  expect(await client.balance()).toBe(100)
})

test('given an aborted wait, when done is awaited, then it rejects and the job goes on', async () => {
  const client = await newClient()
  const job = await client.submit({ score: 50 })
  const abort = new AbortController()
  const done = job.done({ signal: abort.signal }).catch((error: unknown) => error)
  const running = await live.analyzer.next()
  abort.abort()

  expect(await done).toMatchObject({ name: 'AbortError' })
  expect(running.context.signal.aborted).toBe(false)
  running.succeed()
  expect(await job.done()).toEqual({ text: 'done by hand' })
})

test('given a token that is not good, when something is asked, then the error says UNAUTHORIZED', async () => {
  const client = createUnstuckClient<Result>({ url: live.url, token: 'nonsense', WebSocket })
  opened.push(client)
  const error = await client.submit({ score: 1 }).catch((thrown: unknown) => thrown)
  expect(isUnstuckError(error, 'UNAUTHORIZED')).toBe(true)
})

describe('over a connection that is cut', () => {
  test('given cuts at every stage, when the job goes on, then each event comes once and in order', async () => {
    const client = await newClient({ url: proxy.url })
    const job = await client.submit({ score: 50 })
    const seen: string[] = []
    const story = (async () => {
      for await (const { event } of job.events()) {
        seen.push(event)
        proxy.cut()
      }
    })()
    const running = await live.analyzer.next()
    proxy.cut()
    running.succeed()
    await story

    expect(seen).toEqual(['analysis-queued', 'analysis-started', 'analysis-complete'])
  })

  test('given an answer that never arrives, when submit repeats itself, then there is one job and one charge', async () => {
    const client = await newClient({ url: proxy.url })
    proxy.cutNextAfter(1)
    const job = await client.submit({ score: 50 })
    ;(await live.analyzer.next()).succeed()
    await job.done()

    expect(job.answer.replayed).toBe(true)
    expect(await client.balance()).toBe(99)
  })

  test('given no WebSocket at all, when the job is followed, then polling tells the same story', async () => {
    const client = await newClient({ WebSocket: null })
    const job = await client.submit({ score: 50 })
    const events = eventsOf(job)
    ;(await live.analyzer.next()).succeed()

    expect(await events).toEqual(wholeStory)
  })
})
