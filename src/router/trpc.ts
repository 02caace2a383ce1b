// The root of the tRPC API: how errors look to clients, and the roles a procedure can ask for. Every
// procedure is made from one of them, with an input and an output schema; a test enumerates them.

import { initTRPC } from '@trpc/server'
import { describeError } from '../domain/errors.ts'
import { originFields } from '../domain/origin.ts'
import { requireOperator, requireUser, requireWorker } from './caller.ts'
import type { Caller, RouterContext } from './context.ts'
import { noteDenial } from './denials.ts'
import {
  type ErrorData,
  echoed,
  messageFor,
  refusalIn,
  storeTroubleIn,
  toldDetails,
  translated,
} from './errors.ts'
import { mapped } from './mapped.ts'

/** Who may call: anybody, a signed-in person for what is theirs, an operator (also by internal key), or a worker. */
export type Role = 'public' | 'user' | 'operator' | 'worker'

export interface ProcedureMeta {
  readonly role: Role
}

const t = initTRPC
  .context<RouterContext>()
  .meta<ProcedureMeta>()
  .create({
    // Never left to NODE_ENV: in development tRPC would send stacks.
    isDev: false,
    errorFormatter: ({ shape, error, ctx }) => {
      const refusal = refusalIn(error)
      const data: ErrorData = {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path === undefined ? undefined : echoed(shape.data.path),
        domain: refusal ? { code: refusal.code, details: toldDetails(refusal) } : null,
        requestId: ctx?.requestId ?? null,
      }
      return { code: shape.code, message: messageFor(error), data }
    },
  })

export const { router, createCallerFactory } = t

/**
 * Lets in whom `admit` gives, and gives refusals their own tRPC code, those of a running subscription
 * included. What nobody foresaw is logged by the transport, which sees what never reaches a procedure, too.
 * One middleware for both: each costs a call as much as checking its input.
 */
const procedureFor = <C extends Caller>(admit: (ctx: RouterContext) => C | Promise<C>) =>
  t.procedure.use(async ({ ctx, next, path }) => {
    const caller = await admitted(admit, ctx, path)
    const result = await next({ ctx: { caller } })
    if (!result.ok) throw reported(result.error, ctx, path)
    if (!isAsyncIterable(result.data)) return result
    return { ...result, data: translating(result.data, ctx, path) }
  })

export const publicProcedure = procedureFor(({ caller }) => caller).meta({ role: 'public' })

export const userProcedure = procedureFor(requireUser).meta({ role: 'user' })

export const operatorProcedure = procedureFor(requireOperator).meta({ role: 'operator' })

export const workerProcedure = procedureFor(requireWorker).meta({ role: 'worker' })

async function admitted<C>(
  admit: (ctx: RouterContext) => C | Promise<C>,
  ctx: RouterContext,
  path: string,
): Promise<C> {
  try {
    return await admit(ctx)
  } catch (error) {
    throw error instanceof Error ? reported(error, ctx, path) : error
  }
}

const translating = <T>(source: AsyncIterable<T>, ctx: RouterContext, path: string) =>
  mapped(source, {
    value: (value) => value,
    error: (error) => (error instanceof Error ? reported(error, ctx, path) : error),
  })

/** Trouble with the store becomes a refusal, so nobody after this would log it; nor who was turned away. */
function reported(error: Error, ctx: RouterContext, path: string): unknown {
  const { service } = ctx
  noteDenial(error, ctx, path)
  const trouble = storeTroubleIn(error)
  if (trouble) {
    const described = { ...originFields(ctx), reason: path, error: describeError(trouble) }
    service.log.error('store.unavailable', described)
  }
  return translated(error)
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value
