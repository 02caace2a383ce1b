// Statements of the hot path: Drizzle builds and types them once, better-sqlite3 runs them. Drizzle's own
// run and get look through every parameter and column again at each call.
import { is, Param, Placeholder, type Query, sql } from 'drizzle-orm'
import type { Db } from './connection.ts'

type Values = Readonly<Record<string, unknown>>

/** `Row` names what each column of an answer is, in the order in which it was selected. */
export interface Compiled<Row extends readonly unknown[]> {
  /** Answers how many rows it changed. */
  run(values: Values): number
  get(values?: Values): Row | undefined
  all(values?: Values): Row[]
}

/** Prepares a query with placeholders. A call that leaves one of them out throws. */
export function compiled<Row extends readonly unknown[] = never>(
  db: Db,
  query: { toSQL(): Query },
): Compiled<Row> {
  const { sql: text, params } = query.toSQL()
  const statement = db.$client.prepare<unknown[], Row>(text)
  if (statement.reader) statement.raw()
  const names = params.map(placeholderOf)
  // SQLite copies what it is given, so that one list serves all calls.
  const bound = [...params]
  const bind = (values: Values = {}) => {
    for (let index = 0; index < names.length; index++) {
      const name = names[index]
      if (name === undefined) continue
      const value = values[name]
      if (value === undefined) throw new Error(`No value was given for "${name}" of: ${text}`)
      bound[index] = value
    }
    return bound
  }
  return {
    run: (values) => statement.run(bind(values)).changes,
    get: (values) => statement.get(bind(values)),
    all: (values) => statement.all(bind(values)),
  }
}

function placeholderOf(param: unknown): string | undefined {
  const inner = is(param, Param) ? param.value : param
  return is(inner, Placeholder) ? inner.name : undefined
}

/**
 * A bound LIMIT. SQLite looks at the value of a parameter that stands there alone, and plans the statement
 * anew at each call, which costs several times what running it does; into a sum it does not look.
 */
export const limitBy = (name: string): Placeholder =>
  sql`${sql.placeholder(name)} + 0` as unknown as Placeholder
