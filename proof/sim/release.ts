// What a release of the service offers: two assessments at today's prices, the second of them withdrawn
// now and then, and where workers come a third, which is theirs. The first bears the name that rows of somebody else get by default.
import { z } from 'zod'
import {
  type Analyzer,
  type AssessmentDefinition,
  defineAssessment,
  externalWorker,
} from '../../src/domain/assessment.ts'
import type { Offer } from './known.ts'
import type { Config } from './plan.ts'

export interface Release {
  readonly tokenCost: number
  readonly withdrawn: boolean
}

export const assessmentNames = [
  'AI-Driven Talent Mapping',
  'Second Assessment',
  'Outside Assessment',
] as const

export function offersOf(config: Config, { tokenCost, withdrawn }: Release): Offer[] {
  const {
    queuedTimeoutMs: queuedMs,
    processingTimeoutMs: processingMs,
    hardLimitMs: hardMs,
  } = config
  const [first, second, third] = assessmentNames
  const offers = [
    { name: first, price: tokenCost, queuedMs, processingMs, hardMs },
    {
      name: second,
      price: tokenCost + 2,
      queuedMs,
      processingMs: Math.ceil(processingMs / 2),
      hardMs,
    },
  ]
  const here = withdrawn ? offers.slice(0, 1) : offers
  if (!config.outside) return here
  const price = tokenCost + 1
  return [...here, { name: third, price, queuedMs, processingMs, hardMs, isOutside: true }]
}

const input = z.strictObject({ mark: z.int().min(0) })
const result = z.strictObject({ text: z.string().min(1).max(1_000) })

export const definitionsOf = (
  offers: readonly Offer[],
  leaseMs: number | undefined,
  analyzer: Analyzer<{ mark: number }, { text: string }>,
): Map<string, AssessmentDefinition> =>
  new Map(
    offers.map(({ name, price, queuedMs, processingMs, hardMs, isOutside }) => {
      const shared = { name, input, result, tokenCost: price }
      if (isOutside && leaseMs !== undefined) {
        // Without timeouts of its own it lives under the settings, which operators change.
        return [
          name,
          defineAssessment({
            ...shared,
            analyzer: externalWorker({ leaseMs }),
          }) as AssessmentDefinition,
        ]
      }
      const timeouts = { queuedMs, processingMs, hardLimitMs: hardMs }
      return [name, defineAssessment({ ...shared, analyzer, timeouts }) as AssessmentDefinition]
    }),
  )
