// What went wrong with a call of a language model, as one of a closed list, and whether trying again may help.
// A list only; `classify.ts` reads it from what the SDK throws.

export const llmFailureCodes = [
  'REFUSED_KEY',
  'BAD_REQUEST',
  'RATE_LIMITED',
  'PROVIDER_DOWN',
  'TIMED_OUT',
  'TRUNCATED',
  'WRONG_SHAPE',
  'UNFAITHFUL',
  'PAUSED',
] as const
export type LlmFailureCode = (typeof llmFailureCodes)[number]

export class LlmFailure extends Error {
  override readonly name = 'LlmFailure'
  readonly code: LlmFailureCode
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number }

  constructor(
    code: LlmFailureCode,
    message: string,
    options: { cause?: unknown; usage?: LlmFailure['usage'] } = {},
  ) {
    super(`${code}: ${message}`, { cause: options.cause })
    this.code = code
    this.usage = options.usage ?? { inputTokens: 0, outputTokens: 0 }
  }

  /** A key or a request that is wrong stays wrong. */
  get transient(): boolean {
    return this.code !== 'REFUSED_KEY' && this.code !== 'BAD_REQUEST'
  }

  /** Whether it says that the provider is in trouble, rather than one answer of it. */
  get isOutage(): boolean {
    return ['RATE_LIMITED', 'PROVIDER_DOWN', 'TIMED_OUT'].includes(this.code)
  }
}
