// How commands print: plain lines for people, one JSON document with --json for machines. Control
// characters in what came from outside are escaped, so that nothing printed can drive a terminal.

export interface Output {
  line(text?: string): void
  /** Printed with --json only, as one line. */
  json(value: unknown): void
  readonly isJson: boolean
}

export function makeOutput(isJson: boolean, write: (text: string) => void): Output {
  return {
    isJson,
    line: (text = '') => {
      if (!isJson) write(`${printable(text)}\n`)
    },
    json: (value) => {
      if (isJson) write(`${JSON.stringify(value)}\n`)
    },
  }
}

/** The text with control characters other than tabs as \xNN. */
export const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, (char) => {
    return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`
  })

/** Rows under their headings, in columns as wide as their widest cell. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => printable(row[column] ?? '').length)),
  )
  const lineOf = (cells: readonly string[]) =>
    cells
      .map((cell, column) => printable(cell).padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [headings, ...rows].map(lineOf)
}
