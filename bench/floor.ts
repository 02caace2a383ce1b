// The floor under the service: the very statements that it gave to SQLite, written down once and replayed
// on a second file in a bare better-sqlite3 loop. What lies between the two is our own code.
import type Database from 'better-sqlite3'
import type { Db } from '../src/db/connection.ts'

type Method = 'run' | 'get' | 'all'

interface Step {
  readonly sql: string
  readonly method: Method
  readonly isRaw: boolean
  readonly params: readonly unknown[]
}

/** Statements in the order in which they were given, transactions and savepoints included. */
export class Recording {
  #steps: Step[] = []

  /** Writes down what is prepared on this database from now on, and each time it is run. */
  static of(db: Db): Recording {
    const recording = new Recording()
    const client = db.$client
    const prepare = client.prepare.bind(client) as (sql: string) => Database.Statement
    Object.assign(client, {
      prepare: (sql: string) => recording.#watched(sql, prepare(sql)),
    })
    return recording
  }

  get length(): number {
    return this.#steps.length
  }

  /** Hands over what was written down, and begins anew. */
  take(): readonly Step[] {
    const steps = this.#steps
    this.#steps = []
    return steps
  }

  #watched(sql: string, statement: Database.Statement): Database.Statement {
    let isRaw = false
    const raw = statement.raw?.bind(statement)
    const watch = (method: Method) => {
      const original = statement[method].bind(statement)
      return (...params: unknown[]) => {
        // Whoever binds a list may use the same one again for the next call.
        const kept = params.map((param) => (Array.isArray(param) ? [...param] : param))
        this.#steps.push({ sql, method, isRaw, params: kept })
        return original(...params)
      }
    }
    return Object.assign(statement, {
      run: watch('run'),
      get: watch('get'),
      all: watch('all'),
      raw: (toggle = true) => {
        isRaw = toggle
        raw(toggle)
        return statement
      },
    })
  }
}

type Ready = readonly [statement: Database.Statement, method: Method, params: readonly unknown[]]

/** Prepares the steps for a second database. The answer runs them all and gives the milliseconds taken. */
export function replay(
  db: Db,
  steps: readonly Step[],
  options: { writesOnly?: boolean } = {},
): () => number {
  const kept = options.writesOnly ? steps.filter(({ sql }) => isWrite(sql)) : steps
  const statements = new Map<string, Database.Statement>()
  const ready = kept.map(({ sql, method, isRaw, params }): Ready => {
    const key = `${isRaw} ${sql}`
    const statement = statements.get(key) ?? db.$client.prepare(sql)
    if (isRaw) statement.raw()
    statements.set(key, statement)
    return [statement, method, params]
  })
  return () => {
    const startedAt = performance.now()
    for (const [statement, method, params] of ready) statement[method](...params)
    return performance.now() - startedAt
  }
}

/** Of the rest, reads could be left out by other designs, and savepoints by one that refuses nothing. */
const isWrite = (sql: string): boolean =>
  /^\s*(with|insert|update|delete|begin|commit|rollback$)/i.test(sql)
