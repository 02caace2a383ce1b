import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createUnstuckClient } from '../../client/index.ts'
import { analyze } from '../../src/assessments/talent-mapping/analyze.ts'
import { exampleScores } from '../../src/assessments/talent-mapping/example.ts'
import { createTalentMapping } from '../../src/assessments/talent-mapping/talent-mapping.ts'
import { NewJobs, paceOf } from '../../src/cli/living-demo/new-jobs.ts'
import { OutsideWorker, readByHand } from '../../src/cli/living-demo/outside-worker.ts'
import { people } from '../../src/cli/living-demo/people.ts'
import { type HistoryOptions, planHistory } from '../../src/cli/living-demo/plan.ts'
import { makeHistory } from '../../src/cli/living-demo/serve-demo.command.ts'
import { readConfig } from '../../src/config.ts'
import { verify } from '../../src/db/verify.ts'
import { makeSandbox, removeSandbox, runCli, type Sandbox } from '../security/support/run.ts'
import { useFiles, useWorlds } from '../support/worlds.ts'

const file = useFiles()
const world = useWorlds()
const week: HistoryOptions = { jobs: 500, days: 7, failureRate: 5, seed: 42 }
const hourMs = 3_600_000
const startAt = Date.UTC(2026, 10, 20, 9, 30)

const made = (options: Partial<HistoryOptions>, at = startAt) =>
  makeHistory(readConfig({ DATABASE_PATH: file() }), { ...week, jobs: 40, days: 1, ...options }, at)

describe('a plan', () => {
  test('of the same seed is the same, of another another', () => {
    expect(planHistory(week)).toEqual(planHistory(week))
    expect(planHistory({ ...week, seed: 43 })).not.toEqual(planHistory(week))
  })

  test('has exactly so many jobs and failures, each over before the end', () => {
    const options = fc.record({
      jobs: fc.integer({ min: 1, max: 400 }),
      days: fc.integer({ min: 1, max: 10 }),
      failureRate: fc.integer({ min: 0, max: 100 }),
      seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    })
    fc.assert(
      fc.property(options, ({ jobs, days, failureRate, seed }) => {
        const plan = planHistory({ jobs, days, failureRate, seed })
        const all = [...plan.jobs, ...plan.incidents.flatMap((incident) => incident.jobs)]
        const failing = all.filter(({ course }) => course !== 'completes' && course !== 'stumbles')
        const retries = all.flatMap(({ retryAtMs }) => (retryAtMs === undefined ? [] : [retryAtMs]))

        expect(all.length + retries.length).toBe(jobs)
        expect(failing).toHaveLength(Math.round((jobs * failureRate) / 100))
        for (const { atMs, takesMs } of all) {
          expect(atMs).toBeGreaterThanOrEqual(0)
          expect(atMs + takesMs).toBeLessThan(plan.lastsMs)
        }
        for (const { atMs } of failing) expect(atMs).toBeLessThan(plan.lastsMs - 2 * hourMs)
        for (const atMs of retries) expect(atMs).toBeLessThan(plan.lastsMs)
      }),
      { numRuns: 50 },
    )
  })
})

describe('a history', () => {
  test('of the same seed is the same, whenever it is lived through, and another of another seed', async () => {
    const [one, again, other] = [
      await made({}),
      await made({}, startAt + 5 * hourMs + 1),
      await made({ seed: 7 }),
    ]

    expect(again.digest).toBe(one.digest)
    expect(again.counts).toEqual(one.counts)
    expect(other.digest).not.toBe(one.digest)
  })

  test('of a week has everything that there is to see', async () => {
    const { counts, history } = await made(week)

    expect(counts).toMatchObject({
      jobs: 500,
      completed: 475,
      failed: { ANALYSIS_FAILED: 7, CANCELLED: 6, STUCK_PROCESSING: 6, STUCK_QUEUED: 6 },
      retried: 8,
      refundedTokens: 25,
      links: 1,
    })
    expect(counts.unread).toBeGreaterThan(3)
    expect(counts.grantedTokens).toBeGreaterThan(500)
    expect(history.userIds).toHaveLength(people.length)
  })

  test.each([
    { jobs: 1, days: 1, failureRate: 0 },
    { jobs: 1, days: 1, failureRate: 100 },
    { jobs: 300, days: 1, failureRate: 100 },
  ])('of %o holds every invariant, too', async (options) => {
    const { counts } = await made(options)

    expect(counts.jobs).toBe(options.jobs)
    expect(counts.completed).toBe(options.failureRate === 0 ? options.jobs : 0)
  })
})

describe('what keeps the demo alive', () => {
  async function open(jobsMax?: number) {
    const slow = readByHand()
    const { name: slowAssessment } = slow
    const result = analyze({ scores: exampleScores })
    const inWorld = await world({ assessments: [createTalentMapping(), slow], result })
    const userIds = await Promise.all(people.map(({ username }) => inWorld.user(username, 1)))
    const operatorId = await inWorld.user('olga')
    const alive = { runtime: inWorld.service, clock: inWorld.clock, seed: 42 }
    const paceMs = paceOf(week)
    const newJobs = new NewJobs({
      ...{ ...alive, userIds, operatorId, paceMs, slowAssessment },
      ...(jobsMax !== undefined && { jobsMax }),
    })
    const worker = new OutsideWorker({ ...alive, paceMs })
    const count = (condition: string) =>
      inWorld.rows(`select 1 from jobs where ${condition}`).length
    return { inWorld, newJobs, worker, count, paceMs }
  }
  const secondMs = 1_000

  test('waits, runs and is refunded live, whenever somebody looks', async () => {
    const { inWorld, newJobs, worker, count } = await open()
    newJobs.start()
    worker.start()
    await inWorld.passes(5 * secondMs)
    expect(count("status = 'processing'")).toBe(1)
    expect(count("status = 'queued'")).toBe(3)

    // The worker died with the first: its token comes back by itself.
    await inWorld.passes(85 * secondMs)
    const refunded = inWorld.rows<{ code: string }>(
      `select error_code as code from jobs where status = 'failed'`,
    )
    expect(refunded).toHaveLength(1)
    expect(inWorld.rows("select 1 from ledger_entries where kind = 'refund'")).toHaveLength(1)

    const looks = { waiting: 0, running: 0, near: 0 }
    for (let look = 0; look < 60; look++) {
      await inWorld.passes(60 * secondMs)
      const soon = inWorld.clock.now() + 60 * secondMs
      looks.waiting += Math.min(1, count("status = 'queued'"))
      looks.running += Math.min(1, count("status = 'processing'"))
      looks.near += Math.min(1, count(`deadline_at < ${soon}`))
    }
    expect(looks.waiting).toBeGreaterThan(30)
    expect(looks.running).toBeGreaterThan(50)
    expect(looks.near).toBeGreaterThan(50)
    expect(count("status = 'completed'")).toBeGreaterThan(5)
    worker.stop()
    newJobs.stop()
    await inWorld.passes(hourMs)
    const { checks } = verify(inWorld.db, { now: inWorld.clock.now() })
    expect(checks.filter(({ ok }) => !ok)).toEqual([])
  })

  test('comes in at a pace of the history’s, with tokens from the operator, until there was enough', async () => {
    const { inWorld, newJobs, worker, count, paceMs } = await open(30)
    newJobs.start()
    worker.start()
    await inWorld.passes(hourMs)
    const anHour = count('true')
    expect(anHour).toBeGreaterThan(hourMs / paceMs / 2)
    expect(anHour).toBeLessThan((2 * hourMs) / paceMs + 5)
    await inWorld.passes(60 * paceMs)
    expect(count('true')).toBe(30)
    expect(
      inWorld.rows("select 1 from ledger_entries where reason = 'a new invoice'").length,
    ).toBeGreaterThan(5)
    newJobs.stop()
    worker.stop()
  })

  test.each([
    [{ jobs: 500, days: 7 }, 241_920],
    [{ jobs: 1, days: 60 }, 300_000],
    [{ jobs: 2_000, days: 1 }, 30_000],
  ])('the pace of %o is %i ms', (history, paceMs) => expect(paceOf(history)).toBe(paceMs))
})

describe('unstuck demo --serve', () => {
  let sandbox: Sandbox
  beforeEach(() => {
    sandbox = makeSandbox()
  })
  afterEach(() => {
    // Also where a test failed before it could stop what it had started.
    for (const child of started.splice(0)) child.kill('SIGKILL')
    removeSandbox(sandbox)
  })
  const started: ChildProcess[] = []
  const small = ['demo', '--serve', '--jobs', '40', '--days', '1', '--port', '0', '--json']

  /** Runs until it says where it serves; what it says is one document. */
  async function served(...more: string[]) {
    const child = spawn(process.execPath, [resolve('dist/src/cli.js'), ...small, ...more], {
      cwd: sandbox.given,
      env: { PATH: process.env['PATH'], HOME: sandbox.given, TMPDIR: sandbox.root },
    })
    started.push(child)
    let said = ''
    child.stdout.on('data', (text) => {
      said += String(text)
    })
    await new Promise<void>((done, fail) => {
      child.stdout.on('data', () => said.includes('\n') && done())
      child.once('exit', (code) => fail(new Error(`It ended with ${code}: ${said}`)))
    })
    const stop = () => {
      child.kill('SIGTERM')
      return new Promise((done) => child.once('exit', done))
    }
    return { told: JSON.parse(said), stop }
  }

  const signIn = async (url: string, credentials: object) => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify(credentials)
    const response = await fetch(`${url}/auth/login`, { method: 'POST', headers, body })
    return ((await response.json()) as { data: { token: string } }).data.token
  }

  test('serves its history to a user, an operator and whoever has the link, and removes it at the end', async () => {
    const { told, stop } = await served('--still')
    const { url, user, operator, link, databasePath, counts } = told
    const person = createUnstuckClient({ url, token: await signIn(url, user), WebSocket: null })
    const chief = createUnstuckClient({ url, token: await signIn(url, operator), WebSocket: null })

    const { jobs, total } = await person.trpc.assessment.list.query({})
    expect(total).toBeGreaterThan(2)
    expect(jobs[0]?.createdAt).toBeGreaterThan(Date.now() - 10 * 60_000)
    expect((await person.trpc.notifications.unreadCount.query()).unread).toBe(4)
    expect((await chief.trpc.admin.jobs.query({})).total).toBe(counts.jobs)
    const secret = new URL(link).hash.slice(1)
    expect((await person.trpc.shares.open.mutate({ secret })).sections).toContain('summary')
    expect((await chief.trpc.admin.verify.query()).ok).toBe(true)

    expect(existsSync(databasePath)).toBe(true)
    expect(await stop()).toBe(0)
    expect(existsSync(dirname(databasePath))).toBe(false)
  })

  test('keeps its data where it is told to, and never in a folder that has a database', async () => {
    const data = join(sandbox.given, 'kept')
    const { told, stop } = await served('--still', '--data', data)
    expect(told.databasePath).toBe(join(data, 'unstuck.db'))
    expect(await stop()).toBe(0)
    const before = readdirSync(data)

    const again = runCli([...small, '--data', data], sandbox.given)

    expect([again.status, again.said]).toEqual([
      2,
      `--data ${data} holds a database already; name another folder\n`,
    ])
    expect(readdirSync(data)).toEqual(before)
    expect(runCli(['verify', join(data, 'unstuck.db')], sandbox.given).status).toBe(0)
  })

  test('says that its port is taken before it lives through anything', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const address = holder.address()
    const port = typeof address === 'object' ? String(address?.port) : ''
    const { status, said } = runCli(['demo', '--serve', '--port', port], sandbox.given)
    holder.close()

    expect(status).toBe(1)
    expect(said).toContain(`Port ${port} of 127.0.0.1 is taken; name a free one with --port`)
    expect(said).not.toContain('A history')
  })

  test('uses nothing of the environment that a service of its own would use', async () => {
    const theirs = join(sandbox.given, 'theirs.db')
    writeFileSync(join(sandbox.given, '.env'), `DATABASE_PATH=${theirs}\nLLM_PROVIDER=gemini\n`)

    const { told, stop } = await served('--still')

    expect(told.databasePath).not.toBe(theirs)
    expect(existsSync(theirs)).toBe(false)
    expect(await stop()).toBe(0)
  })

  test.each([
    [['--jobs', '0'], '--jobs over 7 day(s) must be a whole number from 1 to 14000, not "0"'],
    [['--jobs', '2001', '--days', '1'], 'from 1 to 2000, not "2001"'],
    [['--days', '61'], '--days must be a whole number from 1 to 60, not "61"'],
    [['--failure-rate', '101'], '--failure-rate must be a whole number from 0 to 100'],
    [['--seed', '4294967296'], '--seed must be a whole number from 0 to 4294967295'],
    [['--port', 'x'], '--port must be a whole number from 0 to 65535'],
  ])('refuses %j', (argv, message) => {
    const { status, said } = runCli(['demo', '--serve', ...argv], sandbox.given)

    expect(status).toBe(2)
    expect(said).toContain(message)
  })
})
