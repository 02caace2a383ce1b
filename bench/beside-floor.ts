// The service beside its floor at several widths: one service that is timed, one whose statements are
// written down, and two bare files on which those are replayed. All start from the same rows.

import { join } from 'node:path'
import { type OpenDatabase, openDatabase } from '../src/db/connection.ts'
import type { AssessmentDefinition } from '../src/domain/assessment.ts'
import { Recording, replay } from './floor.ts'
import { type Bench, type Figure, figure, inFlight, median, takeTurns } from './harness.ts'
import { Subject } from './service.ts'

export interface Comparison {
  readonly benchmark: string
  /** What one call does, in the plural: "submits". */
  readonly what: string
  readonly assessment: AssessmentDefinition
  readonly dispatches: boolean
  readonly one: (subject: Subject, index: number) => Promise<unknown>
  /** Calls a round, by calls in flight. */
  readonly widths: readonly { readonly width: number; readonly count: number }[]
  readonly rounds: number
  /** At the greatest width: calls per second, and the share of the floor that is to be reached. */
  readonly aims: { readonly perSecond?: number; readonly ofFloor: number }
  /** Throws unless `calls` calls were really carried out. */
  readonly requireDone: (subject: Subject, calls: number) => void
}

export async function besideFloor(bench: Bench, comparison: Comparison): Promise<Figure[]> {
  const { assessment, dispatches } = comparison
  const make = (file: string, onOpened?: (db: OpenDatabase['db']) => void) =>
    new Subject({ folder: bench.folder, file, assessment, ...(onOpened && { onOpened }) })
  let recording: Recording | undefined
  const service = await make('service.db').start({ dispatches })
  const written = make('written.db', (db) => {
    recording = Recording.of(db)
  })
  await written.start({ dispatches })
  if (!recording) throw new Error('The statements are not being written down')
  const parts = {
    bench,
    service,
    written,
    recording,
    floor: openDatabase(join(bench.folder, 'floor.db')),
    writes: openDatabase(join(bench.folder, 'writes.db')),
  }
  const start = recording.take()
  replay(parts.floor.db, start)()
  replay(parts.writes.db, start, { writesOnly: true })()
  const figures: Figure[] = []
  let calls = 0
  for (const { width, count } of comparison.widths) {
    const { rounds, measured } = await atWidth(comparison, parts, { width, count, calls })
    calls += rounds * count
    figures.push(...measured)
  }
  for (const subject of [service, written]) {
    comparison.requireDone(subject, calls)
    subject.requireBooksBalance()
  }
  for (const bare of [parts.floor, parts.writes]) requireSameRows(service, bare)
  service.stop()
  written.stop()
  return figures
}

interface Parts {
  readonly bench: Bench
  readonly service: Subject
  readonly written: Subject
  readonly recording: Recording
  readonly floor: OpenDatabase
  readonly writes: OpenDatabase
}

async function atWidth(
  { benchmark, what, one, rounds, aims, widths }: Comparison,
  { bench, service, written, recording, floor, writes }: Parts,
  { width, count, calls }: { width: number; count: number; calls: number },
): Promise<{ rounds: number; measured: Figure[] }> {
  bench.say(`${width} in flight, ${rounds} rounds of ${count}`)
  let steps = recording.take()
  let made = 0
  let first = calls
  const figures = await takeTurns(
    rounds,
    {
      service: () => inFlight(count, width, (index) => one(service, first + index)),
      floor: () => (count * 1_000) / replay(floor.db, steps)(),
      writes: () => (count * 1_000) / replay(writes.db, steps, { writesOnly: true })(),
    },
    {
      beforeRound: async () => {
        first = calls + made * count
        made++
        recording.take()
        await inFlight(count, width, (index) => one(written, first + index))
        steps = recording.take()
      },
      isLate: bench.isLate,
    },
  )
  const isWidest = width === Math.max(...widths.map((each) => each.width))
  const perSecond = median(figures.service)
  const ratio = perSecond / median(figures.floor)
  const isFast = aims.perSecond === undefined || perSecond >= aims.perSecond
  const texts = [
    ...(aims.perSecond === undefined ? [] : [`≥ ${aims.perSecond}/s`]),
    `≥ ${aims.ofFloor} of the floor`,
  ]
  const aim = { text: texts.join(', '), isMet: isFast && ratio >= aims.ofFloor }
  const measure = `${what}, ${width} in flight`
  const beside = { name: 'same statements, bare loop', median: median(figures.floor) }
  const besideWrites = { name: 'its writes alone, bare loop', median: median(figures.writes) }
  const measured = [
    figure(
      { benchmark, measure, unit: 'per s', beside, ...(isWidest && { aim }) },
      figures.service,
    ),
    figure({ benchmark, measure, unit: 'per s', beside: besideWrites }, figures.service),
  ]
  return { rounds: made, measured }
}

function requireSameRows(service: Subject, bare: OpenDatabase): void {
  for (const table of ['jobs', 'results', 'ledger_entries', 'events']) {
    const rows = bare.db.$client.prepare(`select count(*) from ${table}`).pluck().get()
    if (rows !== service.count('true', table)) throw new Error(`${table}: the floor did other work`)
  }
  bare.close()
}
