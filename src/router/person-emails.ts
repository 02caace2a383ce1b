// The e-mail addresses of the people whom rows name, for operators only: looked up once for all rows of an answer.
// Nothing of it is in what people see. An account without one is null: its issuer told none, or its person was erased.
import { z } from 'zod'
import type { Db } from '../db/connection.ts'
import * as users from '../db/users.queries.ts'

export const personEmail = z.string().nullable()

/** Each row with the address of the user whose it is. */
export const withUserEmail = <Row extends { readonly userId: string }>(
  db: Db,
  rows: readonly Row[],
): (Row & { userEmail: string | null })[] =>
  withEmail(db, rows, ({ userId }) => userId).map(([row, userEmail]) => ({ ...row, userEmail }))

/** Each row with the address of whoever did it, where that was a person. */
export const withActorEmail = <Row extends { readonly actor: string | null }>(
  db: Db,
  rows: readonly Row[],
): (Row & { actorEmail: string | null })[] =>
  withEmail(db, rows, ({ actor }) => idIn(actor)).map(([row, actorEmail]) => ({
    ...row,
    actorEmail,
  }))

/** Each row with the address of the account that it was done to, where it was one. */
export const withSubjectEmail = <Row extends { readonly subject: string }>(
  db: Db,
  rows: readonly Row[],
): (Row & { subjectEmail: string | null })[] =>
  withEmail(db, rows, ({ subject }) => subject).map(([row, subjectEmail]) => ({
    ...row,
    subjectEmail,
  }))

function withEmail<Row>(
  db: Db,
  rows: readonly Row[],
  idOf: (row: Row) => string,
): (readonly [Row, string | null])[] {
  const emails = users.emailsOf(db, rows.map(idOf))
  return rows.map((row) => [row, emails.get(idOf(row)) ?? null])
}

/** An actor is written as its kind and its id: `operator:0199-…`. */
const idIn = (actor: string | null): string => actor?.slice(actor.indexOf(':') + 1) ?? ''
