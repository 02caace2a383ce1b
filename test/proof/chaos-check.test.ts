import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { Book } from '../../proof/chaos/book.ts'
import { check } from '../../proof/chaos/check.ts'
import type { Finding, FindingKind } from '../../proof/chaos/findings.ts'
import { whatNeverHappened } from '../../proof/chaos/happened.ts'
import type { Seen, SeenEntry, SeenJob } from '../../proof/chaos/observe.ts'
import { faultKinds, killsOf, makePlan, places } from '../../proof/chaos/plan.ts'
import type { Line, Promised } from '../../proof/chaos/record.ts'
import { type Stall, StallMeter } from '../../proof/chaos/stall-meter.ts'
import { Tally } from '../../proof/chaos/tally.ts'
import { Uptime } from '../../proof/chaos/uptime.ts'

const userId = 'ana'
const person = { userId, email: 'ana@example.com', token: 't', balance: 10 }
const submittedAt = 1_000_000

const asked = (ask: number, tag: string, more: object = {}): Line => ({
  what: 'asked',
  ask,
  client: 'http',
  userId,
  wish: {
    do: 'submit',
    key: `key_${tag}`,
    assessmentName: 'Plain',
    scores: { tag, kind: 'quick', draw: 0 },
    mustRefuse: false,
    ...more,
  },
})
const promised = (ask: number, given: Promised): Line => ({
  what: 'promised',
  ask,
  promised: given,
})

const job = (jobId: string, more: Partial<SeenJob> = {}): SeenJob => ({
  jobId,
  resultId: `${jobId}-result`,
  userId,
  assessmentName: 'Plain',
  status: 'completed',
  attempt: 1,
  retryOf: null,
  tokenCost: 1,
  createdAt: submittedAt,
  updatedAt: submittedAt + 20,
  startedAt: submittedAt + 10,
  finishedAt: submittedAt + 20,
  error: null,
  ...more,
})
const failedJob = (jobId: string, code = 'STUCK_PROCESSING', more: Partial<SeenJob> = {}) =>
  job(jobId, { status: 'failed', error: { code, message: code }, ...more })

const entry = (jobId: string, kind: SeenEntry['kind'], amount: number): SeenEntry => ({
  seq: 1,
  kind,
  amount,
  reason: '',
  jobId,
  createdAt: submittedAt,
})
const charge = (jobId: string) => entry(jobId, 'charge', -1)
const refund = (jobId: string) => entry(jobId, 'refund', 1)

interface Case {
  readonly lines?: readonly Line[]
  readonly jobs?: readonly SeenJob[]
  readonly entries?: readonly SeenEntry[]
  readonly kind?: string
  readonly profileTag?: string
  readonly ends?: Map<string, string>
  readonly isUp?: boolean
  readonly promisedBy?: number
}

/** What is found where the job `J` was asked for as `T` and promised, unless the case says otherwise. */
function findings(given: Case): FindingKind[] {
  const lines = given.lines ?? [asked(1, 'T'), promised(1, { jobId: 'J', resultId: 'J-result' })]
  const jobs = given.jobs ?? [job('J')]
  const result = { tag: 'T', kind: given.kind ?? 'quick', profileTag: given.profileTag ?? 'T' }
  const seen: Seen = {
    person,
    at: submittedAt + 60_000,
    jobs,
    results: new Map(jobs.map(({ jobId }) => [jobId, result])),
    entries: given.entries ?? [charge('J')],
  }
  const found: Pick<Finding, 'kind'>[] = []
  check({
    seen,
    book: Book.of(lines),
    promisedBy: given.promisedBy ?? lines.length,
    uptime: {
      between: (from, to) => (given.isUp === false ? 0 : Math.max(0, to - from)),
    } as Uptime,
    outages: new Uptime(),
    ends: given.ends ?? new Map(),
    note: (kind) => found.push({ kind }),
  })
  return found.map(({ kind }) => kind)
}

describe('what people can read, compared with the record', () => {
  test('finds nothing where all is as promised', () => {
    expect(findings({})).toEqual([])
    expect(findings({ jobs: [failedJob('J')], entries: [charge('J'), refund('J')] })).toEqual([])
  })

  test('finds a promised job that is gone, or has another result', () => {
    expect(findings({ jobs: [], entries: [] })).toEqual(['lost'])
    expect(findings({ jobs: [job('J', { resultId: 'other' })] })).toEqual(['lost'])
  })

  test('does not miss a job whose promise came while it was reading', () => {
    const gone = { jobs: [], entries: [] }
    expect(findings({ ...gone, promisedBy: 2 })).toEqual(['lost'])
    expect(findings({ ...gone, promisedBy: 1 })).toEqual([])
  })

  test('finds a job nobody asked for, one that was refused, and one under a used key', () => {
    expect(findings({ lines: [asked(1, 'other')] })).toEqual(['unexpected'])
    const refused: Line = { what: 'refused', ask: 1, code: 'QUEUE_FULL' }
    expect(findings({ lines: [asked(1, 'T'), refused] })).toEqual(['unexpected'])
    expect(findings({ lines: [asked(1, 'T', { mustRefuse: true })] })).toEqual(['unexpected'])
  })

  test('takes an unknown answer as either', () => {
    const unknown: Line = { what: 'unknown', ask: 1, why: 'cut' }
    expect(findings({ lines: [asked(1, 'T'), unknown] })).toEqual([])
    expect(findings({ lines: [asked(1, 'T'), unknown], jobs: [], entries: [] })).toEqual([])
  })

  test('finds one submission that became two jobs', () => {
    const twice = { jobs: [job('J'), job('K')], entries: [charge('J'), charge('K')] }
    expect(findings(twice)).toEqual(['duplicated'])
  })

  test('finds more retries than were asked for', () => {
    const jobs = [failedJob('J'), job('K', { retryOf: 'J' })]
    expect(findings({ jobs, entries: [charge('J'), refund('J'), charge('K')] })).toEqual([
      'duplicated',
    ])
  })

  test('finds a missed refund, a second one, one of a completed job, and a wrong one', () => {
    const failed = { jobs: [failedJob('J')] }
    expect(findings({ ...failed, entries: [charge('J')] })).toEqual(['missed refund'])
    const twice = [charge('J'), refund('J'), refund('J')]
    expect(findings({ ...failed, entries: twice })).toEqual(['double refund'])
    expect(findings({ entries: [charge('J'), refund('J')] })).toEqual(['double refund'])
    const wrong = [charge('J'), entry('J', 'refund', 2)]
    expect(findings({ ...failed, entries: wrong })).toEqual(['money'])
  })

  test('finds a missing charge and a second one', () => {
    expect(findings({ entries: [] })).toEqual(['money'])
    expect(findings({ entries: [charge('J'), charge('J')] })).toEqual(['money'])
  })

  test('finds an end that changed, and one its analysis cannot have led to', () => {
    expect(findings({ ends: new Map([['J', 'STUCK_QUEUED']]) })).toEqual(['wrong end'])
    expect(findings({ kind: 'hang' })).toEqual(['wrong end'])
    expect(findings({ profileTag: 'somebody else' })).toEqual(['wrong end'])
    const revived = { jobs: [job('J', { status: 'processing' })] }
    expect(findings({ ...revived, ends: new Map([['J', 'completed']]) })).toEqual(['wrong end'])
  })

  test('finds a third attempt', () => {
    expect(findings({ jobs: [job('J', { attempt: 2 })] })).toEqual([])
    expect(findings({ jobs: [job('J', { attempt: 3 })] })).toEqual(['wrong end'])
  })

  test('finds a cancelling that was promised and did not last, and one nobody asked for', () => {
    const cancel: Line = {
      what: 'asked',
      ask: 2,
      client: 'http',
      userId,
      wish: { do: 'cancel', jobId: 'J' },
    }
    const lines = [asked(1, 'T'), cancel, promised(2, { jobId: 'J', refundedTokens: 1 })]
    expect(findings({ lines })).toEqual(['lost'])
    const jobs = [failedJob('J', 'CANCELLED')]
    const entries = [charge('J'), refund('J')]
    expect(findings({ lines, jobs, entries })).toEqual([])
    expect(findings({ jobs, entries })).toEqual(['unexpected'])
  })

  test('finds a job that is late by more than two seconds of uptime, in line and at work', () => {
    const entries = [charge('J'), refund('J')]
    const inLine = (waitedMs: number) => ({
      entries,
      jobs: [
        failedJob('J', 'STUCK_QUEUED', { startedAt: null, finishedAt: submittedAt + waitedMs }),
      ],
    })
    expect(findings(inLine(4_000))).toEqual([])
    expect(findings(inLine(4_001))).toEqual(['overdue'])
    expect(findings({ ...inLine(4_001), isUp: false })).toEqual([])
    const atWork = (workedMs: number) => ({
      entries,
      jobs: [failedJob('J', 'STUCK_PROCESSING', { finishedAt: submittedAt + 10 + workedMs })],
    })
    expect(findings(atWork(3_200))).toEqual([])
    expect(findings(atWork(3_201))).toEqual(['overdue'])
  })
})

test('the same seed gives the same plan, another one another', () => {
  expect(makePlan({ kills: 50, seed: 1 })).toEqual(makePlan({ kills: 50, seed: 1 }))
  expect(makePlan({ kills: 50, seed: 1 })).not.toEqual(makePlan({ kills: 50, seed: 2 }))
})

test('every plan has every place and every kind of fault, in worlds of about the same size', () => {
  for (const kills of [20, 50, 1_000]) {
    const plan = makePlan({ kills, seed: 3 })
    const rounds = plan.flatMap((world) => world.rounds)
    const planned = rounds.flatMap(({ fault }) => ('place' in fault ? fault.place : []))
    expect(new Set(planned)).toEqual(new Set(places))
    expect(new Set(rounds.map(({ fault }) => fault.kind))).toEqual(new Set(faultKinds))
    const killsOfWorlds = plan.map((world) => world.rounds.map(killsOf).reduce((a, b) => a + b, 0))
    expect(killsOfWorlds.reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(kills)
    expect(Math.max(...killsOfWorlds)).toBeLessThanOrEqual(37)
    expect(Math.min(...killsOfWorlds)).toBeGreaterThanOrEqual(15)
  }
})

test('time in which the machine ran nobody is left out of lateness, and no other time', () => {
  vi.useFakeTimers({ now: 1_000 })
  const uptime = new Uptime()
  uptime.begin()
  vi.setSystemTime(5_000)
  uptime.end()
  expect(uptime.between(0, 9_000)).toBe(4_000)
  uptime.leaveOut({ from: 4_500, to: 6_000 })
  expect(uptime.between(0, 9_000)).toBe(3_500)
  expect(uptime.between(0, 4_500)).toBe(3_500)
  vi.useRealTimers()
})

test('the meter sees that it was kept from running, and for how long', async () => {
  const stalls: Stall[] = []
  const meter = new StallMeter((stall) => stalls.push(stall))
  await vi.waitFor(() => expect(meter.pid).toBeDefined())
  await pause(1_500)
  const before = stalls.length
  process.kill(meter.pid ?? 0, 'SIGSTOP')
  await pause(600)
  process.kill(meter.pid ?? 0, 'SIGCONT')
  await vi.waitFor(() => expect(stalls.length).toBeGreaterThan(before), { timeout: 20_000 })
  expect(stalls.some(({ from, to }) => to - from >= 500)).toBe(true)
  meter.stop()
})

test('a run says what never happened in it', () => {
  const tally = new Tally()
  expect(whatNeverHappened(tally)).toHaveLength(places.length + faultKinds.length + 11)
  for (const place of places) tally.reached.set(place, 1)
  for (const kind of faultKinds) tally.round(kind, 1)
  tally.refusedMs.push(900)
  const { counts } = tally
  for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] = 1
  expect(whatNeverHappened(tally)).toEqual([])
  counts.frozen = 0
  expect(whatNeverHappened(tally)).toEqual([
    'a process that the system showed as stopped never happened',
  ])
})

test('tallies of worlds in processes of their own add up', () => {
  const [one, other] = [new Tally(), new Tally()]
  one.counts.kills = 3
  one.counts.clients = 24
  one.latestMs = 700
  other.counts.kills = 4
  other.counts.clients = 24
  other.round('frozen', 1)
  other.findings.push({ kind: 'lost', what: 'a job', round: '1', folder: '/' })
  one.add(structuredClone({ ...other }))
  expect(one.counts).toMatchObject({ kills: 7, clients: 24 })
  expect(one.latestMs).toBe(700)
  expect(one.faults.get('frozen')).toEqual({ rounds: 1, kills: 1 })
  expect(one.findings).toHaveLength(1)
})
