// An assessment for process tests: its thread takes memory until it is ended, or the process with it.
import { z } from 'zod'
import { WorkerPool } from '../../../dist/src/assessments/worker-pool.js'
import { defineAssessment } from '../../../dist/src/index.js'

const threads = new WorkerPool({ threadsMax: 1, heapMaxMb: 32 })
const module = new URL('../../assessments/fixtures/analyses.mjs', import.meta.url)

export const assessments = [
  defineAssessment({
    name: 'Hungry Assessment',
    input: z.strictObject({}),
    result: z.strictObject({ text: z.string() }),
    triesMax: 1,
    analyzer: {
      name: 'hungry',
      version: '1',
      analyze: (input, { signal }) => threads.run({ module, name: 'hog', input }, signal),
    },
  }),
]
