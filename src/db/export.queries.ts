// Reads everything that is held about one person, in pages of bounded size: rows as they are, without what opens
// something. Tables come whole, so that a new column is in the export before anybody thinks of it.
import type { Db } from './connection.ts'
import { prepared } from './prepared.ts'

export const exportFormat = 'unstuck-export' as const
export const exportVersion = 1 as const

/** In the order of the document. */
export const exportSections = [
  'account',
  'signIn',
  'sessions',
  'passwords',
  'jobs',
  'results',
  'events',
  'ledger',
  'links',
  'webhooks',
  'keys',
  'actions',
  'erasure',
] as const
export type ExportSection = (typeof exportSections)[number]

/** A page ends after so many rows, or after the row with which it holds so many characters. */
export const exportRowsMax = 100
export const exportCharsMax = 262_144

export interface ExportPage {
  readonly section: ExportSection
  readonly items: Record<string, unknown>[]
  /** Null after the last page of the last section. */
  readonly next: string | null
}

type Row = Record<string, unknown>

interface Source {
  readonly table: string
  /** The column with the person's id. */
  readonly by: string
  /** What rows are put in order by, of which an index knows; beside it the row's own number. */
  readonly at: string
  /** Rows of other tables that belong to one of these. */
  readonly within?: Readonly<Record<string, string>>
}

/** A table of yours that is about people gets a line here, and a name above. */
const sources: Record<ExportSection, Source> = {
  account: { table: 'users', by: 'id', at: 'rowid' },
  signIn: { table: 'auth_users', by: 'id', at: 'rowid' },
  sessions: { table: 'auth_sessions', by: 'user_id', at: 'rowid' },
  passwords: { table: 'auth_accounts', by: 'user_id', at: 'rowid' },
  jobs: {
    table: 'jobs',
    by: 'user_id',
    at: 'created_at',
    within: {
      tries: 'select * from job_tries where job_id = :job_id order by id limit 1000',
      repairs: 'select * from repairs where job_id = :job_id',
      actions: `select * from audit where subject in (:job_id, :result_id) order by id limit 1000`,
    },
  },
  results: { table: 'results', by: 'user_id', at: 'created_at' },
  events: { table: 'events', by: 'user_id', at: 'n' },
  ledger: { table: 'ledger_entries', by: 'user_id', at: 'seq' },
  links: { table: 'shares', by: 'user_id', at: 'created_at' },
  webhooks: {
    table: 'webhook_endpoints',
    by: 'user_id',
    at: 'created_at',
    within: {
      // More than an endpoint ever has.
      deliveries: `select * from webhook_deliveries where endpoint_id = :id
        order by created_at limit 3000`,
    },
  },
  keys: { table: 'idempotency_keys', by: 'user_id', at: 'key' },
  actions: { table: 'audit', by: 'subject', at: 'rowid' },
  erasure: { table: 'erasures', by: 'user_id', at: 'rowid' },
}

/** What opens something, or only serves to recognise what does. */
const leftOut: ReadonlySet<string> = new Set([
  ...['token', 'token_hash', 'password', 'access_token', 'refresh_token', 'id_token'],
  ...['secret', 'previous_secret', 'lease_hash', 'leased_by', '_at', '_row'],
])

/** Texts that hold JSON. */
const json: ReadonlySet<string> = new Set([
  ...['assessment_data', 'raw_responses', 'profile', 'metadata', 'answer', 'sections'],
  ...['event_types', 'payload'],
])

const statements = prepared(({ $client }: Db) => ({
  isKnown: $client
    .prepare<object, number>(
      `select exists (select 1 from users where id = :userId)
         or exists (select 1 from jobs where user_id = :userId)
         or exists (select 1 from results where user_id = :userId)`,
    )
    .pluck(),
  sections: exportSections.map((section) => {
    const { table, by, at, within = {} } = sources[section]
    const page = $client.prepare<object, Row>(
      `select ${at} as _at, rowid as _row, * from ${table}
       where ${by} = :userId and (${at}, rowid) > (:at, :row) order by ${at}, rowid`,
    )
    const inner = Object.entries(within).map(
      ([name, sql]) => [name, $client.prepare<object, Row>(sql)] as const,
    )
    return { section, page, inner }
  }),
}))

/** The page at `cursor`, or the first; undefined where nothing is known of such a person, or of such a page. */
export function readExport(db: Db, userId: string, cursor?: string): ExportPage | undefined {
  const { isKnown, sections } = statements(db)
  const place = cursor === undefined ? beginningOf(0) : placeOf(cursor)
  const source = place && sections[place.section]
  if (!place || !source || isKnown.get({ userId }) !== 1) return undefined
  const { section, page, inner } = source
  const items: Row[] = []
  let chars = 0
  let last: Place | undefined
  for (const row of page.iterate({ userId, at: place.at, row: place.row })) {
    const { _at, _row } = row
    last = { section: place.section, at: _at as Place['at'], row: Number(_row) }
    const within = rowsWithin(row, inner)
    items.push({ ...told(row), ...within })
    chars += charsOf(row) + JSON.stringify(within).length
    if (items.length >= exportRowsMax || chars >= exportCharsMax) break
  }
  const isFull = items.length >= exportRowsMax || chars >= exportCharsMax
  const further = isFull && last ? last : beginningOf(place.section + 1)
  return {
    section,
    items,
    next: further.section < sections.length ? cursorOf(further) : null,
  }
}

interface Place {
  readonly section: number
  readonly at: number | string
  readonly row: number
}

const beginningOf = (section: number): Place => ({
  section,
  at: section === exportSections.indexOf('keys') ? '' : -Number.MAX_SAFE_INTEGER,
  row: -1,
})

const cursorOf = ({ section, at, row }: Place): string =>
  Buffer.from(JSON.stringify([section, at, row])).toString('base64url')

function placeOf(cursor: string): Place | undefined {
  try {
    const [section, at, row] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    const isPlace = typeof at === 'number' || typeof at === 'string'
    return Number.isInteger(section) && isPlace && Number.isInteger(row)
      ? { section, at, row }
      : undefined
  } catch {
    return undefined
  }
}

const charsOf = (row: Row): number =>
  Object.values(row).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? value.length : 8),
    0,
  )

type Inner = readonly (readonly [string, { all(values: Row): Row[] }])[]

const rowsWithin = (row: Row, inner: Inner): Row =>
  Object.fromEntries(inner.map(([name, rows]) => [name, rows.all(row).map(told)]))

const told = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([column]) => !leftOut.has(column))
      .map(([column, value]) => [camelCased(column), json.has(column) ? parsed(value) : value]),
  )

const camelCased = (column: string): string =>
  column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Somebody else may have written what is no JSON: it is told as the text it is. */
function parsed(value: unknown): unknown {
  try {
    return typeof value === 'string' ? JSON.parse(value) : value
  } catch {
    return value
  }
}
