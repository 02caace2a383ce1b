// Whether a run did what it is for: every place and every fault was really met. A run in which one of them
// did not happen proves nothing about it, and fails.
import { faultKinds, places } from './plan.ts'
import type { Tally } from './tally.ts'

export function whatNeverHappened({ reached, faults, counts, refusedMs }: Tally): string[] {
  const met: readonly (readonly [string, number])[] = [
    ...places.map((place) => [`a death at "${place}"`, reached.get(place) ?? 0] as const),
    ...faultKinds.map((kind) => [`"${kind}"`, faults.get(kind)?.rounds ?? 0] as const),
    ['a process that the system showed as stopped', counts.frozen],
    ['a stop while jobs were at work', counts.atWorkWhenToldToStop],
    ['a refusal because the disk was full', counts.refusedWhileFull],
    ['a write lock held by somebody else', counts.writeLocksHeld],
    ['a refused second process', refusedMs.length],
    ['a connection cut', counts.cuts],
    ['a claim of a worker', counts.claims],
    ['a report of a worker that was taken', counts.reportsTaken],
    ['a report of a worker that was refused', counts.reportsRefused],
    ['a message of a webhook', counts.messages],
    ['an erasure', counts.erased],
  ]
  return met.filter(([, times]) => times === 0).map(([what]) => `${what} never happened`)
}
