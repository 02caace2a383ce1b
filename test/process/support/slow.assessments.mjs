// An assessment for process tests: answers after a moment, so that a kill finds analyses at work.
import { z } from 'zod'
import { defineAssessment } from '../../../dist/src/index.js'

const afterMs = 30

export const assessments = [
  defineAssessment({
    name: 'Slow Assessment',
    input: z.strictObject({ score: z.number().int() }),
    result: z.strictObject({ text: z.string() }),
    analyzer: {
      name: 'slow',
      version: '1',
      analyze: () => new Promise((resolve) => setTimeout(() => resolve({ text: 'fine' }), afterMs)),
    },
  }),
]
