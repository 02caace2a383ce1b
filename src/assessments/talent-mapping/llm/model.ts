// One call of a language model with structured output, through the AI SDK. Loaded only when a model is configured:
// nothing else imports the SDK. It tries once; whoever calls decides whether again.
import { createGoogleGenerativeAI } from '@ai-sdk/google'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { generateText, type LanguageModel, Output } from 'ai'
import { failureOf } from './classify.ts'
import { LlmFailure } from './failure.ts'
import { type Prose, proseSchema } from './prose.ts'

export interface LlmConnection {
  readonly provider: 'openai-compatible' | 'gemini'
  /** Where the provider listens; Google's own address where not given. */
  readonly baseUrl?: string | undefined
  readonly model: string
  readonly apiKey?: string | undefined
  readonly timeoutMs: number
}

export interface Answer {
  readonly prose: Prose
  /** As the provider names what answered, which may be more exact than what was asked for. */
  readonly model: string
  readonly inputTokens: number
  readonly outputTokens: number
}

export type Ask = (
  prompts: { system: string; user: string },
  signal: AbortSignal,
) => Promise<Answer>

/** An answer of this size holds no profile. */
const answerBytesMax = 1_048_576
const outputTokensMax = 8_000

/** Throws `LlmFailure`, or the signal's reason when that was aborted. */
export function makeAsk(connection: LlmConnection): Ask {
  const model = modelOf(connection)
  return async ({ system, user }, signal) => {
    const timeout = AbortSignal.timeout(connection.timeoutMs)
    try {
      const { output, usage, response, finishReason } = await generateText({
        model,
        system,
        prompt: user,
        output: Output.object({ schema: proseSchema }),
        maxOutputTokens: outputTokensMax,
        maxRetries: 0,
        abortSignal: AbortSignal.any([signal, timeout]),
      })
      const inputTokens = usage.inputTokens ?? 0
      const outputTokens = usage.outputTokens ?? 0
      if (finishReason === 'length') {
        throw new LlmFailure('TRUNCATED', 'the answer was cut off', {
          usage: { inputTokens, outputTokens },
        })
      }
      return { prose: output, model: response.modelId, inputTokens, outputTokens }
    } catch (error) {
      signal.throwIfAborted()
      throw failureOf(error, timeout.aborted)
    }
  }
}

function modelOf({ provider, baseUrl, model, apiKey }: LlmConnection): LanguageModel {
  const given = { ...(apiKey !== undefined && { apiKey }), fetch: boundedFetch }
  if (provider === 'gemini') {
    const google = createGoogleGenerativeAI({
      ...given,
      ...(baseUrl !== undefined && { baseURL: baseUrl }),
    })
    return google(model)
  }
  const compatible = createOpenAICompatible({
    ...given,
    name: provider,
    baseURL: baseUrl ?? '',
    supportsStructuredOutputs: true,
  })
  return compatible(model)
}

/** Follows no redirect, which could carry the key elsewhere, and reads no endless answer. */
const boundedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: 'error' })
  if (!response.body) return response
  let bytes = 0
  const bounded = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength
        if (bytes > answerBytesMax) {
          controller.error(new LlmFailure('WRONG_SHAPE', `more than ${answerBytesMax} bytes`))
        } else controller.enqueue(chunk)
      },
    }),
  )
  const { status, statusText, headers } = response
  return new Response(bounded, { status, statusText, headers })
}
