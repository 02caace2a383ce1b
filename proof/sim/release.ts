// What a release of the service offers: two assessments at today's prices, the second of them withdrawn
// now and then. The first bears the name that rows of somebody else get by default.
import { z } from 'zod'
import {
  type Analyzer,
  type AssessmentDefinition,
  defineAssessment,
} from '../../src/domain/assessment.ts'
import type { Offer } from './known.ts'
import type { Config } from './plan.ts'

export interface Release {
  readonly tokenCost: number
  readonly withdrawn: boolean
}

export const assessmentNames = ['AI-Driven Talent Mapping', 'Second Assessment'] as const

export function offersOf(config: Config, { tokenCost, withdrawn }: Release): Offer[] {
  const {
    queuedTimeoutMs: queuedMs,
    processingTimeoutMs: processingMs,
    hardLimitMs: hardMs,
  } = config
  const [first, second] = assessmentNames
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
  return withdrawn ? offers.slice(0, 1) : offers
}

const input = z.strictObject({ mark: z.int().min(0) })
const result = z.strictObject({ text: z.string().min(1).max(1_000) })

export const definitionsOf = (
  offers: readonly Offer[],
  analyzer: Analyzer<{ mark: number }, { text: string }>,
): Map<string, AssessmentDefinition> =>
  new Map(
    offers.map(({ name, price, queuedMs, processingMs, hardMs }) => [
      name,
      defineAssessment({
        name,
        input,
        result,
        analyzer,
        tokenCost: price,
        timeouts: { queuedMs, processingMs, hardLimitMs: hardMs },
      }) as AssessmentDefinition,
    ]),
  )
