// From a folder with the official O*NET text files to occupations of ours: six interest values, the job zone,
// the title and the first sentence of the description. It writes nothing and keeps no text of O*NET in the code.
import { letters } from '../dimensions.ts'
import type { PreparationLevel } from '../texts/catalogue.ts'
import { Problems, type Row, readRows, readText } from './tab-file.ts'

/** An occupation as the compact file holds it: code, title, work, job zone, R I A S E C from 1 to 7. */
export type OnetOccupation = readonly [
  code: string,
  title: string,
  work: string,
  zone: PreparationLevel,
  values: readonly number[],
]

export interface OnetImport {
  /** As the Read Me names it: `29.3`. */
  readonly release: string
  /** By code. */
  readonly occupations: readonly OnetOccupation[]
  /** With interests but without a job zone or a description: they cannot be recommended. */
  readonly incomplete: readonly string[]
}

const code = 'O*NET-SOC Code'
const element = 'Element Name'
const scale = 'Scale ID'
const value = 'Data Value'
const zone = 'Job Zone'
const title = 'Title'
const description = 'Description'

const elements = [
  'Realistic',
  'Investigative',
  'Artistic',
  'Social',
  'Enterprising',
  'Conventional',
]
/** Of the interests; the file also holds high points, which follow from them. */
const interestScale = 'OI'
/** Fewer are not a list to choose from, but a file that was cut off. */
const occupationsMin = 20
const titleMax = 150
const workMax = 160

const releasePattern = /O\*NET\s+(\d{1,3}(?:\.\d{1,3})?)\s+Database/

/**
 * Reads `Interests.txt`, `Job Zones.txt`, `Occupation Data.txt` and, for the release where none is given,
 * `Read Me.txt`. Throws one `Error` that names each problem with its file, line, column and fix.
 */
export function readOnet(folder: string, givenRelease?: string): OnetImport {
  const problems = new Problems()
  const values = readInterests(folder, problems)
  const zones = readZones(folder, problems)
  const words = readWords(folder, problems)
  const release = givenRelease ?? readRelease(folder, problems)
  problems.throwIfAny(folder)
  const occupations: OnetOccupation[] = []
  const incomplete: string[] = []
  for (const [id, six] of [...values].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const ownZone = zones.get(id)
    const own = words.get(id)
    if (ownZone === undefined || own === undefined) incomplete.push(id)
    else occupations.push([id, own.title, own.work, ownZone, six])
  }
  if (occupations.length < occupationsMin) {
    const what = `gives ${occupations.length} whole occupations, at least ${occupationsMin} are needed; the three files must be of one release and complete`
    problems.add('Interests.txt', {}, what)
  }
  problems.throwIfAny(folder)
  return { release, occupations, incomplete }
}

function readInterests(folder: string, problems: Problems): Map<string, number[]> {
  const file = 'Interests.txt'
  const found = new Map<string, { line: number; values: (number | undefined)[] }>()
  for (const row of readRows(folder, file, [code, element, scale, value], problems)) {
    if (row.cell(scale) !== interestScale) continue
    const id = readCode(file, row, problems)
    const place = elements.indexOf(row.cell(element))
    if (place < 0) {
      const what = `"${row.cell(element)}" is none of ${elements.join(', ')}`
      problems.add(file, { line: row.line, column: element }, what)
    }
    const number = readNumber(file, row, value, 1, 7, problems)
    if (id === undefined || place < 0 || number === undefined) continue
    const own = found.get(id) ?? { line: row.line, values: [] }
    if (own.values[place] !== undefined) {
      const what = `${id} has ${elements[place]} twice; keep one of the two lines`
      problems.add(file, { line: row.line, column: element }, what)
    }
    own.values[place] = number
    found.set(id, own)
  }
  return complete(file, found, problems)
}

function complete(
  file: string,
  found: ReadonlyMap<string, { line: number; values: readonly (number | undefined)[] }>,
  problems: Problems,
): Map<string, number[]> {
  const whole = new Map<string, number[]>()
  for (const [id, { line, values }] of found) {
    const own = letters.map((_, place) => values[place])
    const missing = elements.filter((_, place) => own[place] === undefined)
    if (missing.length === 0) whole.set(id, own as number[])
    else {
      const what = `${id}, which begins here, has no ${missing.join(', ')}; each occupation needs all six`
      problems.add(file, { line, column: element }, what)
    }
  }
  return whole
}

function readZones(folder: string, problems: Problems): Map<string, PreparationLevel> {
  const file = 'Job Zones.txt'
  const found = new Map<string, PreparationLevel>()
  for (const row of readRows(folder, file, [code, zone], problems)) {
    const id = readCode(file, row, problems)
    const level = readNumber(file, row, zone, 1, 5, problems)
    if (level !== undefined && !Number.isInteger(level)) {
      problems.add(file, { line: row.line, column: zone }, `${level} must be a whole number`)
    }
    if (id !== undefined && level !== undefined) found.set(id, level as PreparationLevel)
  }
  return found
}

function readWords(folder: string, problems: Problems) {
  const file = 'Occupation Data.txt'
  const found = new Map<string, { title: string; work: string }>()
  for (const row of readRows(folder, file, [code, title, description], problems)) {
    const id = readCode(file, row, problems)
    const name = row.cell(title)
    if (name === '' || name.length > titleMax) {
      const what = `must be 1 to ${titleMax} characters long, not ${name.length}`
      problems.add(file, { line: row.line, column: title }, what)
    }
    const work = shortened(row.cell(description))
    if (id !== undefined && work !== '') found.set(id, { title: name, work })
  }
  return found
}

function readRelease(folder: string, problems: Problems): string {
  const file = 'Read Me.txt'
  const text = readText(folder, file, problems)
  const release = text?.match(releasePattern)?.[1]
  if (text !== undefined && release === undefined) {
    problems.add(file, {}, 'names no release ("O*NET 29.3 Database"); give it with --release')
  }
  return release ?? ''
}

function readCode(file: string, row: Row, problems: Problems): string | undefined {
  const id = row.cell(code)
  if (/^\d{2}-\d{4}\.\d{2}$/.test(id)) return id
  problems.add(file, { line: row.line, column: code }, `"${id}" must look like 11-1011.00`)
  return undefined
}

function readNumber(
  file: string,
  row: Row,
  column: string,
  min: number,
  max: number,
  problems: Problems,
): number | undefined {
  const text = row.cell(column)
  const number = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && number >= min && number <= max) return number
  problems.add(file, { line: row.line, column }, `"${text}" must be a number from ${min} to ${max}`)
  return undefined
}

/** The first sentence, as a phrase that can follow a colon, cut between two words where it is too long. */
function shortened(text: string): string {
  const [sentence = ''] = text.split(/\.(?:\s|$)/)
  const phrase = /^[A-Z][a-z]/.test(sentence)
    ? sentence.slice(0, 1).toLowerCase() + sentence.slice(1)
    : sentence
  if (phrase.length <= workMax) return phrase
  return `${phrase.slice(0, phrase.lastIndexOf(' ', workMax - 1)).replace(/[,;:]$/, '')} …`
}
