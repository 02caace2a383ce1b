// Turns what a route answered, or what went wrong, into an answer. Whatever went wrong, a client sees the
// envelope and never a stack; what nobody foresaw is logged with the request's id.

import { describeError } from '../../domain/errors.ts'
import { type Origin, originFields } from '../../domain/origin.ts'
import { refusalIn, toldDetails } from '../../router/errors.ts'
import type { Log } from '../../system/log.ts'
import type { PlainAnswer } from '../context.ts'
import { failure, httpStatusOf, retryAfterOf, success } from '../envelope.ts'
import { type Refusal, refusals } from '../refusal.ts'
import { RequestRefused } from './read-request.ts'
import type { Bare, Enveloped, RouteRole } from './route.ts'
import { internalCodeOf, wireCodeOf } from './wire-codes.ts'

export interface AnswerTo extends Origin {
  readonly role: RouteRole
  readonly method: string
  readonly path: string
}

const json = (
  body: object,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): PlainAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

export function answer(answered: Enveloped | Bare, usualStatus: number, now: number): PlainAnswer {
  if ('bare' in answered) {
    const timestamp = new Date(now).toISOString()
    return json({ ...answered.bare, timestamp }, answered.status ?? usualStatus)
  }
  const { data, message, at = now, headers } = answered
  return json(success(data, at, message), usualStatus, headers)
}

export function refused({ status, code, message, headers }: Refusal, now: number): PlainAnswer {
  return json(failure(code, message, now), status, headers)
}

export function failed(error: unknown, to: AnswerTo, now: number, log: Log): PlainAnswer {
  if (error instanceof RequestRefused) return refused(error.refusal, now)
  const refusal = refusalIn(error)
  if (!refusal) {
    const { method, path } = to
    const cause = error instanceof Error ? (error.cause ?? error) : error
    log.error('request.failed', {
      ...originFields(to),
      reason: `${method} ${path}`,
      error: describeError(cause),
    })
    return refused(refusals.failed, now)
  }
  const { code, message } = refusal
  const known = (to.role === 'operator' ? internalCodeOf[code] : undefined) ?? wireCodeOf[code]
  const retryAfter = retryAfterOf(refusal)
  return json(failure(known, message, now, toldDetails(refusal)), httpStatusOf[code], {
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    ...(code === 'UNAUTHORIZED' && { 'www-authenticate': 'Bearer' }),
  })
}
