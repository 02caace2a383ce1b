// What this service offers to analyse, at what price and within what time, as somebody is told who has not paid
// yet. Of what is in an assessment it says which parts of its results can be shared, and nothing else.
import { z } from 'zod'
import { policyOf } from '../domain/policy.ts'
import { sectionNames } from '../domain/sections.ts'
import type { ServiceParts } from './context.ts'

export const offer = z.object({
  assessmentName: z.string(),
  tokenCost: z.int(),
  /** What an analysis takes, from what recent ones took. */
  usualMs: z.int(),
  /** The parts of a result that a link can show. */
  sections: z.array(z.string()),
})

export const offersOf = (service: ServiceParts): z.input<typeof offer>[] =>
  [...service.assessments.values()].map((definition) => ({
    assessmentName: definition.name,
    tokenCost: policyOf(definition, service.defaults).tokenCost,
    usualMs: Math.round(service.estimator.analysisMs(definition.name)),
    sections: sectionNames(definition),
  }))
