// Small folders in the shape of the official O*NET text files, with made-up occupations, so that the importer is
// tested whole where the real files are not at hand.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const elements = [
  'Realistic',
  'Investigative',
  'Artistic',
  'Social',
  'Enterprising',
  'Conventional',
]

export interface OnetFiles {
  interests: string[]
  zones: string[]
  words: string[]
  readMe: string | undefined
}

/** Lines of a whole release with `count` occupations; the first line of each file is its heading. */
export function onetFiles(count = 24): OnetFiles {
  const codes = Array.from({ length: count }, (_, index) => codeOf(index))
  const interests = codes.flatMap((code, index) => [
    ...elements.map((element, place) => {
      const value = (1 + ((index * 7 + place * 5) % 13) / 2).toFixed(2)
      return `${code}\tWorker ${index}\t1.B.1.${'abcdef'[place]}\t${element}\tOI\tOccupational Interests\t${value}\t11/2023\tMachine Learning`
    }),
    `${code}\tWorker ${index}\t1.B.1.g\tFirst Interest High-Point\tIH\tOccupational Interest High-Point\t5.00\t11/2023\tMachine Learning`,
  ])
  return {
    interests: [
      'O*NET-SOC Code\tTitle\tElement ID\tElement Name\tScale ID\tScale Name\tData Value\tDate\tDomain Source',
      ...interests,
    ],
    zones: [
      'O*NET-SOC Code\tTitle\tJob Zone\tDate\tDomain Source',
      ...codes.map(
        (code, index) => `${code}\tWorker ${index}\t${1 + (index % 5)}\t08/2023\tAnalyst`,
      ),
    ],
    words: [
      'O*NET-SOC Code\tTitle\tDescription',
      ...codes.map(
        (code, index) => `${code}\tWorker ${index}\tDo the work of kind ${index}. May do more.`,
      ),
    ],
    readMe: 'O*NET 30.1 Database\nDecember 2025 Release\n',
  }
}

/** Of the first two digits that the classification uses, in turn. */
export const codeOf = (index: number): string => `${11 + 2 * (index % 22)}-${1000 + index}.00`

/** A folder with these files, removed when the test ends. */
export function onetFolder(files: OnetFiles = onetFiles()): string {
  const folder = mkdtempSync(join(tmpdir(), 'unstuck-onet-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const write = (name: string, lines: readonly string[]) =>
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`)
  write('Interests.txt', files.interests)
  write('Job Zones.txt', files.zones)
  write('Occupation Data.txt', files.words)
  if (files.readMe !== undefined) write('Read Me.txt', [files.readMe])
  return folder
}
