// The assessments of a soak: what an analysis does is written in the scores it gets. Loaded by the service as
// ASSESSMENTS_MODULE. One is analysed outside.
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { AnalysisFailure, defineAssessment, externalWorker } from '../../dist/src/index.js'

const input = z.strictObject({ tag: z.string(), kind: z.string(), filling: z.string() })
const result = z.strictObject({ tag: z.string(), filling: z.string() })

/** Jobs whose first try failed; each is taken out by its second, so that a soak finds no leak of its own. */
const failedOnce = new Set()

const kinds = {
  quick: () => pause(5),
  slow: () => pause(500),
  async chatty({ progress }) {
    for (let step = 0; step < 10; step++) {
      progress(step / 10, `step ${step}`)
      await pause(10)
    }
  },
  transient({ jobId }) {
    if (failedOnce.delete(jobId)) return
    failedOnce.add(jobId)
    throw new AnalysisFailure('busy', { transient: true })
  },
  permanent() {
    throw new AnalysisFailure('no use', { transient: false })
  },
  hang: () => new Promise(() => {}),
}

async function analyze({ tag, kind, filling }, context) {
  await kinds[kind](context)
  return { tag, filling }
}

const common = { input, result, triesMax: 2, estimateMs: 200 }

export const assessments = [
  defineAssessment({
    ...common,
    name: 'Inside',
    analyzer: { name: 'soak', version: '1', analyze },
    timeouts: { queuedMs: 60_000, processingMs: 5_000, hardLimitMs: 15_000 },
  }),
  defineAssessment({
    ...common,
    name: 'Outside',
    analyzer: externalWorker({ name: 'soak', version: '1' }),
    timeouts: { queuedMs: 60_000, processingMs: 10_000, hardLimitMs: 20_000 },
  }),
]
