// The assessments that this service offers, by exact name. It runs none of them.
import type { AssessmentDefinition } from '../domain/assessment.ts'
import type { Assessments } from '../domain/policy.ts'

/**
 * In the order in which they were given; the first is the default. Throws when two assessments share a
 * name, since a submission could mean either, and when there is none.
 */
export function createRegistry(definitions: readonly AssessmentDefinition[]): Assessments {
  if (definitions.length === 0) throw new Error('At least one assessment must be offered')
  const byName = new Map<string, AssessmentDefinition>()
  for (const definition of definitions) {
    if (byName.has(definition.name)) {
      throw new Error(`Assessment "${definition.name}" is registered twice; names must differ`)
    }
    byName.set(definition.name, definition)
  }
  return byName
}
