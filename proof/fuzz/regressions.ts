// Inputs that once broke something, each a file: tried first by every run, for ever.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Case } from './case.ts'

export interface Regression {
  /** What was seen when the input was found. */
  readonly broken: readonly string[]
  readonly input: Case
}

const keptMax = 300_000

const folder = join(dirname(fileURLToPath(import.meta.url)), 'regressions')

export const regressions = (): Regression[] =>
  filesIn(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Regression)

/** Keeps an input; gives where. */
export function keepRegression(regression: Regression): string {
  const text = JSON.stringify(regression, null, 2)
  if (text.length > keptMax) return 'too large to keep: its seed has to do'
  const hash = createHash('sha256').update(JSON.stringify(regression.input)).digest('hex')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${regression.input.kind}-${hash.slice(0, 10)}.json`)
  writeFileSync(path, `${text}\n`)
  return path
}

function filesIn(path: string): string[] {
  try {
    return readdirSync(path)
      .filter((name) => name.endsWith('.json'))
      .sort()
  } catch {
    // Nothing was ever kept.
    return []
  }
}
