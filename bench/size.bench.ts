// Does a job cost the same beside a thousand others and beside a million? And what do people's reads cost
// at the largest size: statistics, lists, one job, and the search for what is stuck?
import * as archive from '../src/db/archive.queries.ts'
import * as events from '../src/db/events.queries.ts'
import * as jobSearch from '../src/db/job-search.queries.ts'
import * as jobs from '../src/db/jobs.queries.ts'
import * as stats from '../src/db/stats.queries.ts'
import {
  type Bench,
  type Benchmark,
  type Contender,
  type Figure,
  figure,
  inFlight,
  makeRandom,
  median,
  percentile,
  requireDone,
  takeTurns,
} from './harness.ts'
import { instantAssessment, shortProfile } from './payloads.ts'
import { seedJobs } from './seed.ts'
import { Subject, userId } from './service.ts'

const width = 64
/** Made once: its making is no cost of the service. */
const profile = Promise.resolve(shortProfile())
const dayMs = 86_400_000

export const size: Benchmark = {
  name: 'size',
  question: 'Does a job cost the same beside a thousand others and beside a million?',
  run: async (bench) => {
    const sizes = bench.quick ? [1_000, 10_000] : [1_000, 10_000, 100_000, 1_000_000]
    const subjects = new Map<number, Subject>()
    for (const existing of sizes) {
      bench.say(`seeding ${existing.toLocaleString('en')} jobs`)
      subjects.set(existing, await seeded(bench, existing))
    }
    const lives = await bySize(bench, 'life', subjects, (subject, index) =>
      subject.lifecycle(index),
    )
    for (const subject of subjects.values()) subject.runtime.dispatcher.close()
    const submits = await bySize(bench, 'submit', subjects, (subject, index) =>
      subject.submit(index),
    )
    const largest = subjects.get(Math.max(...sizes))
    const reads = largest ? readsAt(bench, largest, Math.max(...sizes)) : []
    for (const subject of subjects.values()) subject.stop()
    return [...submits, ...lives, ...reads]
  },
}

async function seeded(bench: Bench, existing: number): Promise<Subject> {
  const assessment = instantAssessment(() => profile)
  const subject = new Subject({ folder: bench.folder, file: `${existing}.db`, assessment })
  subject.addUsers()
  seedJobs(subject.db, {
    status: 'completed',
    count: existing,
    prefix: 'past-',
    createdAt: subject.clock.now(),
    spreadMs: 30 * dayMs,
    deadlineAt: null,
  })
  requireDone('seeded', subject.count('true'), existing)
  await subject.runtime.start()
  return subject
}

async function bySize(
  bench: Bench,
  what: string,
  subjects: ReadonlyMap<number, Subject>,
  one: (subject: Subject, index: number) => Promise<unknown>,
): Promise<Figure[]> {
  const count = bench.quick ? 640 : 4_000
  const rounds = bench.quick ? 3 : 5
  bench.say(`${what}, ${width} in flight, ${rounds} rounds of ${count} at each size`)
  const contenders = Object.fromEntries(
    [...subjects].map(([existing, subject]): [string, Contender] => [
      String(existing),
      async () => 1e6 / (await inFlight(count, width, (index) => one(subject, index))),
    ]),
  )
  const costs = await takeTurns(rounds, contenders, { isLate: bench.isLate })
  const [smallest = 0] = subjects.keys()
  const least = median(costs[String(smallest)] ?? [])
  const largest = Math.max(...subjects.keys())
  return [...subjects.keys()].map((existing) => {
    const cost = costs[String(existing)] ?? []
    const ratio = median(cost) / least
    return figure(
      {
        benchmark: 'size',
        measure: `cost of a ${what} beside ${existing.toLocaleString('en')} jobs`,
        unit: 'µs',
        ...(existing !== smallest && {
          beside: { name: `beside ${smallest.toLocaleString('en')}`, median: least },
        }),
        ...(existing === largest && { aim: { text: '≤ 1.3 ×', isMet: ratio <= 1.3 } }),
      },
      cost,
    )
  })
}

function readsAt(bench: Bench, subject: Subject, existing: number): Figure[] {
  bench.say('reads')
  const { db, clock } = subject
  const random = makeRandom()
  const anyUser = () => userId(Math.floor(random() * 1e6))
  const anyJob = () => `past-${String(Math.floor(random() * existing)).padStart(8, '0')}`
  const page = { limit: 20, offset: 0, order: 'desc' } as const
  const reads: Record<string, () => unknown> = {
    statistics: () => stats.readStats(db, clock.now()),
    'one job': () => jobs.find(db, anyJob()),
    "a user's jobs": () => archive.listJobs(db, anyUser(), {}, { ...page, sort: 'createdAt' }),
    'completed jobs, newest': () => jobSearch.list(db, { status: 'completed' }, page),
    'what is stuck': () => jobs.listOverdue(db, clock.now(), 200),
    'the next deadline': () => jobs.earliestDeadline(db),
    "a user's last events": () => events.listNewest(db, anyUser(), 20),
  }
  return Object.entries(reads).map(([name, read]) => {
    for (let warmUp = 0; warmUp < 200; warmUp++) read()
    const latencies = Array.from({ length: 2_000 }, () => {
      const startedAt = performance.now()
      read()
      return performance.now() - startedAt
    })
    const p99 = percentile(latencies, 0.99)
    return figure(
      {
        benchmark: 'size',
        measure: `${name} at ${existing.toLocaleString('en')} jobs, p99`,
        unit: 'ms',
        beside: { name: 'its median', median: percentile(latencies, 0.5) },
        aim: { text: '< 1 ms', isMet: p99 < 1 },
      },
      [p99],
    )
  })
}
