// The assessments of a chaos run: what an analysis does is written in the scores it gets, so that whoever
// sent them knows how it may end. Loaded by the service as ASSESSMENTS_MODULE.
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { AnalysisFailure, defineAssessment, externalWorker } from '../../dist/src/index.js'
import { pass } from './crash-points.mjs'

/** Prices and timeouts by name, given by the parent, who checks that they are kept. */
const offered = JSON.parse(process.env['CHAOS_ASSESSMENTS'])

const input = z.strictObject({
  tag: z.string(),
  kind: z.string(),
  /** From 0 up to 1: how far within its kind's bounds. */
  draw: z.number(),
})
const result = z.strictObject({ tag: z.string(), kind: z.string() })

const between = (min, max, draw) => Math.round(min + draw * (max - min))

/** What each kind does before it answers with its tag; where it throws, it does not answer. */
const kinds = {
  quick: ({ draw }) => pause(between(1, 60, draw)),
  slow: ({ draw }) => pause(between(100, 800, draw)),
  long: ({ draw }) => pause(between(800, 2_500, draw)),
  async chatty({ draw }, { progress }) {
    const steps = between(20, 120, draw)
    for (let step = 0; step < steps; step++) {
      progress(step / steps, `step ${step} of ${steps}`)
      await pause(10)
    }
  },
  async transient({ draw }, context) {
    await pause(between(1, 100, draw))
    if (isFirstTry(context)) throw new AnalysisFailure('busy', { transient: true })
  },
  async permanent({ draw }) {
    await pause(between(1, 100, draw))
    throw new AnalysisFailure('no use', { transient: false })
  },
  hang: () => new Promise(() => {}),
  /** Answers after its deadline, whether or not anybody still waits. */
  late: ({ draw }) => pause(offered.Plain.timeouts.processingMs + between(50, 900, draw)),
  /** Reports for ever: only the hard limit ends it. */
  async restless(_scores, { signal, heartbeat }) {
    while (!signal.aborted) {
      heartbeat()
      await pause(50)
    }
    throw new Error('stopped')
  },
  async odd({ draw }) {
    await pause(between(1, 50, draw))
    throw { toString: () => 'thrown as it is' }
  },
}

const tried = new Set()

/** Once a job and attempt, as long as the process lives. */
function isFirstTry({ jobId, attempt }) {
  const run = `${jobId}#${attempt}`
  if (tried.has(run)) return false
  tried.add(run)
  return true
}

async function analyze(scores, context) {
  pass('analysis-started')
  const { tag, kind } = scores
  await kinds[kind](scores, context)
  pass('analysis-ended')
  return kind === 'bad' ? { tag: 1 } : { tag, kind }
}
kinds.bad = kinds.quick

const common = {
  input,
  result,
  analyzer: { name: 'chaos', version: '1', analyze },
  triesMax: 2,
  estimateMs: 200,
}

const outside = defineAssessment({
  ...{ name: 'Outside', input, result, triesMax: 3, tokenCost: 1, estimateMs: 200 },
  analyzer: externalWorker({ leaseMs: 1_000 }),
  timeouts: { queuedMs: 6_000, processingMs: 3_000, hardLimitMs: 9_000 },
})

export const assessments = [
  ...Object.entries(offered).map(([name, terms]) =>
    defineAssessment({ ...common, ...terms, name }),
  ),
  outside,
]
