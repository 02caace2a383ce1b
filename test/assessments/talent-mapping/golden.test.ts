import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { localised } from '../../../src/assessments/talent-mapping/localised.ts'
import { describePersona } from '../../../src/assessments/talent-mapping/profile.ts'
import { indonesian } from '../../../src/assessments/talent-mapping/texts/indonesian.ts'
import { demoPersons } from './people.ts'

// A wanted change of texts: GOLDEN_UPDATE=1 npx vitest run test/assessments/talent-mapping/golden.test.ts,
// read the difference, and raise `textsEdition` in profile.ts (or the version of the table of occupations).
test.each(Object.entries(demoPersons))(
  'given the demo person %s, when the scores are analysed, then every character is as agreed',
  (name, input) => {
    const file = new URL(`../golden/${name}.json`, import.meta.url)
    const actual = { input, profile: describePersona(input) }
    if (process.env['GOLDEN_UPDATE']) writeFileSync(file, `${JSON.stringify(actual, null, 2)}\n`)

    const agreed = JSON.parse(readFileSync(file, 'utf8'))

    expect(actual).toEqual(agreed)
    // The order of the keys counts too; only white space in the file is free.
    expect(JSON.stringify(actual)).toBe(JSON.stringify(agreed))
  },
)

test.each(Object.entries(demoPersons))(
  'given the demo person %s, when the profile is read in Indonesian, then every character is as agreed',
  (name, input) => {
    const file = new URL(`../golden/${name}.indonesian.json`, import.meta.url)
    const { analysis: _, ...actual } = localised(describePersona(input), indonesian)
    if (process.env['GOLDEN_UPDATE']) writeFileSync(file, `${JSON.stringify(actual, null, 2)}\n`)

    expect(JSON.stringify(actual)).toBe(JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))))
  },
)
