// Rows as CSV that a spreadsheet opens without running anything in it. It reads nothing and saves nothing.

export type Cell = string | number | null

/** What a spreadsheet would take for a formula, once it has trimmed a cell and made its wide signs narrow. */
const formula = /^(\s*[=+\-@＝＋－＠]|[\t\r\n])/
const quoted = /[",;\r\n]/

/** By RFC 4180, with the mark by which a spreadsheet knows UTF-8. A cell that looks like a formula begins with `'`. */
export const csvOf = (rows: readonly (readonly Cell[])[]): string =>
  `\ufeff${rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')}`

function cellOf(value: Cell): string {
  const text = value === null ? '' : String(value)
  const safe = formula.test(text) ? `'${text}` : text
  return quoted.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
