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

/** Statements that differ by what is asked for: each kind is made when it is asked for first, so there must be few. */
export function preparedByKind<Asked, T>(
  kindOf: (asked: Asked) => string,
  make: (db: Db, asked: Asked) => T,
): (db: Db, asked: Asked) => T {
  const madeOf = prepared(() => new Map<string, T>())
  return (db, asked) => {
    const made = madeOf(db)
    const kind = kindOf(asked)
    const known = made.get(kind)
    if (known !== undefined) return known
    const fresh = make(db, asked)
    made.set(kind, fresh)
    return fresh
  }
}
