// Notes in the log who was turned away and why: what an operator reads after an attack. Never what was sent.
import type { DomainErrorCode } from '../domain/errors.ts'
import { originFields } from '../domain/origin.ts'
import type { RouterContext } from './context.ts'
import { refusalIn } from './errors.ts'

const notable: ReadonlySet<DomainErrorCode> = new Set(['UNAUTHORIZED', 'FORBIDDEN', 'RATE_LIMITED'])

/** Gives the error back, to be thrown on. `what` is the procedure or the route that was asked. */
export function noteDenial<E>(error: E, ctx: RouterContext, what: string): E {
  const code = refusalIn(error)?.code
  const { service, caller } = ctx
  if (code !== undefined && notable.has(code)) {
    const who = caller.kind === 'user' ? { userId: caller.userId } : {}
    service.log.warn('call.denied', { ...originFields(ctx), reason: what, code, ...who })
  }
  return error
}
