import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type ActorRefFrom, createActor, type EventObject, fromCallback } from 'xstate'
import type { Job, JobEvent, JobPolicy } from '../../src/domain/job.ts'
import { newJob } from '../../src/domain/new-job.ts'
import { retryDelayMs } from '../../src/domain/retry.ts'
import {
  type AnalyzeInput,
  type JobMachine,
  makeJobMachine,
} from '../../src/machines/job.machine.ts'
import { SimulatedClock } from '../../src/testing/index.ts'

const policy: JobPolicy = {
  queuedTimeoutMs: 1_000,
  processingTimeoutMs: 600,
  hardLimitMs: 2_000,
  triesMax: 2,
}

let clock: SimulatedClock
let analyses: string[]
beforeEach(() => {
  clock = new SimulatedClock(1_000_000)
  analyses = []
  // XState says aloud, outside of production, that an ended actor was sent something.
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})

const waiting = (changes: Partial<Job> = {}): Job => ({
  ...newJob(
    {
      jobId: 'J1',
      userId: 'ana',
      resultId: 'R1',
      retryOf: null,
      now: clock.now(),
      assessmentName: 'Simple Assessment',
    },
    { ...policy, tokenCost: 1, estimateMs: 1 },
  ),
  ...changes,
})

/** As a process that died left it. */
const running = (changes: Partial<Job> = {}): Job =>
  waiting({
    status: 'processing',
    attempt: 1,
    tries: 1,
    boot: 1,
    startedAt: clock.now(),
    deadlineAt: clock.now() + policy.processingTimeoutMs,
    hardDeadlineAt: clock.now() + policy.hardLimitMs,
    ...changes,
  })

function actorOf(job: Job, under = policy): ActorRefFrom<JobMachine> {
  const analyze = fromCallback<EventObject, AnalyzeInput>(({ input }) => {
    analyses.push(`start ${input.job.attempt}.${input.job.tries}`)
    return () => void analyses.push(`stop ${input.job.attempt}.${input.job.tries}`)
  })
  const machine = makeJobMachine({ now: () => clock.now(), policyOf: () => under, analyze })
  const timers = {
    setTimeout: (fn: () => void, delayMs: number) => clock.setTimeout(fn, delayMs),
    clearTimeout: (timer: unknown) => clock.clearTimeout(timer),
  }
  return createActor(machine, { input: { job }, clock: timers }).start()
}

const jobOf = (actor: ActorRefFrom<JobMachine>): Job => actor.getSnapshot().context.job
const dispatched: JobEvent = { type: 'job.dispatched', boot: 2 }
const failure = (attempt: number, transient: boolean): JobEvent => ({
  type: 'analysis.failed',
  attempt,
  failure: { code: 'ANALYSIS_FAILED', reason: 'a test', transient },
})
const success = (attempt: number): JobEvent => ({
  type: 'analysis.succeeded',
  attempt,
  profile: '{}',
  analyzer: 'test@1',
})
const operator = { kind: 'operator', id: 'olga' } as const

/** Brings a fresh actor into each of its states. */
const states: Record<string, () => ActorRefFrom<JobMachine>> = {
  queued: () => actorOf(waiting()),
  analyzing: () => {
    const actor = actorOf(waiting())
    actor.send(dispatched)
    return actor
  },
  backingOff: () => {
    const actor = states['analyzing']?.() as ActorRefFrom<JobMachine>
    actor.send(failure(1, true))
    return actor
  },
  orphaned: () => actorOf(running()),
  unknown: () => actorOf(waiting({ status: 'limbo' })),
  completed: () => actorOf(running({ status: 'completed', deadlineAt: null })),
  failed: () => actorOf(running({ status: 'failed', deadlineAt: null })),
}

const events: Record<string, JobEvent> = {
  dispatched,
  resumed: { type: 'job.resumed', boot: 2, died: true },
  unsupported: { type: 'job.unsupported' },
  heartbeat: { type: 'analysis.heartbeat', attempt: 1 },
  progress: { type: 'analysis.progress', attempt: 1, fraction: 0.5, note: null },
  success: success(1),
  'passing failure': failure(1, true),
  'lasting failure': failure(1, false),
  cancel: { type: 'cancel.requested', by: operator },
  'operator fails it': { type: 'failure.requested', by: operator, reason: 'a test' },
  'deadline found too early': { type: 'deadline.found' },
  'status unknown': { type: 'status.unknown' },
}

/** What each event leads to in each state; everything that is not here changes nothing. */
const moves: Record<string, Record<string, string>> = {
  queued: {
    dispatched: 'processing',
    unsupported: 'UNSUPPORTED_ASSESSMENT',
    cancel: 'CANCELLED',
    'operator fails it': 'FAILED_BY_OPERATOR',
  },
  analyzing: {
    heartbeat: 'processing',
    progress: 'processing',
    success: 'completed',
    'passing failure': 'processing',
    'lasting failure': 'ANALYSIS_FAILED',
    'operator fails it': 'FAILED_BY_OPERATOR',
  },
  backingOff: { success: 'completed', 'operator fails it': 'FAILED_BY_OPERATOR' },
  orphaned: {
    resumed: 'processing',
    success: 'completed',
    'operator fails it': 'FAILED_BY_OPERATOR',
  },
  unknown: { 'operator fails it': 'FAILED_BY_OPERATOR', 'status unknown': 'UNKNOWN_STATUS' },
  completed: {},
  failed: {},
}

describe.each(Object.keys(states))('a job that is %s', (state) => {
  test.each(Object.keys(events))('when it meets: %s', (event) => {
    const actor = states[state]?.() as ActorRefFrom<JobMachine>
    const before = jobOf(actor)
    actor.send(events[event] as JobEvent)
    const after = jobOf(actor)

    const expected = moves[state]?.[event]
    if (expected === undefined) expect(after).toBe(before)
    else {
      expect(after.errorCode ?? after.status).toBe(expected)
      expect(after.revision).toBe(before.revision + 1)
    }
  })

  test.each(['heartbeat', 'progress', 'success', 'passing failure', 'lasting failure'])(
    'ignores of another attempt: %s',
    (event) => {
      for (const attempt of [0, 2]) {
        const actor = states[state]?.() as ActorRefFrom<JobMachine>
        const before = jobOf(actor)
        actor.send({ ...(events[event] as JobEvent), attempt } as JobEvent)
        expect(jobOf(actor)).toBe(before)
      }
    },
  )
})

describe('the deadline', () => {
  test.each([
    ['queued', () => actorOf(waiting()), 1_000, 'STUCK_QUEUED'],
    ['orphaned', () => actorOf(running()), 600, 'STUCK_PROCESSING'],
  ] as const)(
    'of a job that is %s ends it at its instant and not before',
    async (_state, make, afterMs, code) => {
      const actor = make()
      await clock.advance(afterMs - 1)
      expect(jobOf(actor).errorCode).toBeNull()

      await clock.advance(1)
      expect(jobOf(actor)).toMatchObject({ status: 'failed', errorCode: code, deadlineAt: null })
      expect(clock.armed).toBe(0)
    },
  )

  test('counts from the row: an actor made later has only what is left', async () => {
    const job = waiting()
    await clock.advance(700)
    const actor = actorOf(job)

    await clock.advance(299)
    expect(jobOf(actor).status).toBe('queued')
    await clock.advance(1)
    expect(jobOf(actor).errorCode).toBe('STUCK_QUEUED')
  })

  test('that is past when the actor is made ends it at once', async () => {
    const job = waiting()
    await clock.advance(5_000)
    const actor = actorOf(job)
    await clock.advance(0)
    expect(jobOf(actor).errorCode).toBe('STUCK_QUEUED')
  })

  test('of an analysis moves on with each sign of life, and ends it without one', async () => {
    const actor = actorOf(waiting())
    actor.send(dispatched)
    await clock.advance(500)
    actor.send({ type: 'analysis.heartbeat', attempt: 1 })

    await clock.advance(599)
    expect(jobOf(actor).status).toBe('processing')
    await clock.advance(1)
    expect(jobOf(actor).errorCode).toBe('STUCK_PROCESSING')
    expect(analyses).toEqual(['start 1.1', 'stop 1.1'])
  })

  test('never moves past the hard limit, however often it reports', async () => {
    const actor = actorOf(waiting())
    actor.send(dispatched)
    for (let report = 0; report < 39; report++) {
      await clock.advance(50)
      actor.send({ type: 'analysis.heartbeat', attempt: 1 })
    }
    expect(jobOf(actor).deadlineAt).toBe(1_002_000)
    await clock.advance(49)
    expect(jobOf(actor).status).toBe('processing')
    await clock.advance(1)
    expect(jobOf(actor).errorCode).toBe('STUCK_PROCESSING')
  })

  test('never moves back', () => {
    const actor = actorOf(waiting())
    actor.send(dispatched)
    const before = jobOf(actor).deadlineAt
    actor.send({ type: 'analysis.heartbeat', attempt: 1 })
    expect(jobOf(actor).deadlineAt).toBe(before)
  })

  test('found by the sweep ends the job only where it has come', () => {
    const early = actorOf(waiting())
    early.send({ type: 'deadline.found' })
    expect(jobOf(early).status).toBe('queued')

    const due = actorOf(waiting({ deadlineAt: clock.now() }))
    due.send({ type: 'deadline.found' })
    expect(jobOf(due).errorCode).toBe('STUCK_QUEUED')
  })
})

describe('a try that failed in passing', () => {
  const patient = { ...policy, processingTimeoutMs: 60_000, hardLimitMs: 60_000 }

  test('is made again after its pause, in the same attempt', async () => {
    const actor = actorOf(waiting(), patient)
    actor.send(dispatched)
    actor.send(failure(1, true))
    expect(analyses).toEqual(['start 1.1', 'stop 1.1'])

    await clock.advance(retryDelayMs('J1', 1) - 1)
    expect(analyses).toHaveLength(2)
    await clock.advance(1)

    expect(analyses).toEqual(['start 1.1', 'stop 1.1', 'start 1.2'])
    expect(jobOf(actor)).toMatchObject({ status: 'processing', attempt: 1, tries: 2 })
  })

  test('and was the last one ends the job', async () => {
    const actor = actorOf(waiting(), patient)
    actor.send(dispatched)
    actor.send(failure(1, true))
    await clock.advance(1_000)
    actor.send(failure(1, true))

    expect(jobOf(actor)).toMatchObject({ status: 'failed', errorCode: 'ANALYSIS_FAILED', tries: 2 })
  })

  test('moves the deadline on, so that the pause does not count as silence', async () => {
    const actor = actorOf(waiting(), { ...patient, processingTimeoutMs: 1_100 })
    actor.send(dispatched)
    await clock.advance(1_000)
    actor.send(failure(1, true))
    await clock.advance(1_000)

    expect(analyses.at(-1)).toBe('start 1.2')
  })

  test('whose pause would end after the hard limit is not made again: the deadline comes first', async () => {
    const actor = actorOf(waiting(), { ...policy, processingTimeoutMs: 400, hardLimitMs: 400 })
    actor.send(dispatched)
    actor.send(failure(1, true))
    await clock.advance(2_000)

    expect(jobOf(actor).errorCode).toBe('STUCK_PROCESSING')
    expect(analyses).toEqual(['start 1.1', 'stop 1.1'])
  })
})

describe('an analysis that was cut off', () => {
  test('by the first death of its process runs again as a new attempt', () => {
    const actor = actorOf(running())
    actor.send({ type: 'job.resumed', boot: 2, died: true })
    expect(jobOf(actor)).toMatchObject({ status: 'processing', attempt: 2, tries: 1, deaths: 1 })
    expect(analyses).toEqual(['start 2.1'])
  })

  test('by the second death is poison', () => {
    const actor = actorOf(running({ deaths: 1 }))
    actor.send({ type: 'job.resumed', boot: 2, died: true })
    expect(jobOf(actor)).toMatchObject({ status: 'failed', errorCode: 'POISON', deaths: 2 })
    expect(analyses).toEqual([])
  })

  test('without a death runs again as often as it takes', () => {
    const actor = actorOf(running({ deaths: 1 }))
    actor.send({ type: 'job.resumed', boot: 2, died: false })
    expect(jobOf(actor)).toMatchObject({ status: 'processing', attempt: 2, deaths: 1 })
  })

  test('keeps the deadline it had', () => {
    const actor = actorOf(running())
    const { deadlineAt } = jobOf(actor)
    actor.send({ type: 'job.resumed', boot: 2, died: true })
    expect(jobOf(actor).deadlineAt).toBe(deadlineAt)
  })
})
