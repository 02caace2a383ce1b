// Prepared statements, made once for each open database and kept as long as it is.
import type { Db } from './connection.ts'

/** `make` builds what a module needs of one database; the answer gives it, building it at first use. */
export function prepared<T extends object>(make: (db: Db) => T): (db: Db) => T {
  const made = new WeakMap<Db, T>()
  return (db) => {
    const known = made.get(db)
    if (known) return known
    const fresh = make(db)
    made.set(db, fresh)
    return fresh
  }
}
