// What a world is like when its test names nothing: one simple assessment, the service's own timeouts.
import { z } from 'zod'
import { type AssessmentDefinition, defineAssessment } from '../domain/assessment.ts'
import type { PolicyDefaults } from '../domain/policy.ts'
import type { RuntimeOptions } from '../runtime.ts'

export interface WorldSettings
  extends PolicyDefaults,
    Pick<
      RuntimeOptions,
      | 'slotsMax'
      | 'startingBalance'
      | 'submitLimit'
      | 'unfinishedMax'
      | 'liveActorsMax'
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
