// Ten thousand jobs are stuck at once. How fast are they failed and refunded, and what do the others feel:
// how long does the loop stand still, and how long does a submission take meanwhile?
import { join } from 'node:path'
import {
  type Bench,
  type Benchmark,
  type Figure,
  figure,
  percentile,
  requireDone,
} from './harness.ts'
import { watchLoop } from './loop.ts'
import { instantAssessment, shortProfile } from './payloads.ts'
import { seedJobs } from './seed.ts'
import { Subject } from './service.ts'

export const repair: Benchmark = {
  name: 'repair',
  question: 'How fast are ten thousand stuck jobs repaired, and what do the others feel?',
  run: async (bench) => [
    ...(await repeated(bench, 'found by the check', foundByCheck)),
    ...(await repeated(bench, 'by their own timers', byTheirTimers)),
  ],
}

interface Repair {
  readonly subject: Subject
  /** Starts the repair; resolves when every stuck job has been settled. */
  readonly run: () => Promise<unknown>
}

/** Rows without live actors, overdue since a minute: a check finds them. */
async function foundByCheck(folder: string, count: number): Promise<Repair> {
  const assessment = instantAssessment(() => profile)
  const subject = await new Subject({ folder, file: 'check.db', assessment }).start({
    dispatches: false,
  })
  const now = subject.clock.now()
  seedJobs(subject.db, {
    status: 'processing',
    count,
    prefix: 'stuck-',
    createdAt: now - 900_000,
    deadlineAt: now - 60_000,
  })
  return {
    subject,
    run: async () => {
      const report = await subject.runtime.monitor.check('manual')
      requireDone('fixed', report.fixed, count)
    },
  }
}

/** Waiting jobs with live actors, whose deadlines are all the same instant: later on a slower machine. */
async function byTheirTimers(folder: string, count: number): Promise<Repair> {
  for (let patienceMs = count * 1.5; ; patienceMs *= 4) {
    const repair = await allDueAfter(join(folder, `${patienceMs}`), count, patienceMs)
    if (repair) return repair
  }
}

async function allDueAfter(
  folder: string,
  count: number,
  patienceMs: number,
): Promise<Repair | undefined> {
  let deadlineAt = Number.POSITIVE_INFINITY
  const timeouts = {
    get queuedMs() {
      if (deadlineAt === Number.POSITIVE_INFINITY) return 900_000
      return Math.max(1, deadlineAt - subject.clock.now())
    },
  }
  const assessment = instantAssessment(() => profile, timeouts)
  const subject: Subject = new Subject({
    folder,
    file: 'timers.db',
    assessment: { ...assessment, timeouts },
    liveActorsMax: count + 1_000,
  })
  await subject.start({ dispatches: false })
  deadlineAt = subject.clock.now() + patienceMs
  const submits = await Promise.allSettled(
    Array.from({ length: count }, (_, index) => subject.submit(index)),
  )
  const answers = submits.flatMap((submit) => (submit.status === 'fulfilled' ? [submit.value] : []))
  // Near the deadline, what could not be started before it is refused.
  if (answers.length < count || subject.clock.now() >= deadlineAt) {
    subject.stop()
    return undefined
  }
  const ends = answers.map(({ jobId }) => subject.ended(jobId))
  await new Promise((resolve) => {
    subject.clock.setTimeout(() => resolve(undefined), deadlineAt - 1 - subject.clock.now())
  })
  deadlineAt = Number.POSITIVE_INFINITY
  return { subject, run: () => Promise.all(ends) }
}

async function repeated(
  bench: Bench,
  how: string,
  prepare: (folder: string, count: number) => Promise<Repair>,
): Promise<Figure[]> {
  const count = bench.quick ? 1_000 : 10_000
  const rounds = bench.quick ? 1 : 5
  const rates: number[] = []
  const stallsMs: number[] = []
  const submitsMs: number[] = []
  for (let round = 0; round <= rounds; round++) {
    bench.say(`${how}: ${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}`)
    const { subject, run } = await prepare(join(bench.folder, `${how}-${round}`), count)
    const felt = await whileSubmitting(subject, run)
    requireDone('refunds', subject.count("kind = 'refund'", 'ledger_entries'), count)
    requireDone('failed', subject.count("status = 'failed'"), count)
    subject.stop()
    if (round === 0) continue
    rates.push((count * 1_000) / felt.durationMs)
    stallsMs.push(felt.maxStallMs)
    submitsMs.push(percentile(felt.submitsMs, 0.99))
  }
  const benchmark = 'repair'
  const what = `${count} ${how}`
  const rate = figure({ benchmark, measure: `${what}, repaired`, unit: 'per s' }, rates)
  const stall = figure({ benchmark, measure: `${what}, longest stall`, unit: 'ms' }, stallsMs)
  const submits = figure(
    { benchmark, measure: `${what}, submit p99 meanwhile`, unit: 'ms' },
    submitsMs,
  )
  return [
    { ...rate, aim: { text: '≥ 5,000/s', isMet: rate.median >= 5_000 } },
    { ...stall, aim: { text: '< 50 ms', isMet: stall.median < 50 } },
    { ...submits, aim: { text: '< 100 ms', isMet: submits.median < 100 } },
  ]
}

/** Made once: its making is no cost of the service. */
const profile = Promise.resolve(shortProfile())
const submitEveryMs = 5

async function whileSubmitting(subject: Subject, run: () => Promise<unknown>) {
  const submitsMs: number[] = []
  const submit = async () => {
    const startedAt = performance.now()
    await subject.submit(submitsMs.length)
    submitsMs.push(performance.now() - startedAt)
  }
  const submits: Promise<void>[] = []
  const loop = watchLoop()
  const timer = setInterval(() => void submits.push(submit()), submitEveryMs)
  const startedAt = performance.now()
  await run()
  const durationMs = performance.now() - startedAt
  clearInterval(timer)
  const { maxMs } = loop.stop()
  await Promise.all(submits)
  return { durationMs, maxStallMs: maxMs, submitsMs }
}
