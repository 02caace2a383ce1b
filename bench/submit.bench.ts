// How many submissions a second does one process take in durably, and how much of that is SQLite?
// Validated, charged, put in line and told, each in a file with synchronous=FULL; no job is started.
import { besideFloor, type Comparison } from './beside-floor.ts'
import { type Bench, type Benchmark, requireDone } from './harness.ts'
import { instantAssessment, shortProfile } from './payloads.ts'

export const submit: Benchmark = {
  name: 'submit',
  question: 'How many submissions a second are taken in durably?',
  run: (bench) => {
    const size = bench.quick ? 0.1 : 1
    return besideFloor(
      bench,
      submitsAt(bench, [
        { width: 1, count: 1_000 * size },
        { width: 8, count: 4_000 * size },
        { width: 64, count: 8_000 * size },
      ]),
    )
  },
}

export function submitsAt({ quick }: Bench, widths: Comparison['widths']): Comparison {
  const profile = shortProfile()
  return {
    benchmark: 'submit',
    what: 'submits',
    assessment: instantAssessment(() => Promise.resolve(profile)),
    dispatches: false,
    one: (subject, index) => subject.submit(index),
    widths,
    rounds: quick ? 3 : 5,
    aims: { ofFloor: 0.7 },
    requireDone: (subject, calls) => {
      requireDone('jobs in line', subject.count("status = 'queued'"), calls)
      requireDone('charges', subject.count("kind = 'charge'", 'ledger_entries'), calls)
      requireDone('events', subject.count("type = 'analysis.queued'", 'events'), calls)
    },
  }
}
