// Finds jobs for operators: by filter, and by what somebody remembers of one. Every answer reads a bounded number
// of rows, in the order of one index, and says when there was more.
import { and, eq, gte, lt, type SQL, sql } from 'drizzle-orm'
import type { Db } from './connection.ts'
import type { JobRow } from './jobs.queries.ts'
import { prepared } from './prepared.ts'
import { jobs } from './schema.ts'

export interface JobFilter {
  readonly userId?: string
  readonly status?: string
  readonly assessmentName?: string
  readonly errorCode?: string
  readonly createdFrom?: number
  readonly createdTo?: number
  readonly includeDeleted?: boolean
  /** What `candidates` found for the words that were searched. */
  readonly among?: Candidates
}

export interface Page {
  readonly limit: number
  readonly offset: number
  readonly order: 'asc' | 'desc'
}

/** Rows one answer looks at, beyond those it passes over to reach its page. */
export const scannedMax = 10_000
/** Ids one kind of match may give. */
export const matchesMax = 1_000
/** People whose address may begin as a search does. */
export const peopleMax = 100
/** The newest failures, and the newest failed tries, whose text is searched. */
export const textsMax = 5_000

export interface Candidates {
  readonly jobIds: readonly string[]
  /** As many as one kind of match may give: there may be more. */
  readonly isCapped: boolean
}

/** The jobs of one page; those that came in last stand first, or last with `asc`. */
export const list = (db: Db, filter: JobFilter, { limit, offset, order }: Page): JobRow[] =>
  db.all<JobRow>(sql`
    select ${columns} from ${scanned(filter, order, scannedMax + offset)}
    where ${restOf(filter)} limit ${limit} offset ${offset}`)

/** The ids of the first `limit` that match, oldest first. */
export const listIds = (db: Db, filter: JobFilter, limit: number): string[] =>
  db
    .all<{ jobId: string }>(sql`
      select "job_id" as "jobId" from ${scanned(filter, 'asc', scannedMax)}
      where ${restOf(filter)} limit ${limit}`)
    .map(({ jobId }) => jobId)

export interface Counted {
  readonly n: number
  /** There may be more: this is how far was counted. */
  readonly isCapped: boolean
}

/** How many jobs match, counted up to `max`: an exact number of a million would cost more than the page. */
export function countMatching(db: Db, filter: JobFilter, max = scannedMax): Counted {
  const row = db.get<{ n: number; seen: number }>(sql`
    select count(*) as "seen", coalesce(sum(${restOf(filter)}), 0) as "n"
    from ${scanned(filter, 'desc', max, filtered)}`)
  const isCapped = (row?.seen ?? 0) >= max || filter.among?.isCapped === true
  return { n: row?.n ?? 0, isCapped }
}

export interface FacetCount extends Counted {
  readonly value: string
}

/** What one facet's value is counted among. */
export const facetScannedMax = 2_000

/** How many jobs each value would leave of those that the rest of the filter asks for. */
export function facets(
  db: Db,
  filter: JobFilter,
  values: { readonly statuses: readonly string[]; readonly codes: readonly string[] },
): { statuses: FacetCount[]; codes: FacetCount[] } {
  const { status, errorCode, ...rest } = filter
  const counted = (value: string, own: JobFilter): FacetCount => ({
    value,
    ...countMatching(db, { ...rest, ...own }, facetScannedMax),
  })
  const ofCode = errorCode === undefined ? {} : { errorCode }
  const ofStatus = status === undefined ? {} : { status }
  return {
    statuses: values.statuses.map((each) => counted(each, { ...ofCode, status: each })),
    codes: values.codes.map((each) => counted(each, { ...ofStatus, errorCode: each })),
  }
}

/** What these jobs cost together, and how many people's they are. */
export const weigh = (db: Db, jobIds: readonly string[]): { tokens: number; users: number } =>
  db.get<{ tokens: number; users: number }>(sql`
    select coalesce(sum("token_cost"), 0) as tokens, count(distinct "user_id") as users
    from jobs where "job_id" in (select value from json_each(${JSON.stringify(jobIds)}))`)

const statements = prepared((db: Db) => {
  const prefix = (column: string) => `select job_id from (
    select job_id from jobs where ${column} >= ? and ${column} < ? limit ${matchesMax})`
  const people =
    'select id from users where (email >= ? and email < ?) or (email >= ? and email < ?)'
  return {
    matching: db.$client
      .prepare<string[], string>(
        `${prefix('job_id')} union ${prefix('user_id')} union ${prefix('result_id')}
        union select job_id from (select job_id from jobs where error_code = ?
          order by created_at desc limit ${matchesMax})`,
      )
      .pluck(),
    ofPeople: db.$client
      .prepare<string[], string>(
        `select job.job_id from (${people} limit ${peopleMax}) person
          join jobs job on job.rowid in (select rowid from jobs where user_id = person.id
            order by created_at desc limit ${matchesMax})
          limit ${matchesMax}`,
      )
      .pluck(),
    countPeople: db.$client
      .prepare<string[], number>(`select count(*) from (${people} limit ${peopleMax + 1})`)
      .pluck(),
    saying: db.$client
      .prepare<string[], string>(
        `select job_id from (select job_id, error_message from jobs where status = 'failed'
          order by created_at desc limit ${textsMax}) where instr(lower(error_message), ?)
        union select job_id from (select job_id, reason from job_tries order by id desc
          limit ${textsMax}) where instr(lower(reason), ?)`,
      )
      .pluck(),
  }
})

/** Shorter words are looked for in ids and codes only: nearly every text has them. */
export const textMinChars = 3

/**
 * The jobs that a search means: by the start of their own, their user's or their result's id or of their user's
 * e-mail address, by failure code, or by what the newest failures say: of each kind at most `matchesMax`.
 */
export function candidates(db: Db, search: string): Candidates {
  const { matching, saying, ofPeople, countPeople } = statements(db)
  const range = [search, `${search}\u{10ffff}`]
  const known = matching.all(...range, ...range, ...range, search.toUpperCase())
  // The embedded issuer keeps addresses in small letters; another's are kept as it tells them.
  const small = search.toLowerCase()
  const ranges = [...range, small, `${small}\u{10ffff}`]
  const theirs = ofPeople.all(...ranges)
  const isCut = theirs.length >= matchesMax || (countPeople.get(...ranges) ?? 0) > peopleMax
  const found = [...new Set([...known, ...theirs])]
  const isCapped = known.length >= matchesMax || isCut
  if (search.length < textMinChars) return { jobIds: found, isCapped }
  const said = saying.all(small, small)
  return {
    jobIds: [...new Set([...found, ...said.slice(0, matchesMax)])],
    isCapped: isCapped || said.length >= matchesMax,
  }
}

/** A row under the names it has here. */
const columns = sql`job_id as "jobId", user_id as "userId", result_id as "resultId",
  assessment_name as "assessmentName", status, attempt, tries, deaths, boot,
  token_cost as "tokenCost", queue_seq as "queueSeq", deadline_at as "deadlineAt",
  hard_deadline_at as "hardDeadlineAt", retry_of as "retryOf", error_code as "errorCode",
  error_message as "errorMessage", origin, adopted_at as "adoptedAt",
  created_at as "createdAt", updated_at as "updatedAt", started_at as "startedAt",
  finished_at as "finishedAt", deleted_at as "deletedAt", revision`

/** What `restOf` looks at: to count, nothing else is read. */
const filtered = sql`"user_id", "status", "assessment_name", "error_code", "created_at", "deleted_at"`

/** The first rows by the index that serves the filter best; what it does not serve is for `restOf`. */
function scanned(filter: JobFilter, order: 'asc' | 'desc', max: number, wanted: SQL = sql`*`): SQL {
  const way = order === 'asc' ? sql`asc` : sql`desc`
  const { by, sorted } = drivenBy(filter)
  // Rows of one instant stand in the order of their ids, which is of no account where they are counted.
  const tie = wanted === filtered ? sql`` : sql`, "job_id" ${way}`
  const keys = sorted ? sql`"created_at" ${way}${tie}` : sql`rowid ${way}`
  return sql`(select ${wanted} from jobs where ${by ?? sql`true`} order by ${keys} limit ${max})`
}

/** Without a user, a code, a status or words the order is that of arrival, which needs no index. */
function drivenBy(filter: JobFilter): { by: SQL | undefined; sorted: boolean } {
  const { among, userId, errorCode, status, createdFrom: from, createdTo: to } = filter
  const within = and(
    from === undefined ? undefined : gte(jobs.createdAt, from),
    to === undefined ? undefined : lt(jobs.createdAt, to),
  )
  if (among !== undefined) {
    const ids = sql`select value from json_each(${JSON.stringify(among.jobIds)})`
    return { by: sql`"job_id" in (${ids})`, sorted: true }
  }
  if (userId !== undefined) return { by: and(eq(jobs.userId, userId), within), sorted: true }
  if (errorCode !== undefined) {
    return { by: and(eq(jobs.errorCode, errorCode), within), sorted: true }
  }
  if (status !== undefined) return { by: and(eq(jobs.status, status), within), sorted: true }
  return { by: undefined, sorted: false }
}

/** Everything the filter asks for, on the rows that were scanned. */
function restOf(filter: JobFilter): SQL {
  const { userId, status, assessmentName, errorCode, createdFrom, createdTo } = filter
  const all = and(
    userId === undefined ? undefined : sql`user_id = ${userId}`,
    status === undefined ? undefined : sql`status = ${status}`,
    assessmentName === undefined ? undefined : sql`assessment_name = ${assessmentName}`,
    errorCode === undefined ? undefined : sql`error_code = ${errorCode}`,
    createdFrom === undefined ? undefined : sql`created_at >= ${createdFrom}`,
    createdTo === undefined ? undefined : sql`created_at < ${createdTo}`,
    filter.includeDeleted ? undefined : sql`deleted_at is null`,
  )
  return all ?? sql`true`
}
