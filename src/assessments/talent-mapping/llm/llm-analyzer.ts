// The offline analysis with its prose rewritten by a language model. Whatever the model does, numbers, codes and
// careers are the offline analysis's own; where it fails for good, so are the texts.
import {
  type AnalysisContext,
  AnalysisFailure,
  type Analyzer,
  type ModelUsage,
} from '../../../domain/assessment.ts'
import type { TalentMappingInput } from '../input.schema.ts'
import { localised } from '../localised.ts'
import type { PersonaProfile } from '../profile.schema.ts'
import type { Locale } from '../texts/catalogue.ts'
import { indonesian } from '../texts/indonesian.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import { LlmFailure } from './failure.ts'
import type { Answer, Ask } from './model.ts'
import { promptVersion, systemPrompt, userPrompt } from './prompt.ts'
import { faultOf, proseOf, withProse } from './prose.ts'

export interface LlmOptions {
  readonly ask: Ask
  readonly offline: Analyzer<TalentMappingInput, PersonaProfile>
  /** Recorded with each result. */
  readonly provider: string
  readonly model: string
  readonly locale: Locale
  /** What happens when the model fails for good: the offline texts, or a failed job with its token back. */
  readonly onFailure: 'offline' | 'fail'
  /** How often the job's attempt calls the analyzer when it fails in passing. */
  readonly triesMax: number
  /** Cents for a million tokens. */
  readonly prices: { readonly input: number; readonly output: number }
  /** Milliseconds from any fixed instant. */
  readonly now: () => number
}

/** Jobs whose tries are remembered; more would be jobs that nobody ended. */
const jobsMax = 10_000

export class LlmAnalyzer implements Analyzer<TalentMappingInput, PersonaProfile> {
  readonly name: string
  readonly version = '1.0.0'
  readonly #options: LlmOptions
  readonly #breaker: CircuitBreaker
  readonly #tries = new Map<string, number>()
  #usage: ModelUsage = { calls: 0, failures: 0, inputTokens: 0, outputTokens: 0, costMicros: 0 }

  constructor(options: LlmOptions) {
    this.name = `llm:${options.provider}/${options.model}`
    this.#options = options
    this.#breaker = new CircuitBreaker({ now: options.now })
  }

  get usage(): ModelUsage {
    return this.#usage
  }

  async analyze(input: TalentMappingInput, context: AnalysisContext): Promise<PersonaProfile> {
    const { offline, locale } = this.#options
    const profile = await offline.analyze(input, context)
    context.progress(0.3, 'writing')
    const texts = locale === 'id' ? localised(profile, indonesian) : profile
    try {
      const answer = await this.#ask(texts, context.signal)
      this.#tries.delete(context.jobId)
      return this.#joined(texts, answer)
    } catch (error) {
      context.signal.throwIfAborted()
      if (error instanceof LlmFailure) return this.#withoutModel(profile, error, context)
      throw error
    }
  }

  async stop(): Promise<void> {
    await this.#options.offline.stop?.()
  }

  async #ask(texts: PersonaProfile, signal: AbortSignal): Promise<Answer> {
    if (!this.#breaker.mayCall()) {
      throw new LlmFailure(
        'PAUSED',
        'the provider failed five times in a row; it is asked again soon',
      )
    }
    const prompts = {
      system: systemPrompt(this.#options.locale),
      user: userPrompt(proseOf(texts)),
    }
    const answer = await this.#call(prompts, signal)
    const fault = faultOf(answer.prose, texts)
    this.#count(answer, fault === undefined ? 0 : 1)
    if (fault !== undefined) throw new LlmFailure('UNFAITHFUL', fault)
    return answer
  }

  /** One call, whose end the breaker is told. */
  async #call(prompts: { system: string; user: string }, signal: AbortSignal): Promise<Answer> {
    try {
      const answer = await this.#options.ask(prompts, signal)
      this.#breaker.succeeded()
      return answer
    } catch (error) {
      if (!(error instanceof LlmFailure)) this.#breaker.dropped()
      else {
        if (error.isOutage) this.#breaker.failed()
        else this.#breaker.succeeded()
        this.#count(error.usage, 1)
      }
      throw error
    }
  }

  /** In passing while there are tries left; then the offline texts, or a failure that ends the job. */
  #withoutModel(profile: PersonaProfile, failure: LlmFailure, { jobId }: AnalysisContext) {
    const { onFailure, triesMax } = this.#options
    const tries = (this.#tries.get(jobId) ?? 0) + 1
    const isLast = tries >= triesMax || !failure.transient
    if (isLast) this.#tries.delete(jobId)
    else this.#remember(jobId, tries)
    if (isLast && onFailure === 'offline') {
      return { ...profile, prose: { writtenBy: 'offline' as const, failure: failure.code } }
    }
    throw new AnalysisFailure(failure.message, { transient: failure.transient, cause: failure })
  }

  #remember(jobId: string, tries: number): void {
    this.#tries.delete(jobId)
    this.#tries.set(jobId, tries)
    const [oldest] = this.#tries.keys()
    if (this.#tries.size > jobsMax && oldest !== undefined) this.#tries.delete(oldest)
  }

  #joined(
    texts: PersonaProfile,
    { prose, model, inputTokens, outputTokens }: Answer,
  ): PersonaProfile {
    const { provider, locale } = this.#options
    return {
      ...withProse(texts, prose),
      prose: {
        writtenBy: 'llm',
        provider,
        model,
        promptVersion,
        locale,
        inputTokens,
        outputTokens,
        costMicros: this.#costOf(inputTokens, outputTokens),
      },
    }
  }

  #count(
    { inputTokens, outputTokens }: { inputTokens: number; outputTokens: number },
    failures: number,
  ): void {
    const before = this.#usage
    this.#usage = {
      calls: before.calls + 1,
      failures: before.failures + failures,
      inputTokens: before.inputTokens + inputTokens,
      outputTokens: before.outputTokens + outputTokens,
      costMicros: before.costMicros + this.#costOf(inputTokens, outputTokens),
    }
  }

  /** A token costs a hundredth of a micro for each cent that a million of them cost. */
  #costOf(inputTokens: number, outputTokens: number): number {
    const { input, output } = this.#options.prices
    return Math.round((inputTokens * input + outputTokens * output) / 100)
  }
}
