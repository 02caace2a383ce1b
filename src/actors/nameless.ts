// Keeps the names of people out of texts that are kept for ever, such as the reason of a ledger entry: an erasure could
// not take them out again.
import type { UserRow } from '../db/users.queries.ts'
import { DomainError } from '../domain/errors.ts'

/** A shorter name is in half of all words. */
const nameMin = 3

/** Throws `VALIDATION_ERROR` where the reason holds the name or the address of the person it is about. */
export function requireNameless(user: UserRow | undefined, reason: string): void {
  const said = reason.toLowerCase()
  const names = [user?.email ?? '', user?.name ?? ''].filter(({ length }) => length >= nameMin)
  if (!names.some((name) => said.includes(name.toLowerCase()))) return
  throw new DomainError('VALIDATION_ERROR', 'The reason is kept, so it must not name the person', {
    fields: [{ path: 'reason', message: 'must not hold the name or the address of the person' }],
  })
}
