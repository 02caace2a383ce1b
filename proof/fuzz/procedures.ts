// Every procedure of the router, found by walking it: a new one is fuzzed without a word about it here.
import type { z } from 'zod'
import { appRouter } from '../../src/router/index.ts'
import type { CheckedInput } from '../../src/router/input.ts'
import type { Role as Grant } from '../../src/router/trpc.ts'
import type { Role } from './case.ts'

export interface Procedure {
  readonly path: string
  readonly type: 'query' | 'mutation' | 'subscription'
  readonly grant: Grant
  readonly schema: z.ZodType
}

interface Defined {
  readonly _def: {
    readonly type: Procedure['type']
    readonly meta: { readonly role: Grant }
    readonly inputs: readonly CheckedInput<z.ZodType>[]
  }
}

const defined = appRouter._def.procedures as unknown as Record<string, Defined>

export const procedures: readonly Procedure[] = Object.entries(defined).map(([path, { _def }]) => {
  const [input] = _def.inputs
  if (!input) throw new Error(`${path} takes anything: it has no schema`)
  return { path, type: _def.type, grant: _def.meta.role, schema: input.schema }
})

const allowed: Readonly<Record<Grant, readonly Role[]>> = {
  public: ['anonymous', 'ana', 'bob', 'dan', 'olga', 'internal', 'worker'],
  user: ['ana', 'bob', 'olga'],
  operator: ['olga', 'internal'],
  worker: ['worker'],
}

export const mayCall = (grant: Grant, as: Role): boolean => allowed[grant].includes(as)
