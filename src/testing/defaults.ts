// What a world is like when its test names nothing: one simple assessment, the service's own timeouts.

import { z } from 'zod'
import {
  type AssessmentDefinition,
  defineAssessment,
  externalWorker,
} from '../domain/assessment.ts'
import type { PolicyDefaults } from '../domain/policy.ts'
import type { RuntimeOptions } from '../runtime-options.ts'

export interface WorldSettings
  extends PolicyDefaults,
    Pick<
      RuntimeOptions,
      | 'slotsMax'
      | 'leasesMax'
      | 'startingBalance'
      | 'submitLimit'
      | 'unfinishedMax'
      | 'liveActorsMax'
      | 'watchIntervalMs'
      | 'erasureList'
      | 'retention'
    > {}

const minuteMs = 60_000

export const defaultSettings: WorldSettings = {
  queuedTimeoutMs: 15 * minuteMs,
  processingTimeoutMs: 10 * minuteMs,
  hardLimitMs: 60 * minuteMs,
  triesMax: 3,
  tokenCost: 1,
  estimateMs: 30_000,
  slotsMax: 4,
  leasesMax: 1_000,
  startingBalance: 3,
  submitLimit: { perMinute: 100_000, burst: 100_000 },
  unfinishedMax: 100_000,
  liveActorsMax: 1_000,
}

/** The assessment of a world that names none: one score, one sentence. */
export const simpleAssessment = (): AssessmentDefinition =>
  defineAssessment({
    name: 'Simple Assessment',
    input: z.strictObject({ score: z.int().min(0).max(100) }),
    result: z.strictObject({ text: z.string().min(1).max(1_000) }),
    analyzer: { name: 'none', version: '1', analyze: () => Promise.resolve({ text: 'fine' }) },
  })

/** The same, analysed by workers outside; for a world's `worker()`. */
export const outsideAssessment = (options: { leaseMs?: number } = {}): AssessmentDefinition => ({
  ...simpleAssessment(),
  name: 'Outside Assessment',
  analyzer: externalWorker(options),
})
