import { expect, test } from 'vitest'
import { createTalentMapping } from '../../src/assessments/talent-mapping/talent-mapping.ts'
import { sectionNames, shownOf } from '../../src/domain/sections.ts'

const definition = {
  ...createTalentMapping(),
  sections: {
    text: { fields: ['summary', 'more.books'] },
    figures: { fields: ['more.code', 'more.deep.inner'], scores: true },
    whole: { fields: ['more'] },
  },
}
const profile = {
  summary: 's',
  secret: 'x',
  more: { books: [1], code: 'I', deep: { inner: 2, other: 3 } },
}
const stored = { assessmentData: { score: 1 }, profile }

test.each([
  [['text'], { summary: 's', more: { books: [1] } }, null],
  [['figures'], { more: { code: 'I', deep: { inner: 2 } } }, { score: 1 }],
  [
    ['text', 'figures'],
    { summary: 's', more: { books: [1], code: 'I', deep: { inner: 2 } } },
    { score: 1 },
  ],
  [['whole', 'text'], { summary: 's', more: profile.more }, null],
  [[], {}, null],
  [['__proto__', 'toString', 'unknown'], {}, null],
])('of %j there is shown just that', (sections, shown, assessmentData) => {
  expect(shownOf(definition, sections, stored)).toEqual({ profile: shown, assessmentData })
})

test.each([null, 'text', 7, []])('a result that is %j has no parts', (odd) => {
  expect(shownOf(definition, ['text', 'whole'], { ...stored, profile: odd }).profile).toEqual({})
})

test('an assessment that is no longer offered is shown whole or not at all', () => {
  expect(sectionNames(undefined)).toEqual(['everything'])
  expect(shownOf(undefined, ['everything'], stored)).toEqual(stored)
  expect(shownOf(undefined, ['text'], stored)).toEqual({ assessmentData: null, profile: {} })
})

test('a part of talent mapping never shows what another part is for', () => {
  const talents = createTalentMapping()
  const owners = new Map<string, string[]>()
  for (const [name, { fields }] of Object.entries(talents.sections ?? {})) {
    for (const field of fields) owners.set(field, [...(owners.get(field) ?? []), name])
  }
  const shared = [...owners].filter(([, names]) => names.length > 1).map(([field]) => field)
  expect(shared).toEqual(['analysis.sources'])
  expect([...owners.keys()]).not.toContain('analysis')
})
