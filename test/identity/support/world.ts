// An identity over its own database in memory, whose tables are made from the schema, and what it ran there.
import Database from 'better-sqlite3'
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import * as schema from '../../../src/db/auth.schema.ts'
import type { Db } from '../../../src/db/connection.ts'
import type { PasswordHashing } from '../../../src/identity/better-auth.ts'
import {
  type EmbeddedOptions,
  type ExternalIssuer,
  Identity,
} from '../../../src/identity/identity.ts'
import { makeNewId } from '../../../src/system/ids.ts'
import { SimulatedClock } from '../../../src/testing/simulated-clock.ts'

/** As slow as a look-up; for tests that are not about hashing. */
const plainPasswords: PasswordHashing = {
  hash: async (password) => `plain:${password}`,
  verify: async ({ hash, password }) => hash === `plain:${password}`,
}

const authSecret = 'a-secret-of-the-tests-0123456789-abcdef'

/** Later than any wall clock a test meets: then only the service's own time ends a session. */
const farFuture = Date.UTC(2100, 0, 1)

const migration = generateSQLiteMigration(
  await generateSQLiteDrizzleJson({}),
  await generateSQLiteDrizzleJson(schema),
)

export async function openAuthDatabase(statements: string[] = []): Promise<Db> {
  const sqlite = new Database(':memory:', { verbose: (text) => statements.push(String(text)) })
  sqlite.pragma('foreign_keys = ON')
  for (const statement of await migration) {
    sqlite.exec(
      statement.replace(/\);\s*$/, statement.startsWith('CREATE TABLE') ? ') STRICT;' : ');'),
    )
  }
  return drizzle({ client: sqlite })
}

export interface IdentityWorld {
  readonly identity: Identity
  readonly accounts: NonNullable<Identity['accounts']>
  readonly issuer: NonNullable<Identity['issuer']>
  readonly clock: SimulatedClock
  readonly db: Db
  /** The SQL that ran, oldest first. */
  readonly statements: string[]
  /** The addresses that tried, oldest first. */
  readonly attempts: string[]
}

export async function createIdentity(
  options: {
    embedded?: Partial<EmbeddedOptions>
    external?: ExternalIssuer[]
    startAt?: number
  } = {},
): Promise<IdentityWorld> {
  const statements: string[] = []
  const attempts: string[] = []
  const db = await openAuthDatabase(statements)
  const clock = new SimulatedClock(options.startAt ?? farFuture)
  const identity = new Identity({
    clock,
    embedded: {
      db,
      newId: makeNewId(() => clock.now()),
      authSecret,
      attempts: {
        take(from) {
          attempts.push(from)
          return 0
        },
      },
      passwords: plainPasswords,
      ...options.embedded,
    },
    external: options.external ?? [],
  })
  const { accounts, issuer } = identity
  if (!accounts || !issuer) throw new Error('The embedded issuer is missing')
  return { identity, accounts, issuer, clock, db, statements, attempts }
}

export const ann = { email: 'ann@example.org', password: 'correct horse' }
export const address = '203.0.113.1'
