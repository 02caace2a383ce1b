// The parts of a result that its owner may show to others one by one, as its assessment declares them. It picks
// fields by name and looks into none of them.
import type { AssessmentDefinition } from './assessment.ts'

/** One part: fields of the result, `name` or `name.inner`, and whether the submitted scores go with it. */
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
  const fields = given.flatMap((section) => section?.fields ?? [])
  return {
    assessmentData: given.some((section) => section?.scores) ? stored.assessmentData : null,
    profile: picked(stored.profile, fields),
  }
}

/** The named fields of a value and, of a field that is only named by inner ones, those. */
function picked(value: unknown, fields: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return {}
  const entries = Object.entries(value).flatMap(([name, inner]) => {
    if (fields.includes(name)) return [[name, inner] as const]
    const start = `${name}.`
    const within = fields.filter((field) => field.startsWith(start))
    if (within.length === 0) return []
    return [
      [
        name,
        picked(
          inner,
          within.map((field) => field.slice(start.length)),
        ),
      ] as const,
    ]
  })
  return Object.fromEntries(entries)
}
