import { existsSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { builtInTable } from '../../../src/assessments/talent-mapping/careers/occupation-table.ts'
import {
  occupationsFileText,
  readOccupationsFile,
} from '../../../src/assessments/talent-mapping/onet/occupations-file.ts'
import { readOnet } from '../../../src/assessments/talent-mapping/onet/read-onet.ts'
import { personaProfile } from '../../../src/assessments/talent-mapping/profile.schema.ts'
import { describePersona } from '../../../src/assessments/talent-mapping/profile.ts'
import { createTalentMapping } from '../../../src/assessments/talent-mapping/talent-mapping.ts'
import { demoPersons, personWith } from './people.ts'
import { codeOf, type OnetFiles, onetFiles, onetFolder } from './support/onet-folder.ts'

const problemOf = (change: (files: OnetFiles) => void): string => {
  const files = onetFiles()
  change(files)
  try {
    readOnet(onetFolder(files))
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing was refused'
}
const swap = (lines: string[], line: number, from: string | RegExp, to: string) => {
  lines[line - 1] = (lines[line - 1] ?? '').replace(from, to)
}

/** A file of occupations made from a small folder, removed when the test ends. */
function occupationsFile(text = occupationsFileText(readOnet(onetFolder()))): string {
  const file = join(onetFolder(), 'occupations.json')
  writeFileSync(file, text)
  return file
}

describe('reading the official files', () => {
  test('given a whole folder, when it is read, then each occupation has six values, zone, title and the first sentence', () => {
    const { release, occupations, incomplete } = readOnet(onetFolder())

    expect([release, occupations.length, incomplete]).toEqual(['30.1', 24, []])
    expect(occupations[0]).toEqual([
      '11-1000.00',
      'Worker 0',
      'do the work of kind 0',
      1,
      [1, 3.5, 6, 2, 4.5, 7],
    ])
    expect(occupations.map(([code]) => code)).toEqual([...occupations.map(([code]) => code)].sort())
  })

  test('given lines in another order, Windows line ends and a byte order mark, when they are read, then the outcome is the same', () => {
    const files = onetFiles()
    const [heading = '', ...lines] = files.interests
    files.interests = [`\uFEFF${heading}`, ...lines.reverse()].map((line) => `${line}\r`)

    expect(readOnet(onetFolder(files))).toEqual(readOnet(onetFolder()))
  })

  test('given columns in another order, when they are read, then they are found by name', () => {
    const files = onetFiles()
    files.zones = files.zones.map((line) => line.split('\t').reverse().join('\t'))

    expect(readOnet(onetFolder(files))).toEqual(readOnet(onetFolder()))
  })

  test('given an occupation without zone or description, when it is read, then it is left out and named', () => {
    const files = onetFiles()
    files.zones.splice(1, 1)
    swap(files.words, 3, /\t[^\t]*$/, '\t')

    const { occupations, incomplete } = readOnet(onetFolder(files))

    expect([occupations.length, incomplete]).toEqual([22, [codeOf(0), codeOf(1)]])
  })

  test('given a long first sentence, when it is read, then it is cut between words and never past 162 characters', () => {
    const files = onetFiles()
    swap(files.words, 2, /\t[^\t]*$/, `\tPlan, ${'organise and '.repeat(30)}lead. May rest.`)

    const work = readOnet(onetFolder(files)).occupations[0]?.[2] ?? ''

    expect(work).toMatch(/^plan, organise .* …$/)
    expect(work.length).toBeLessThanOrEqual(162)
  })

  test.each<[string, (files: OnetFiles) => void, RegExp]>([
    [
      'a value below 1',
      ({ interests }) => swap(interests, 2, '1.00', '0.99'),
      /Interests\.txt line 2 column "Data Value": "0\.99" must be a number from 1 to 7/,
    ],
    [
      'a value above 7',
      ({ interests }) => swap(interests, 7, '7.00', '7.01'),
      /line 7 column "Data Value": "7\.01"/,
    ],
    [
      'a value that is no number',
      ({ interests }) => swap(interests, 2, '1.00', 'n/a'),
      /line 2 column "Data Value": "n\/a"/,
    ],
    [
      'an unknown element',
      ({ interests }) => swap(interests, 2, 'Realistic', 'Realstic'),
      /line 2 column "Element Name": "Realstic" is none of Realistic/,
    ],
    [
      'an element twice',
      ({ interests }) => swap(interests, 3, 'Investigative', 'Realistic'),
      /line 3 column "Element Name": 11-1000\.00 has Realistic twice/,
    ],
    [
      'an occupation with five values',
      ({ interests }) => interests.splice(6, 1),
      /line 2 column "Element Name": 11-1000\.00, which begins here, has no Conventional/,
    ],
    [
      'a code of another form',
      ({ interests }) => swap(interests, 2, '11-1000.00', '11-1000'),
      /line 2 column "O\*NET-SOC Code": "11-1000" must look like/,
    ],
    [
      'a line with too few columns',
      ({ interests }) => swap(interests, 2, /\t[^\t]*$/, ''),
      /Interests\.txt line 2: has 8 columns instead of 9/,
    ],
    [
      'a missing column',
      ({ interests }) => swap(interests, 1, 'Data Value', 'Value'),
      /line 1 column "Data Value": is missing; the first line must name it/,
    ],
    [
      'a job zone of 6',
      ({ zones }) => swap(zones, 2, '\t1\t', '\t6\t'),
      /Job Zones\.txt line 2 column "Job Zone": "6" must be a number from 1 to 5/,
    ],
    [
      'a job zone of 1.5',
      ({ zones }) => swap(zones, 2, '\t1\t', '\t1.5\t'),
      /line 2 column "Job Zone": 1\.5 must be a whole number/,
    ],
    [
      'an empty title',
      ({ words }) => swap(words, 2, 'Worker 0', ' '),
      /Occupation Data\.txt line 2 column "Title": must be 1 to 150 characters long, not 0/,
    ],
    [
      'a Read Me that names no release',
      (files) => {
        files.readMe = 'Hello'
      },
      /Read Me\.txt: names no release .* give it with --release/,
    ],
    [
      'no Read Me',
      (files) => {
        files.readMe = undefined
      },
      /Read Me\.txt: is missing; unpack/,
    ],
  ])(
    'given %s, when it is read, then it is refused with file, line, column and fix',
    (_, change, expected) => {
      expect(problemOf(change)).toMatch(expected)
    },
  )

  test('given fewer than 20 whole occupations, when they are read, then it is refused, and 20 are accepted', () => {
    expect(readOnet(onetFolder(onetFiles(20))).occupations).toHaveLength(20)
    expect(() => readOnet(onetFolder(onetFiles(19)))).toThrow(
      'gives 19 whole occupations, at least 20 are needed',
    )
  })

  test('given many problems, when they are told, then ten are shown and the rest counted', () => {
    const message = problemOf(({ interests }) => {
      for (let line = 2; line <= 14; line++)
        swap(interests, line, /\tOI\t[^\t]*\t[^\t]*/, '\tOI\tx\t9')
    })

    expect(
      message
        .split('\n')
        .slice(1, 11)
        .every((line) => line.includes('Data Value')),
    ).toBe(true)
    expect(message.split('\n').at(-1)).toMatch(/^ {2}- and \d+ more$/)
  })

  test('given an empty folder, a folder in place of a file, bytes that are no text and a file of 65 MB, when they are read, then each is told', () => {
    const folder = onetFolder()
    for (const file of ['Interests.txt', 'Job Zones.txt', 'Read Me.txt']) rmSync(join(folder, file))
    mkdirSync(join(folder, 'Interests.txt'))
    writeFileSync(join(folder, 'Job Zones.txt'), Buffer.from([0x50, 0x4b, 0xff, 0xfe]))
    writeFileSync(join(folder, 'Read Me.txt'), '')
    truncateSync(join(folder, 'Read Me.txt'), 65 * 1_048_576)

    const read = () => readOnet(folder)

    expect(read).toThrow(/Interests\.txt: .*EISDIR/)
    expect(read).toThrow(/Job Zones\.txt: is not UTF-8 text; take the text edition/)
    expect(read).toThrow(/Read Me\.txt: has 68157440 bytes/)
    expect(() => readOnet(join(folder, 'nowhere'))).toThrow(
      /Interests\.txt: is missing; unpack the text files/,
    )
  })
})

describe('the file of occupations', () => {
  test('given the same folder twice, when it is written, then every byte is the same', () => {
    const folder = onetFolder()
    expect(occupationsFileText(readOnet(folder))).toBe(occupationsFileText(readOnet(folder)))
  })

  test('given a written file, when people are analysed with it, then careers, attribution and edition are its own and the profile is valid', () => {
    const table = readOccupationsFile(occupationsFile())

    for (const input of [...Object.values(demoPersons), personWith({ others: 0 })]) {
      const profile = describePersona(input, table)

      expect(personaProfile.safeParse(profile).error?.issues ?? []).toEqual([])
      expect(
        profile.careerRecommendation.every(({ careerName }) => /^Worker \d+$/.test(careerName)),
      ).toBe(true)
      expect(profile.analysis?.prospectBasis).toBe('group')
      expect(profile.analysis?.sources).toMatchObject([
        {
          id: 'onet',
          name: 'O*NET 30.1 Database',
          licence: 'CC BY 4.0',
          notice: expect.stringContaining('USDOL/ETA has not approved'),
        },
      ])
      expect(profile.analysis?.dataVersion).toMatch(/\+onet-30\.1-[0-9a-f]{12}$/)
    }
  })

  const content = JSON.parse(occupationsFileTextOnce()) as { occupations: unknown[][] }
  const changed = (change: object) => JSON.stringify({ ...content, ...change })
  const withFirst = (place: number, value: unknown) =>
    changed({
      occupations: [content.occupations[0]?.with(place, value), ...content.occupations.slice(1)],
    })

  test.each([
    ['no JSON', '{', 'it is not JSON'],
    ['null', 'null', 'its format is not'],
    ['another format', changed({ format: 'x' }), 'its format is not unstuck-occupations/1'],
    ['no source', changed({ source: undefined }), 'does not say where its occupations come from'],
    [
      '19 occupations',
      changed({ occupations: content.occupations.slice(0, 19) }),
      'fewer than 20 occupations',
    ],
    [
      'one twice',
      changed({ occupations: [...content.occupations, content.occupations[0]] }),
      'an occupation twice',
    ],
    ['zone 6', withFirst(3, 6), 'its occupation 1 is not well formed'],
    ['a value of 7.1', withFirst(4, [1, 2, 3, 4, 5, 7.1]), 'its occupation 1 is not well formed'],
    ['five values', withFirst(4, [1, 2, 3, 4, 5]), 'its occupation 1 is not well formed'],
    ['an empty title', withFirst(1, ' '), 'its occupation 1 is not well formed'],
  ])(
    'given %s, when it is read, then it is refused with the way to make it anew',
    (_, text, expected) => {
      const file = occupationsFile(text)

      expect(() => readOccupationsFile(file)).toThrow(expected)
      expect(() => readOccupationsFile(file)).toThrow(
        /make it with `unstuck import-onet FOLDER`, or unset OCCUPATIONS_FILE/,
      )
    },
  )

  test('given a definition with a file, when threads analyse, then they use it; a file that is gone is a failure in passing', async () => {
    const file = occupationsFile()
    const context = {
      signal: new AbortController().signal,
      jobId: 'J1',
      attempt: 1,
      heartbeat() {},
      progress() {},
    }
    const { analyzer } = createTalentMapping({ occupationsFile: file, threadsMax: 1 })
    onTestFinished(() => analyzer.stop?.())

    const profile = await analyzer.analyze(demoPersons.researcher, context)

    expect(profile).toEqual(describePersona(demoPersons.researcher, readOccupationsFile(file)))
    await analyzer.stop?.()
    rmSync(file)
    await expect(analyzer.analyze(demoPersons.researcher, context)).rejects.toMatchObject({
      transient: true,
      message: expect.stringContaining('cannot be used'),
    })
    expect(() => createTalentMapping({ occupationsFile: file })).toThrow('cannot be used: ENOENT')
  })
})

function occupationsFileTextOnce(): string {
  const files = onetFiles()
  const occupations = Array.from({ length: 24 }, (_, index) => [
    codeOf(index),
    `Worker ${index}`,
    'work',
    1 + (index % 5),
    [1, 2, 3, 4, 5, 6],
  ])
  const release = files.readMe?.match(/[\d.]+/)?.[0] ?? ''
  return occupationsFileText({ release, occupations: occupations as never, incomplete: [] })
}

/** Where the official text files lie, for those who have them; nothing of them is in this repository. */
const official = process.env['ONET_FOLDER'] ?? '../shared/data/onet'

describe('the official release', () => {
  test.skipIf(!existsSync(join(official, 'Interests.txt')))(
    'given O*NET itself (ONET_FOLDER), when it is read, then it is whole, small, and people find what they expect',
    () => {
      const found = readOnet(official)
      const text = occupationsFileText(found)
      const table = readOccupationsFile(occupationsFile(text))

      expect(found.incomplete).toEqual([])
      expect(found.occupations.length).toBeGreaterThan(900)
      expect(text.length).toBeLessThan(300_000)
      const first = (interests: Parameters<typeof personWith>[0]) =>
        describePersona(personWith(interests), table)
          .careerRecommendation.map(({ careerName }) => careerName)
          .join(', ')
      expect(first({ interests: { R: 45, I: 70, A: 20, S: 95, E: 30, C: 45 } })).toMatch(/Nurse/)
      expect(first({ interests: { R: 45, I: 95, A: 35, S: 15, E: 20, C: 70 } })).toMatch(
        /Computer|Data|Mathemat/,
      )
      expect(first({ interests: { R: 15, I: 20, A: 95, S: 55, E: 60, C: 5 } })).toMatch(/Actors/)
      expect(builtInTable.occupations.length).toBeLessThan(found.occupations.length)
    },
  )
})
