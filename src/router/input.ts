// Inputs of procedures: strict schemas whose refusal names every wrong field in the service's own form.
// It knows no procedure.
import { z } from 'zod'
import type { FieldProblem } from '../domain/errors.ts'
import { invalid, problemsOf } from '../domain/validation.ts'

/** A parser for tRPC over a schema; the types say what a caller may send and what a procedure gets. */
export interface CheckedInput<Schema extends z.ZodType> {
  readonly _input: z.input<Schema>
  readonly _output: z.output<Schema>
  readonly schema: Schema
  parse(raw: unknown): z.output<Schema>
}

/** Checks an input by `schema`; throws VALIDATION_ERROR with one problem for each wrong field. */
export const checked = <Schema extends z.ZodType>(schema: Schema): CheckedInput<Schema> =>
  ({
    schema,
    parse(raw: unknown) {
      const parsed = schema.safeParse(raw)
      if (parsed.success) return parsed.data
      throw invalid(fieldProblems(schema, raw))
    },
  }) as CheckedInput<Schema>

/** An object with exactly these fields. */
export const fields = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? 'is not a field here' : undefined),
  })

/** For procedures that take nothing. */
export const nothing = checked(fields({}).optional())

/** What is wrong with `data`, by the names the fields have in the request. A password is not repeated. */
export function fieldProblems(schema: z.ZodType, data: unknown, name = 'input'): FieldProblem[] {
  const prefix = `${name}.`
  return problemsOf(schema, data, name).map(({ sent, ...problem }) => {
    const path = problem.path.startsWith(prefix) ? problem.path.slice(prefix.length) : problem.path
    const isShown = sent !== undefined && path !== 'password'
    return { ...problem, path, ...(isShown && { sent }) }
  })
}

/** Any text can be a job's or a user's id where somebody else wrote the row. */
export const id = z.string().min(1).max(255)

/**
 * Text that is kept word for word. SQLite would store half a surrogate pair as another character, and what a
 * ledger entry's hash covers would no longer be what the row says.
 */
export const keptText = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), {
      error: 'must be whole Unicode text without NUL',
    })

/** How much of a list is wanted; `max` bounds what one answer may hold. */
export const pageFields = (max = 100, usual = 20) => ({
  limit: z.int().min(1).max(max).default(usual),
  offset: z.int().min(0).max(10_000_000).default(0),
})

export const order = z.enum(['asc', 'desc']).default('desc')
