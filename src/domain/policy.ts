// Which price, timeouts and tries a job lives under: its definition's, else the service's.
import type { AssessmentDefinition } from './assessment.ts'
import type { JobPolicy } from './job.ts'

/** The service's own values, from the configuration. */
export interface PolicyDefaults extends JobPolicy {
  readonly tokenCost: number
  readonly estimateMs: number
}

export type Assessments = ReadonlyMap<string, AssessmentDefinition>

export function policyOf(definition: AssessmentDefinition | undefined, defaults: PolicyDefaults) {
  const timeouts = definition?.timeouts
  const processingTimeoutMs = timeouts?.processingMs ?? defaults.processingTimeoutMs
  return {
    queuedTimeoutMs: timeouts?.queuedMs ?? defaults.queuedTimeoutMs,
    processingTimeoutMs,
    hardLimitMs: Math.max(timeouts?.hardLimitMs ?? defaults.hardLimitMs, processingTimeoutMs),
    triesMax: definition?.triesMax ?? defaults.triesMax,
    tokenCost: definition?.tokenCost ?? defaults.tokenCost,
    estimateMs: definition?.estimateMs ?? defaults.estimateMs,
  } satisfies PolicyDefaults
}
