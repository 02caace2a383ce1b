// The service as it is put to the proof: its real runtime over a real file, with short timeouts and an
// analyzer that does what the scores say, so that every kind of end is reached within a second.
import { z } from 'zod'
import type { OpenDatabase } from '../../src/db/connection.ts'
import {
  type AnalysisContext,
  AnalysisFailure,
  type AssessmentDefinition,
  defineAssessment,
} from '../../src/domain/assessment.ts'
import { createRuntime, type Runtime } from '../../src/runtime.ts'
import type { Clock } from '../../src/system/clock.ts'
import { makeNewId } from '../../src/system/ids.ts'
import { silentLog } from '../../src/system/log.ts'

/** What an analysis does; each is an assessment of its own, with the timeouts that make it happen. */
export const behaviours = ['succeeds', 'fails', 'hangs', 'falters', 'reports'] as const
export type Behaviour = (typeof behaviours)[number]

/** How often each is asked for. One that falters holds its slot for a second, so it is rare. */
export const mix: readonly Behaviour[] = [
  ...Array<Behaviour>(9).fill('succeeds'),
  ...Array<Behaviour>(4).fill('fails'),
  ...Array<Behaviour>(3).fill('hangs'),
  ...Array<Behaviour>(3).fill('reports'),
  'falters',
]

const scores = z.strictObject({ tag: z.string().max(100), afterMs: z.int().min(0).max(1_000) })
type Scores = z.infer<typeof scores>

const processingMs: Record<Behaviour, number> = {
  succeeds: 2_000,
  fails: 2_000,
  hangs: 25,
  falters: 4_000,
  reports: 2_000,
}

/** The text of a result: several pages long, so that a commit is more than one write. */
const profile = { text: 'What was found. '.repeat(700) }

export const definitions = (clock: Clock): AssessmentDefinition[] =>
  behaviours.map((name) =>
    defineAssessment({
      name,
      input: scores,
      result: z.strictObject({ text: z.string() }),
      timeouts: { processingMs: processingMs[name], queuedMs: name === 'fails' ? 60 : 20_000 },
      triesMax: 2,
      analyzer: {
        name: 'powerloss',
        version: '1',
        analyze: (input: Scores, context) => analyze(name, input, context, clock),
      },
    }),
  ) as AssessmentDefinition[]

async function analyze(
  behaviour: Behaviour,
  { afterMs }: Scores,
  context: AnalysisContext,
  clock: Clock,
): Promise<typeof profile> {
  await pause(clock, afterMs)
  switch (behaviour) {
    case 'succeeds':
      return profile
    case 'fails':
      throw new AnalysisFailure('as asked', { transient: false })
    case 'hangs':
      return new Promise<never>((_, reject) => {
        context.signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
      })
    case 'falters':
      throw new AnalysisFailure('as asked', { transient: true })
    case 'reports':
      context.progress(0.5, 'half of it')
      await pause(clock, afterMs)
      return profile
  }
}

export const pause = (clock: Clock, durationMs: number): Promise<void> =>
  new Promise((resolve) => clock.setTimeout(resolve, durationMs))

export function makeRuntime({ db }: OpenDatabase, clock: Clock): Runtime {
  const assessments = definitions(clock)
  return createRuntime({
    db,
    clock,
    newId: makeNewId(() => clock.now()),
    log: silentLog,
    assessments: new Map(assessments.map((each) => [each.name, each])),
    defaultAssessment: 'succeeds',
    defaults: {
      queuedTimeoutMs: 20_000,
      processingTimeoutMs: 2_000,
      hardLimitMs: 5_000,
      triesMax: 2,
      tokenCost: 1,
      estimateMs: 20,
    },
    slotsMax: 12,
    startingBalance: 15,
    submitLimit: { perMinute: 1_000_000, burst: 1_000_000 },
    unfinishedMax: 60,
    liveActorsMax: 6,
  })
}
