// `unstuck import-onet`: the official O*NET text files become the one compact file that the analysis reads, with a
// SOURCE beside it. It asks no network, and a run that fails leaves what was there before.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import {
  occupationsFileText,
  onetSource,
  readOccupationsFile,
} from '../assessments/talent-mapping/onet/occupations-file.ts'
import { type OnetImport, readOnet } from '../assessments/talent-mapping/onet/read-onet.ts'
import type { Config } from '../config.ts'
import type { Output } from './output.ts'

export interface ImportOptions {
  /** Where it is written; `OCCUPATIONS_FILE`, else beside the database. */
  readonly out?: string | undefined
  /** For a folder without its Read Me. */
  readonly release?: string | undefined
}

const incompleteShownMax = 5

/** Exit code 0; throws one `Error` with every problem of the folder. */
export function importOnetCommand(
  config: Config,
  folder: string,
  { out, release }: ImportOptions,
  output: Output,
): number {
  if (release !== undefined && !/^\d{1,3}(\.\d{1,3})?$/.test(release)) {
    throw new Error(`--release must look like 29.3, not "${release}"`)
  }
  const found = readOnet(resolve(folder), release)
  const file = targetOf(config, out)
  const sourceFile = sourceFileOf(file)
  const text = occupationsFileText(found)
  writeWhole(file, text)
  writeWhole(sourceFile, sourceText(found))
  const { edition } = readOccupationsFile(file)
  const { occupations, incomplete } = found
  output.json({
    file,
    sourceFile,
    edition,
    release: found.release,
    occupations: occupations.length,
    incomplete,
  })
  output.line(
    `${occupations.length} occupations of O*NET ${found.release} written to ${file} (${Math.round(text.length / 1_024)} KB), attribution in ${sourceFile}`,
  )
  if (incomplete.length > 0) output.line(incompleteLine(incomplete))
  output.line(
    config.occupationsFile === file
      ? 'Restart the service so that all of its threads use it'
      : `Set OCCUPATIONS_FILE=${file} and restart the service`,
  )
  return 0
}

function targetOf(config: Config, out: string | undefined): string {
  if (out !== undefined) return resolve(out)
  return config.occupationsFile ?? join(dirname(config.databasePath), 'occupations.json')
}

const sourceFileOf = (file: string): string =>
  `${file.slice(0, file.length - extname(file).length)}.SOURCE.md`

/** Whole or not at all: a service that starts meanwhile reads the old file or the new one. */
function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.draft`
  writeFileSync(draft, text)
  renameSync(draft, file)
}

const incompleteLine = (incomplete: readonly string[]): string => {
  const shown = incomplete.slice(0, incompleteShownMax).join(', ')
  const more = incomplete.length > incompleteShownMax ? ', …' : ''
  return `Left out, since they have no job zone or no description: ${incomplete.length} (${shown}${more})`
}

function sourceText({ release, occupations }: OnetImport): string {
  const { name, licence, url, notice } = onetSource(release)
  return `# Source of the occupations beside this file

${name}, ${licence}, ${url}

${notice}

${occupations.length} occupations: code, title, first sentence of the description (shortened), job zone, and the six
occupational interests from 1 to 7 in the order Realistic, Investigative, Artistic, Social, Enterprising, Conventional.
Licence: https://creativecommons.org/licenses/by/4.0/
`
}
