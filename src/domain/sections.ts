// The parts of a result that its owner may show to others one by one, as its assessment declares them. It picks
// fields by name and looks into none of them.
import type { AssessmentDefinition } from './assessment.ts'

/** One part: fields of the result, and whether the submitted scores go with it. */
export interface ResultSection {
  readonly fields: readonly string[]
  readonly scores?: boolean
}

/** What an assessment that declares no parts has: all or nothing. */
const everything = 'everything'

export const sectionNames = (definition: AssessmentDefinition | undefined): string[] =>
  Object.keys(definition?.sections ?? { [everything]: true })

export interface Stored {
  readonly assessmentData: unknown
  readonly profile: unknown
}

/** What somebody sees who was given `sections` of a result; null for scores that were not among them. */
export function shownOf(
  definition: AssessmentDefinition | undefined,
  sections: readonly string[],
  stored: Stored,
): Stored {
  const declared = definition?.sections
  if (!declared)
    return sections.includes(everything) ? stored : { assessmentData: null, profile: {} }
  const given = sections.flatMap((name) => (Object.hasOwn(declared, name) ? [declared[name]] : []))
  const fields = new Set(given.flatMap((section) => section?.fields ?? []))
  const whole = typeof stored.profile === 'object' ? (stored.profile ?? {}) : {}
  return {
    assessmentData: given.some((section) => section?.scores) ? stored.assessmentData : null,
    profile: Object.fromEntries(Object.entries(whole).filter(([field]) => fields.has(field))),
  }
}
