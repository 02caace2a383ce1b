// What an assessment is: a schema for its scores, a schema for its result, a price, its timeouts and
// the analyzer that turns one into the other. Nothing outside a definition knows its dimensions.
import type { z } from 'zod'
import type { ResultSection } from './sections.ts'

/** What a running analysis may use. Aborting `signal` means: stop now, nobody waits any more. */
export interface AnalysisContext {
  readonly signal: AbortSignal
  readonly jobId: string
  /** Numbered from 1 within the job; a report of an older attempt changes nothing. */
  readonly attempt: number
  /** Says "still working": moves the processing deadline on, never past the hard limit. */
  heartbeat(): void
  /** A heartbeat that the owner sees: `fraction` is 0 to 1, `note` at most 200 characters. */
  progress(fraction: number, note?: string): void
}

export interface Analyzer<Input = unknown, Result = unknown> {
  /** Recorded with every result it makes, e.g. `offline`. */
  readonly name: string
  readonly version: string
  /** Resolves with a result that the definition's schema accepts, or throws; `AnalysisFailure` says how. */
  analyze(input: Input, context: AnalysisContext): Promise<Result>
  /** Ends threads and connections; called once, when the service stops. */
  stop?(): Promise<void>
  /** Of an analyzer that asks a language model: shown among the figures of the service. */
  readonly usage?: ModelUsage
}

/** What all calls of a language model have used since the process started. */
export interface ModelUsage {
  /** Those that failed included. */
  readonly calls: number
  readonly failures: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** Millionths of the unit whose hundredth the prices are in. */
  readonly costMicros: number
}

/** Says that an assessment is analysed outside: by workers, processes of the operator's own, in any language. */
export interface ExternalWorker {
  readonly isExternal: true
  /** Recorded with each result, unless its worker names itself in its report. */
  readonly name: string
  readonly version: string
  /** How long a worker may be silent before its job is given to another; the service's `WORKER_LEASE` where not given. */
  readonly leaseMs?: number
}

/** In place of an analyzer; throws a plain `Error` when the lease is out of bounds. */
export function externalWorker(
  options: Partial<Pick<ExternalWorker, 'name' | 'version' | 'leaseMs'>> = {},
): ExternalWorker {
  const { name = 'worker', version = '1', leaseMs } = options
  requireLease(leaseMs, 'externalWorker()')
  return Object.freeze({
    isExternal: true,
    name,
    version,
    ...(leaseMs !== undefined && { leaseMs }),
  } as const)
}

export const isExternal = (analyzer: Analyzer | ExternalWorker): analyzer is ExternalWorker =>
  'isExternal' in analyzer

/** Shorter, and an ordinary pause of the network ends leases; longer, and a dead worker is noticed late. */
export const leaseMinMs = 1_000
export const leaseMaxMs = 3_600_000

function requireLease(leaseMs: number | undefined, what: string): void {
  if (leaseMs === undefined) return
  if (Number.isInteger(leaseMs) && leaseMs >= leaseMinMs && leaseMs <= leaseMaxMs) return
  throw new Error(`${what}: leaseMs must be a whole number from ${leaseMinMs} to ${leaseMaxMs}`)
}

export interface AssessmentTimeouts {
  /** From submit until the job must have been started. */
  readonly queuedMs: number
  /** From start, and from each heartbeat, until the analysis must have ended or reported. */
  readonly processingMs: number
  /** From start until the analysis must have ended, however often it reports. */
  readonly hardLimitMs: number
}

export interface AssessmentDefinition<
  Input = unknown,
  Result = unknown,
  By extends Analyzer<Input, Result> | ExternalWorker = Analyzer<Input, Result> | ExternalWorker,
> {
  /** What `assessmentName` names in a submission; 1 to 255 characters. */
  readonly name: string
  readonly input: z.ZodType<Input>
  readonly result: z.ZodType<Result>
  /** Who analyses: a function of this process, or workers outside of it. */
  readonly analyzer: By
  /** Whole tokens, 1 or more; the service's `ANALYSIS_TOKEN_COST` where it is not given. */
  readonly tokenCost?: number
  readonly timeouts?: Partial<AssessmentTimeouts>
  /** How often one attempt may call the analyzer when it fails in passing; 3 where not given. */
  readonly triesMax?: number
  /** How long an analysis usually takes, used until the service has measured its own. */
  readonly estimateMs?: number
  /** The parts of a result that its owner can share one by one; without them a link shows all of it. */
  readonly sections?: Readonly<Record<string, ResultSection>>
  /** Scores that `input` accepts, for whoever reads the documents or tries the service out. */
  readonly example?: Input
}

/** A definition whose analyzer is a function of this process. */
export type AnalyzedHere<Input = unknown, Result = unknown> = AssessmentDefinition<
  Input,
  Result,
  Analyzer<Input, Result>
>

/** How an analysis went wrong. `transient` failures are tried again; others end the job at once. */
export class AnalysisFailure extends Error {
  override readonly name = 'AnalysisFailure'
  readonly transient: boolean

  constructor(message: string, options: { transient: boolean; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.transient = options.transient
  }
}

/**
 * Declares an assessment. Throws a plain `Error` that names the assessment and the field when the name,
 * price, tries or a timeout is out of bounds, so that a wrong definition stops the start and not a job.
 */
export function defineAssessment<Input, Result>(
  definition: AnalyzedHere<Input, Result>,
): AnalyzedHere<Input, Result>
export function defineAssessment<Input, Result>(
  definition: AssessmentDefinition<Input, Result>,
): AssessmentDefinition<Input, Result>
export function defineAssessment(definition: AssessmentDefinition): AssessmentDefinition {
  const { name, tokenCost, triesMax, estimateMs, timeouts = {}, analyzer } = definition
  const problem = (field: string, rule: string) =>
    new Error(`Assessment "${name}": ${field} must be ${rule}`)
  if (name.length < 1 || name.length > 255) throw problem('name', '1 to 255 characters')
  const whole: [string, number | undefined, number][] = [
    ['tokenCost', tokenCost, 1_000_000],
    ['triesMax', triesMax, 100],
    ['estimateMs', estimateMs, timeoutMaxMs],
    ['timeouts.queuedMs', timeouts.queuedMs, timeoutMaxMs],
    ['timeouts.processingMs', timeouts.processingMs, timeoutMaxMs],
    ['timeouts.hardLimitMs', timeouts.hardLimitMs, timeoutMaxMs],
  ]
  for (const [field, value, max] of whole) {
    if (value === undefined) continue
    if (!Number.isInteger(value) || value < 1 || value > max) {
      throw problem(field, `a whole number from 1 to ${max}`)
    }
  }
  const { input, example } = definition
  if (example !== undefined && !input.safeParse(example).success) {
    throw problem('example', 'accepted by its own input')
  }
  if (isExternal(analyzer)) requireLease(analyzer.leaseMs, `Assessment "${name}"`)
  return Object.freeze({ ...definition })
}

/** 400 days: longer than any analysis, and past the 24.8 days where a plain timer breaks. */
export const timeoutMaxMs = 400 * 24 * 3_600_000
