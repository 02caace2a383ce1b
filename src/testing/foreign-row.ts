// A row of `jobs` as a script of somebody else would write it: its columns and the statement, nothing of it run here.

/** A row of `jobs` that the service did not write; `columns` names further columns as in the file. */
export interface ForeignRow {
  readonly userId: string
  readonly status: string
  readonly jobId?: string
  /** How long ago it was created and last updated. */
  readonly agedMs?: number
  readonly columns?: Readonly<Record<string, string | number | null>>
}

/** The statement that inserts it, as aged at `now`, and its values. */
export function foreignInsert(row: ForeignRow & { readonly jobId: string }, now: number) {
  const at = now - (row.agedMs ?? 0)
  const { userId, status, jobId, columns = {} } = row
  const named = { job_id: jobId, user_id: userId, status, created_at: at, updated_at: at }
  const all = Object.entries({ ...named, ...columns })
  const names = all.map(([name]) => name).join(', ')
  const places = all.map(() => '?').join(', ')
  const statement = `insert into jobs (${names}) values (${places})`
  return { statement, values: all.map(([, value]) => value) }
}
