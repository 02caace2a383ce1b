// What a REST route is: data from which both the application and its OpenAPI document are made, and one
// function that calls the same procedures as everybody else.
import type { z } from 'zod'
import type { DomainErrorCode } from '../../domain/errors.ts'
import type { RouterContext } from '../../router/context.ts'
import type { createCaller } from '../../router/index.ts'

export interface RouteRequest<Query, Body> {
  /** The router, as the caller of this request. */
  readonly api: ReturnType<typeof createCaller>
  readonly ctx: RouterContext
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  readonly body: Body
  /** From either of the two headers that may carry it. */
  readonly idempotencyKey: string | undefined
}

/** `{success, message?, data, timestamp}` around `data`. */
export interface Enveloped {
  readonly data: unknown
  readonly message?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The instant in the envelope, where it must not be the present one. */
  readonly at?: number
}

/** An answer without an envelope, such as probes read; a timestamp is added to it. */
export interface Bare {
  readonly bare: object
  readonly status?: number
}

export type RouteRole = 'public' | 'user' | 'operator' | 'worker'

export interface Route<Query extends z.ZodType = z.ZodType, Body extends z.ZodType = z.ZodType> {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** With parameters as `:name`. */
  readonly path: string
  readonly summary: string
  readonly role: RouteRole
  /** Absent: 200. */
  readonly status?: number
  readonly query?: Query
  readonly body?: Body
  /** Where it may be larger than others for some of those who send it; the transport has counted before. */
  readonly bodyMaxBytes?: number
  /** What the document says of the body where the route reads more forms than one schema. */
  readonly bodyDocument?: z.ZodType
  /** What `data` holds, or with `isBare` the whole answer. */
  readonly data?: z.ZodType
  readonly isBare?: true
  /** It answers the same with 503 while the service is not well. */
  readonly isUnwell?: true
  /** Its answer may take a while: it is told when nobody waits for it any more. */
  readonly waits?: true
  /** Repeating it under the same key in a header changes nothing. */
  readonly takesKey?: true
  /** Beyond those that every route of its role can answer with. */
  readonly refusals?: readonly DomainErrorCode[]
  run(request: RouteRequest<z.output<Query>, z.output<Body>>): Promise<Enveloped | Bare>
}

/** Checks a route's parts against each other; the result stands in one list with all others. */
export const route = <Query extends z.ZodType, Body extends z.ZodType>(
  spec: Route<Query, Body>,
): Route => spec as unknown as Route
