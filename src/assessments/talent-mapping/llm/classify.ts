// Reads from what the AI SDK throws which failure it is. Of what a provider said it keeps 200 characters; headers,
// and with them the key, never.
import { APICallError, NoObjectGeneratedError } from 'ai'
import { LlmFailure, type LlmFailureCode } from './failure.ts'

const saidMax = 200

/** Of what the SDK threw; `hasTimedOut` when our own limit ended the call. */
export function failureOf(error: unknown, hasTimedOut: boolean): LlmFailure {
  if (error instanceof LlmFailure) return error
  if (hasTimedOut)
    return new LlmFailure('TIMED_OUT', 'no whole answer within LLM_TIMEOUT', { cause: error })
  if (NoObjectGeneratedError.isInstance(error)) return ofAnswer(error)
  if (APICallError.isInstance(error)) return ofStatus(error)
  return new LlmFailure('PROVIDER_DOWN', said(error), { cause: error })
}

function ofAnswer(error: NoObjectGeneratedError): LlmFailure {
  const usage = {
    inputTokens: error.usage?.inputTokens ?? 0,
    outputTokens: error.usage?.outputTokens ?? 0,
  }
  return error.finishReason === 'length'
    ? new LlmFailure('TRUNCATED', 'the answer was cut off', { cause: error, usage })
    : new LlmFailure('WRONG_SHAPE', said(error), { cause: error, usage })
}

function ofStatus(error: APICallError): LlmFailure {
  const { statusCode } = error
  const message = `${statusCode === undefined ? 'no answer' : `HTTP ${statusCode}`}, ${said(error)}`
  const as = (code: LlmFailureCode) => new LlmFailure(code, message, { cause: error })
  if (statusCode === 401 || statusCode === 403) return as('REFUSED_KEY')
  if (statusCode === 429) return as('RATE_LIMITED')
  if (statusCode === undefined || statusCode >= 500 || statusCode === 408)
    return as('PROVIDER_DOWN')
  return as(statusCode >= 400 ? 'BAD_REQUEST' : 'WRONG_SHAPE')
}

const said = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, saidMax)
