// Reads one of the tab-separated text files that O*NET publishes, by the names of its columns, and keeps for
// each row the line it stood on. What is wrong with it is collected, never guessed at.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The largest official file is some 40 MB; these three are far below. */
const fileBytesMax = 64 * 1_048_576
/** After this many the rest is only counted. */
const problemsShownMax = 10

export interface Row {
  readonly line: number
  /** What stands in the column of that name, without spaces around it. */
  readonly cell: (column: string) => string
}

/** Everything wrong with a folder, so that it is told at once: each with file, line, column and fix. */
export class Problems {
  readonly #found: string[] = []

  add(file: string, where: { line?: number; column?: string }, what: string): void {
    const line = where.line === undefined ? '' : ` line ${where.line}`
    const column = where.column === undefined ? '' : ` column "${where.column}"`
    this.#found.push(`${file}${line}${column}: ${what}`)
  }

  /** Throws one `Error` with all that was found, when anything was. */
  throwIfAny(folder: string): void {
    if (this.#found.length === 0) return
    const shown = this.#found.slice(0, problemsShownMax)
    const left = this.#found.length - shown.length
    const lines = [...shown, ...(left > 0 ? [`and ${left} more`] : [])].map((one) => `  - ${one}`)
    throw new Error(`${folder} cannot be imported:\n${lines.join('\n')}`)
  }
}

/** The rows under the heading; none when the file is missing or lacks a column, which `problems` then tells. */
export function readRows(
  folder: string,
  file: string,
  columns: readonly string[],
  problems: Problems,
): Row[] {
  const text = readText(folder, file, problems)
  if (text === undefined) return []
  const [heading = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const names = heading.split('\t').map((name) => name.trim())
  const missing = columns.filter((column) => !names.includes(column))
  for (const column of missing) {
    problems.add(
      file,
      { line: 1, column },
      `is missing; the first line must name it, as in the tab-separated files of the O*NET database`,
    )
  }
  if (missing.length > 0) return []
  return lines.flatMap((content, index) => {
    if (content.trim() === '') return []
    const cells = content.split('\t')
    const line = index + 2
    if (cells.length !== names.length) {
      const what = `has ${cells.length} columns instead of ${names.length}; take the file anew from the archive`
      problems.add(file, { line }, what)
      return []
    }
    return [{ line, cell: (column: string) => (cells[names.indexOf(column)] ?? '').trim() }]
  })
}

/** The text of a file in the folder; `undefined` when there is none that can be read, which is told. */
export function readText(folder: string, file: string, problems: Problems): string | undefined {
  const path = join(folder, file)
  const size = statSync(path, { throwIfNoEntry: false })?.size
  if (size === undefined) {
    problems.add(file, {}, `is missing; unpack the text files of the O*NET database into ${folder}`)
    return undefined
  }
  if (size > fileBytesMax) {
    problems.add(
      file,
      {},
      `has ${size} bytes, at most ${fileBytesMax} are read; is it another file?`,
    )
    return undefined
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    const why = error instanceof TypeError ? 'is not UTF-8 text' : (error as Error).message
    problems.add(file, {}, `${why}; take the text edition of the database, not the Excel one`)
    return undefined
  }
}
