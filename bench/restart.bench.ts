// The process died under 100,000 active jobs, with a million in line. How long until the next one takes
// submissions, until everything overdue is settled, and how much memory does a deep line cost?
import { type Benchmark, collectGarbage, figure, pause, requireDone } from './harness.ts'
import { instantAssessment } from './payloads.ts'
import { seedJobs } from './seed.ts'
import { Subject } from './service.ts'

export const restart: Benchmark = {
  name: 'restart',
  question:
    'How long until a new process has taken over 100,000 active and a million waiting jobs?',
  run: async ({ quick, folder, say }) => {
    const active = quick ? 2_000 : 100_000
    const waiting = quick ? 20_000 : 1_000_000
    const overdue = active / 10
    const assessment = instantAssessment(() => new Promise(() => {}))
    const parts = { folder, file: 'service.db', assessment }
    const before = new Subject(parts)
    before.addUsers()
    const now = before.clock.now()
    say(`seeding ${active + waiting} jobs`)
    const seed = { createdAt: now - 60_000, spreadMs: 0 }
    const later = now + 3_600_000
    seedJobs(before.db, {
      ...seed,
      status: 'processing',
      count: overdue,
      prefix: 'late-',
      deadlineAt: now,
    })
    seedJobs(before.db, {
      ...seed,
      status: 'processing',
      count: active - overdue,
      prefix: 'cut-',
      deadlineAt: later,
    })
    seedJobs(before.db, {
      ...seed,
      status: 'queued',
      count: waiting,
      prefix: 'line-',
      deadlineAt: later,
    })
    before.stop()

    collectGarbage()
    const rssBefore = process.memoryUsage().rss
    say('starting')
    const startedAt = performance.now()
    const sinceStart = () => performance.now() - startedAt
    const subject = new Subject(parts)
    const madeMs = sinceStart()
    const started = subject.runtime.start()
    await subject.submit(0)
    const submittedMs = sinceStart()
    await started
    const settledMs = sinceStart()
    collectGarbage()
    const rss = process.memoryUsage().rss
    for (let waits = 0; subject.runtime.supervisor.busy < 64 && waits < 500; waits++)
      await pause(10)
    requireDone('settled', subject.count("status = 'failed'"), overdue)
    requireDone('running', subject.runtime.supervisor.busy, 64)
    subject.stop()
    const benchmark = 'restart'
    const of = `${active.toLocaleString('en')} active, ${waiting.toLocaleString('en')} waiting`
    return [
      figure({ benchmark, measure: `${of}: opened and made`, unit: 'ms' }, [madeMs]),
      figure(
        {
          benchmark,
          measure: `${of}: first submission durable`,
          unit: 'ms',
          aim: { text: '< 1,000 ms', isMet: submittedMs < 1_000 },
        },
        [submittedMs],
      ),
      figure(
        {
          benchmark,
          measure: `${of}: ${overdue.toLocaleString('en')} overdue settled`,
          unit: 'ms',
          aim: { text: '< 10,000 ms', isMet: settledMs < 10_000 },
        },
        [settledMs],
      ),
      figure(
        {
          benchmark,
          measure: `${of}: resident memory`,
          unit: 'MB',
          aim: { text: '< 400 MB', isMet: rss < 400 * 2 ** 20 },
        },
        [rss / 2 ** 20],
      ),
      figure({ benchmark, measure: `${of}: of which the service`, unit: 'MB' }, [
        (rss - rssBefore) / 2 ** 20,
      ]),
    ]
  },
}
