// How a row that somebody else wrote is taken over: by the timeouts of its assessment, as things stand now.
import type { Adoption } from '../db/commit-adoption.ts'
import type { JobRow } from '../db/jobs.queries.ts'
import { type Assessments, isForWorkers, type PolicyDefaults, policyOf } from '../domain/policy.ts'
import type { Clock } from '../system/clock.ts'
import type { NewId } from '../system/ids.ts'

export interface AdoptionParts {
  readonly clock: Clock
  readonly newId: NewId
  readonly assessments: Assessments
  readonly defaults: PolicyDefaults
}

export function adoptionOf(row: JobRow, parts: AdoptionParts): Adoption {
  const { clock, newId, assessments, defaults } = parts
  const definition = assessments.get(row.assessmentName)
  const { queuedTimeoutMs, processingTimeoutMs } = policyOf(definition, defaults)
  return {
    now: clock.now(),
    queuedTimeoutMs,
    processingTimeoutMs,
    newResultId: newId(),
    isSupported: definition !== undefined,
    isForWorkers: isForWorkers(definition),
  }
}
