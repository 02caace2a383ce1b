// The e-mail addresses of the people whom rows name, for operators only: looked up once for all rows of an answer.
// Nothing of it is in what people see. An account without one is null: its issuer told none, or its person was erased.
import { z } from 'zod'
import type { Db } from '../db/connection.ts'
import * as users from '../db/users.queries.ts'

export const personEmail = z.string().nullable()

/** Each row with the address of the user whose it is. */
export function withUserEmail<Row extends { readonly userId: string }>(
  db: Db,
  rows: readonly Row[],
): (Row & { userEmail: string | null })[] {
  const emails = users.emailsOf(
    db,
    rows.map(({ userId }) => userId),
  )
  return rows.map((row) => ({ ...row, userEmail: emails.get(row.userId) ?? null }))
}

/** Each row with the address of whoever did it, where that was a person. */
export function withActorEmail<Row extends { readonly actor: string | null }>(
  db: Db,
  rows: readonly Row[],
): (Row & { actorEmail: string | null })[] {
  const emails = users.emailsOf(
    db,
    rows.map(({ actor }) => idIn(actor)),
  )
  return rows.map((row) => ({ ...row, actorEmail: emails.get(idIn(row.actor)) ?? null }))
}

/** An actor is written as its kind and its id: `operator:0199-…`. */
const idIn = (actor: string | null): string => actor?.slice(actor.indexOf(':') + 1) ?? ''
