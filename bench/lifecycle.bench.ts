// How many whole lives of a job a second: submitted, started, analysed by something that answers at once,
// completed with a checked profile, each of the three moves durable and told?
import { besideFloor, type Comparison } from './beside-floor.ts'
import { type Bench, type Benchmark, requireDone } from './harness.ts'
import { instantAssessment, shortProfile, wholeProfile } from './payloads.ts'
import type { Subject } from './service.ts'

export const lifecycle: Benchmark = {
  name: 'lifecycle',
  question: 'How many whole lives of a job a second?',
  run: async (bench) => {
    const size = bench.quick ? 0.1 : 1
    const short = await lives(bench, 'lives', shortProfile(), [
      { width: 1, count: 500 * size },
      { width: 8, count: 2_500 * size },
      { width: 64, count: 5_000 * size },
    ])
    const whole = await lives(
      { ...bench, folder: `${bench.folder}/whole` },
      'lives, 8 KB profile',
      wholeProfile(),
      [{ width: 64, count: 5_000 * size }],
    )
    return [...short, ...whole]
  },
}

function lives(
  bench: Bench,
  what: string,
  profile: ReturnType<typeof wholeProfile>,
  widths: Comparison['widths'],
) {
  const isShort = what === 'lives'
  return besideFloor(bench, {
    benchmark: 'lifecycle',
    what,
    assessment: instantAssessment(() => Promise.resolve(profile)),
    dispatches: true,
    one: (subject: Subject, index: number) => subject.lifecycle(index),
    widths,
    rounds: bench.quick ? 3 : 5,
    aims: isShort ? { perSecond: 4_000, ofFloor: 0.5 } : { ofFloor: 0.5 },
    requireDone: (subject, calls) => {
      requireDone('completed jobs', subject.count("status = 'completed'"), calls)
      requireDone('profiles', subject.count('profile is not null', 'results'), calls)
      requireDone('events', subject.count('true', 'events'), 3 * calls)
    },
  })
}
