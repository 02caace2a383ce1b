// What must hold of the file itself: sound pages, the tables, triggers and indexes this release makes, no
// row that points nowhere, and texts that can be read. It compares and reads; it mends nothing.
import { type Db, openDatabase } from './connection.ts'
import { type Check, sqlCheck, type Violation } from './verify-check.ts'

/** SQLite's own check stops after this many findings. */
const findingsMax = 100

export const integrityCheck = (depth: 'full' | 'quick'): Check => ({
  id: 'F1',
  title: 'SQLite finds its pages and indexes sound',
  *find(db) {
    const pragma = depth === 'full' ? 'integrity_check' : 'quick_check'
    for (const row of db.$client.pragma(`${pragma}(${findingsMax})`) as Record<string, unknown>[]) {
      const [finding] = Object.values(row)
      if (finding !== 'ok') yield { who: pragma, what: String(finding) }
    }
  },
})

export const schemaCheck: Check = {
  id: 'F2',
  title: 'The file has the tables, triggers and indexes that this release makes',
  *find(db) {
    const [must, is] = [expected(), identityOf(db)]
    for (const [name, value] of Object.entries(must.numbers)) {
      const found = is.numbers[name]
      if (found !== value) yield { who: name, what: `is ${found}, this release sets ${value}` }
    }
    yield* differences(must.objects, is.objects)
  },
}

interface Identity {
  readonly numbers: Readonly<Record<string, unknown>>
  readonly objects: ReadonlyMap<string, SchemaObject>
}

let known: Identity | undefined

/** What the migrations make, seen by making it once. */
function expected(): Identity {
  if (known) return known
  const fresh = openDatabase(':memory:')
  try {
    known = identityOf(fresh.db)
    return known
  } finally {
    fresh.close()
  }
}

interface SchemaObject {
  readonly type: string
  readonly name: string
  readonly tableName: string
  readonly sql: string
}

function identityOf({ $client }: Db): Identity {
  const objects = $client
    .prepare<[], SchemaObject>(
      `select type, name, tbl_name as tableName, sql from sqlite_schema
       where sql is not null and name <> '__drizzle_migrations'`,
    )
    .all()
  return {
    numbers: {
      application_id: $client.pragma('application_id', { simple: true }),
      user_version: $client.pragma('user_version', { simple: true }),
    },
    objects: new Map(objects.map((each) => [`${each.type} ${each.name}`, each])),
  }
}

function* differences(must: Identity['objects'], is: Identity['objects']): Generator<Violation> {
  for (const [who, { sql }] of must) {
    const found = is.get(who)
    if (!found) yield { who, what: 'is missing' }
    else if (found.sql !== sql) yield { who, what: 'is not what this release makes' }
  }
  for (const [who, { type, tableName }] of is) {
    // Others may add tables and indexes of their own; a trigger on ours would change what we write.
    if (type === 'trigger' && !must.has(who) && must.has(`table ${tableName}`)) {
      yield { who, what: `is not of this release, and fires on ${tableName}` }
    }
  }
}

export const foreignKeyCheck: Check = {
  id: 'F3',
  title: 'No row points at a row that is not there',
  *find(db) {
    const rows = db.$client
      .prepare<[], { table: string; rowid: number; parent: string }>('pragma foreign_key_check')
      .iterate()
    for (const { table, rowid, parent } of rows) {
      yield { who: `${table} row ${rowid}`, what: `points at no row of ${parent}` }
    }
  },
}

export const textCheck: Check = sqlCheck(
  'F4',
  'Every stored JSON text can be read',
  `select id as who, 'its result does not hold JSON' as what from results
   where not json_valid(assessment_data) or not json_valid(coalesce(raw_responses, '0'))
     or not json_valid(coalesce(profile, '0'))
   union all
   select job_id, format('event %s does not hold JSON', seq) from events where not json_valid(metadata)
   union all
   select job_id, 'the answer kept under its key is not JSON' from idempotency_keys
   where not json_valid(answer)`,
)
