import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describePersona } from '../../../src/assessments/talent-mapping/profile.ts'
import { demoPersons } from './people.ts'

// A wanted change of texts: GOLDEN_UPDATE=1 npx vitest run test/assessments/talent-mapping/golden.test.ts,
// read the difference, and raise `dataVersion` in profile.ts.
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
