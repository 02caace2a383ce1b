// The compact file of imported occupations: written once by `unstuck import-onet`, read by each analysis thread.
// It takes nothing on trust, since somebody may have edited it.
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { majors } from '../careers/majors.ts'
import { type Occupation, prospectOf } from '../careers/occupation.ts'
import {
  makeTable,
  type OccupationSource,
  type OccupationTable,
} from '../careers/occupation-table.ts'
import type { PreparationLevel } from '../texts/catalogue.ts'
import type { OnetImport, OnetOccupation } from './read-onet.ts'
import { socGroupOf } from './soc-groups.ts'

const format = 'unstuck-occupations/1'
const fileBytesMax = 16 * 1_048_576
const occupationsMin = 20

/** What the licence asks to be shown, in our words; on the result, in the API and in NOTICE. */
export const onetSource = (release: string): OccupationSource => ({
  id: 'onet',
  name: `O*NET ${release} Database`,
  version: release,
  licence: 'CC BY 4.0',
  url: 'https://www.onetcenter.org/database.html',
  notice: `Includes information from the O*NET ${release} Database by the U.S. Department of Labor, Employment and Training Administration (USDOL/ETA), used under the CC BY 4.0 licence. O*NET® is a trademark of USDOL/ETA. This project has modified some of this information: descriptions are shortened; fields of study, industries and prospects are its own judgement. USDOL/ETA has not approved, endorsed or tested these modifications.`,
})

/** The text of the file: the same bytes for the same release. */
export const occupationsFileText = ({ release, occupations }: OnetImport): string =>
  `${JSON.stringify({ format, source: onetSource(release), occupations })}\n`

/** Throws one `Error` that says what is wrong with the file at `path` and how to make it anew. */
export function readOccupationsFile(path: string): OccupationTable {
  const text = readBounded(path)
  const { source, occupations } = checked(path, text)
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12)
  return makeTable(
    { source, edition: `${source.id}-${source.version}-${digest}`, prospectBasis: 'group' },
    occupations.map(asOccupation),
  )
}

function readBounded(path: string): string {
  try {
    const { size } = statSync(path)
    if (size > fileBytesMax)
      throw new Error(`it has ${size} bytes, at most ${fileBytesMax} are read`)
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw unusable(path, (error as Error).message, error)
  }
}

interface Content {
  readonly source: OccupationSource
  readonly occupations: readonly OnetOccupation[]
}

function checked(path: string, text: string): Content {
  const content = parse(path, text)
  if (content['format'] !== format) throw unusable(path, `its format is not ${format}`)
  const { source, occupations } = content
  if (!isSource(source)) throw unusable(path, 'it does not say where its occupations come from')
  if (!Array.isArray(occupations) || occupations.length < occupationsMin) {
    throw unusable(path, `it holds fewer than ${occupationsMin} occupations`)
  }
  const wrong = occupations.findIndex((one) => !isOccupation(one))
  if (wrong >= 0) throw unusable(path, `its occupation ${wrong + 1} is not well formed`)
  const ids = new Set(occupations.map(([id]: OnetOccupation) => id))
  if (ids.size < occupations.length) throw unusable(path, 'it holds an occupation twice')
  return { source, occupations }
}

function parse(path: string, text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch (error) {
    throw unusable(path, 'it is not JSON', error)
  }
}

const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= max

const isSource = (value: unknown): value is OccupationSource => {
  const { id, name, version, licence, url, notice } = Object(value)
  return (
    isText(id, 100) &&
    isText(name, 200) &&
    isText(version, 20) &&
    isText(licence, 200) &&
    isText(notice, 1_000) &&
    isText(url, 500) &&
    URL.canParse(url)
  )
}

function isOccupation(value: unknown): value is OnetOccupation {
  if (!Array.isArray(value) || value.length !== 5) return false
  const [code, title, work, zone, values] = value as unknown[]
  return (
    isText(code, 100) &&
    isText(title, 200) &&
    isText(work, 500) &&
    [1, 2, 3, 4, 5].some((level) => level === zone) &&
    Array.isArray(values) &&
    values.length === 6 &&
    values.every((one) => typeof one === 'number' && one >= 1 && one <= 7)
  )
}

/** `11-1` of `11-1011.00` names the minor group: occupations that resemble each other. */
const minorGroupOf = (code: string): string => code.slice(0, 4)

function asOccupation([id, title, work, zone, values]: OnetOccupation): Occupation {
  const { industries, majors: keys, prospects } = socGroupOf(id, zone as PreparationLevel)
  return {
    id,
    values,
    preparation: zone,
    group: minorGroupOf(id),
    industries,
    prospect: prospectOf(prospects),
    english: { title, work, majors: keys.map((key) => majors[key].en) },
  }
}

const unusable = (path: string, what: string, cause?: unknown): Error =>
  new Error(
    `The occupations file ${path} cannot be used: ${what}; make it with \`unstuck import-onet FOLDER\`, or unset OCCUPATIONS_FILE for the built-in table`,
    cause === undefined ? undefined : { cause },
  )
