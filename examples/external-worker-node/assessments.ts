// An assessment that is analysed outside: the service validates, charges, waits and refunds; a worker counts words.
// Run it with ASSESSMENTS_MODULE=dist/examples/external-worker-node/assessments.js
import { z } from 'zod'
import { defineAssessment, externalWorker } from '../../src/index.ts'

export const assessments = [
  defineAssessment({
    name: 'Word Count',
    input: z.strictObject({
      text: z.string().min(1).max(50_000),
      /** How long the worker shall take, in milliseconds: to see heartbeats at work. */
      takesMs: z.int().min(0).max(600_000).default(0),
    }),
    result: z.strictObject({
      words: z.int().min(0),
      longestWord: z.string().max(50_000),
      countedBy: z.string().max(100),
    }),
    analyzer: externalWorker({ name: 'word-count', version: '1.0.0' }),
    estimateMs: 1_000,
  }),
]
