// Which price, timeouts and tries a job lives under: its definition's, else the service's.
import { type AssessmentDefinition, isExternal } from './assessment.ts'
import type { JobPolicy } from './job.ts'

/** The service's own values, from the configuration. */
export interface PolicyDefaults extends Omit<JobPolicy, 'leaseMs'> {
  /** The lease of assessments that are analysed outside and name none of their own; half a minute where not given. */
  readonly workerLeaseMs?: number
  readonly tokenCost: number
  readonly estimateMs: number
}

export type Assessments = ReadonlyMap<string, AssessmentDefinition>

export interface Policy extends JobPolicy, PolicyDefaults {}

export function policyOf(
  definition: AssessmentDefinition | undefined,
  defaults: PolicyDefaults,
): Policy {
  const timeouts = definition?.timeouts
  const processingTimeoutMs = timeouts?.processingMs ?? defaults.processingTimeoutMs
  return {
    queuedTimeoutMs: timeouts?.queuedMs ?? defaults.queuedTimeoutMs,
    processingTimeoutMs,
    hardLimitMs: Math.max(timeouts?.hardLimitMs ?? defaults.hardLimitMs, processingTimeoutMs),
    triesMax: definition?.triesMax ?? defaults.triesMax,
    tokenCost: definition?.tokenCost ?? defaults.tokenCost,
    estimateMs: definition?.estimateMs ?? defaults.estimateMs,
    leaseMs: leaseMsOf(definition, defaults, processingTimeoutMs),
  }
}

const leaseUsualMs = 30_000

/** Never longer than an analysis may be silent; undefined where the analysis is made by this process. */
function leaseMsOf(
  definition: AssessmentDefinition | undefined,
  { workerLeaseMs = leaseUsualMs }: PolicyDefaults,
  processingTimeoutMs: number,
): number | undefined {
  if (!isForWorkers(definition)) return undefined
  const { analyzer } = definition
  const leaseMs = isExternal(analyzer) ? analyzer.leaseMs : undefined
  return Math.min(leaseMs ?? workerLeaseMs, processingTimeoutMs)
}

export const isForWorkers = (
  definition: AssessmentDefinition | undefined,
): definition is AssessmentDefinition => definition !== undefined && isExternal(definition.analyzer)

/** The assessments that workers may claim jobs of, in the order in which they are offered. */
export const namesForWorkers = (assessments: Assessments): string[] =>
  [...assessments.values()].filter(isForWorkers).map(({ name }) => name)
