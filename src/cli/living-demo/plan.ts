// What happens in the history of the living demo, and when: decided from a seed before anything is written. Pure: no
// clock, no ids; instants are milliseconds after the start.
import type { TalentMappingInput } from '../../assessments/talent-mapping/input.schema.ts'
import { Character, people } from './people.ts'
import { SeededRandom } from './random.ts'

export interface HistoryOptions {
  readonly jobs: number
  readonly days: number
  /** Percent of the jobs that fail, whatever the way. */
  readonly failureRate: number
  readonly seed: number
}

/** How a job goes. The last two happen only while nothing is started. */
export type Course = 'completes' | 'stumbles' | 'fails' | 'hangs' | 'waits' | 'cancelled'

export interface PlannedJob {
  readonly atMs: number
  readonly person: number
  readonly scores: TalentMappingInput
  readonly course: Course
  readonly takesMs: number
  /** When its owner tries again; absent where they do not. */
  readonly retryAtMs?: number
}

/** An hour in which the operator holds jobs back: some wait too long, some are cancelled. */
export interface Incident {
  readonly atMs: number
  readonly jobs: readonly PlannedJob[]
}

export interface Plan {
  readonly lastsMs: number
  readonly jobs: readonly PlannedJob[]
  readonly incidents: readonly Incident[]
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** What fails is over, retried and settled well before the end. */
const quietMs = 2 * hourMs
const incidentJobs = 6
/** An incident lasts a quarter of an hour, and what hangs holds a slot for ten minutes: a day has room for so many. */
const incidentsPerDayMax = 4
const hangsPerDayMax = 50

const failing = ['fails', 'hangs', 'waits', 'cancelled'] as const

/** A plan of exactly `jobs` submissions, retries among them. */
export function planHistory({ jobs, days, failureRate, seed }: HistoryOptions): Plan {
  const random = new SeededRandom(seed)
  const lastsMs = days * 24 * hourMs
  const failures = Math.round((jobs * failureRate) / 100)
  const retries = Math.min(jobs - failures, Math.floor(failures / 3))
  const characters = people.map(() => new Character(random))
  const scoresOf = (who: number) => (characters[who] as Character).scores()
  const courses = random.shuffled<Course>([
    ...failingCourses(failures, days * hangsPerDayMax),
    ...Array.from({ length: jobs - failures - retries }, () =>
      random.next() < 0.04 ? ('stumbles' as const) : ('completes' as const),
    ),
  ])
  let retriesLeft = retries
  const planned = courses.map((course): PlannedJob => {
    const isFailing = course !== 'completes' && course !== 'stumbles'
    const atMs = instantIn(random, lastsMs, isFailing ? quietMs : 5 * minuteMs)
    const who = random.next() < 0.12 ? 0 : random.whole(0, people.length - 1)
    const scores = scoresOf(who)
    const takesMs = Math.round(2_000 + 28_000 * random.next() ** 3)
    const job = { atMs, person: who, scores, course, takesMs }
    if (!isFailing || retriesLeft === 0) return job
    retriesLeft--
    return { ...job, retryAtMs: atMs + random.whole(40, 110) * minuteMs }
  })
  const last = planned.findLast(({ course }) => course === 'completes')
  // So that whoever signs in as the first of the people finds something of today.
  const newest = { atMs: lastsMs - 6 * minuteMs, person: 0, scores: scoresOf(0) }
  const all = planned.map((job) => (job === last ? { ...job, ...newest } : job))
  const isHeldBack = ({ course }: PlannedJob) => course === 'waits' || course === 'cancelled'
  return {
    lastsMs,
    jobs: all.filter((job) => !isHeldBack(job)),
    incidents: incidentsOf(all.filter(isHeldBack), days * incidentsPerDayMax),
  }
}

/** Each way to fail in turn, as long as there is room for those that hang. */
const failingCourses = (count: number, hangsMax: number): Course[] =>
  Array.from({ length: count }, (_, index) => {
    const course = failing[index % failing.length] ?? 'fails'
    return course === 'hangs' && index >= hangsMax * failing.length ? 'fails' : course
  })

/** More by day than by night, as seen from the end, which is now. */
function instantIn(random: SeededRandom, lastsMs: number, quiet: number): number {
  const latest = Math.max(1, lastsMs - quiet)
  for (;;) {
    const atMs = Math.floor(random.next() * latest)
    const hoursBefore = (lastsMs - atMs) / hourMs
    const busy = 0.2 + 0.4 * (1 + Math.cos((2 * Math.PI * hoursBefore) / 24))
    if (random.next() < busy) return atMs
  }
}

/** Those that are held back, a few together, at the instant of the last of them. */
function incidentsOf(jobs: readonly PlannedJob[], countMax: number): Incident[] {
  const sorted = [...jobs].sort((a, b) => a.atMs - b.atMs)
  const count = Math.min(countMax, Math.ceil(sorted.length / incidentJobs))
  return Array.from({ length: count }, (_, index) => {
    const first = Math.floor((index * sorted.length) / count)
    const together = sorted.slice(first, Math.floor(((index + 1) * sorted.length) / count))
    const atMs = together.at(-1)?.atMs ?? 0
    return { atMs, jobs: together.map((job) => movedTo(atMs, job)) }
  })
}

const movedTo = (atMs: number, { retryAtMs, ...job }: PlannedJob): PlannedJob =>
  retryAtMs === undefined
    ? { ...job, atMs }
    : { ...job, atMs, retryAtMs: atMs + retryAtMs - job.atMs }
