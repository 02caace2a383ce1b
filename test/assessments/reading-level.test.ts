import { expect, test } from 'vitest'
import {
  countSyllables,
  countText,
  fogIndex,
  gradeLevel,
  readingEase,
  splitSentences,
} from '../../examples/reading-level/readability.ts'
import { assessments } from '../../examples/reading-level/reading-level.ts'
import { loadAssessmentsModule } from '../../src/assessments/assessments-module.ts'
import { validateInput } from '../../src/domain/validate-input.ts'

const [definition] = assessments as [(typeof assessments)[number]]

const easy =
  'The dog ran to the gate. It saw a cat on the wall. The cat sat still and did not move at all. ' +
  'Then the dog lay down in the sun. The cat came down too. They slept side by side until the boy came home. ' +
  'He gave them both some milk.'
const hard =
  'Notwithstanding the considerable methodological heterogeneity characterising contemporary investigations, ' +
  'institutional stakeholders increasingly acknowledge the indispensability of interdisciplinary collaboration ' +
  'for addressing multidimensional organisational vulnerabilities. Consequently, administrative authorities ' +
  'recommend comprehensive evaluations. Implementation necessitates substantial intergovernmental coordination.'

async function analyse(text: string, audience: 'children' | 'teenagers' | 'public' | 'experts') {
  const reports: [number, string | undefined][] = []
  const result = await definition.analyzer.analyze(
    { text, audience },
    {
      signal: new AbortController().signal,
      jobId: 'J1',
      attempt: 1,
      heartbeat: () => {},
      progress: (fraction, note) => reports.push([fraction, note]),
    },
  )
  return { result, reports }
}

test('given the sentence that textbooks use, when it is measured, then reading ease is 69', () => {
  const sentence =
    'This sentence, taken as a reading passage unto itself, is being used to prove a point.'
  const counts = countText(splitSentences(sentence))

  expect(counts).toEqual({ words: 16, sentences: 1, syllables: 23, longWords: 0 })
  expect(Math.round(readingEase(counts))).toBe(69)
})

test('given the shortest of sentences, when it is measured, then all formulas give the figures worked out by hand', () => {
  const counts = countText(splitSentences('The cat sat on the mat.'))

  expect(readingEase(counts)).toBeCloseTo(116.145, 6)
  expect(gradeLevel(counts)).toBeCloseTo(-1.45, 6)
  expect(fogIndex(counts)).toBeCloseTo(2.4, 6)
})

test.each([
  ['make', 1],
  ['played', 1],
  ['wanted', 2],
  ['table', 2],
  ['houses', 2],
  ['idea', 3],
  ['being', 2],
  ['science', 2],
  ['nation', 2],
  ['friend', 1],
  ['people', 2],
  ['information', 4],
  ['university', 5],
])('given the word %s, when its syllables are counted, then there are %i', (word, count) => {
  expect(countSyllables(word)).toBe(count)
})

test('given an easy and a hard text, when they are analysed, then level, fit and advice differ and the results are valid', async () => {
  const forChildren = await analyse(easy, 'children')
  const forPublic = await analyse(hard, 'public')

  expect(forChildren.result).toMatchObject({ fits: true, sentences: 7 })
  expect(forChildren.result.gradeLevel).toBeLessThan(5)
  expect(forPublic.result).toMatchObject({ fits: false, sentences: 3 })
  expect(forPublic.result.gradeLevel).toBeGreaterThan(16)
  expect(forPublic.result.suggestions.join(' ')).toContain('Replace long words')
  expect(forPublic.result.hardestSentences[0]?.text).toMatch(/^Notwithstanding/)
  expect(forPublic.reports).toEqual([[0.5, '3 sentences found']])
  for (const { result } of [forChildren, forPublic]) {
    expect(definition.result.safeParse(result).error?.issues ?? []).toEqual([])
  }
})

test('given texts at and past the bounds, when they are checked, then only those within are taken', () => {
  const of = (length: number) => `${'One two. '.repeat(10_000).slice(0, length - 1)}.`
  const problem = (data: unknown) => {
    const check = validateInput(definition, data)
    return check.ok ? undefined : check.fields.map(({ path }) => path)
  }

  expect([199, 200, 50_000, 50_001].map((length) => problem({ text: of(length) }))).toEqual([
    ['assessmentData.text'],
    undefined,
    undefined,
    ['assessmentData.text'],
  ])
  expect(problem({ text: `${'word '.repeat(60)}.` })).toEqual(['assessmentData.text'])
  expect(problem({ text: easy, audience: 'cats' })).toEqual(['assessmentData.audience'])
  expect(problem({ text: easy, tone: 1 })).toEqual(['assessmentData.tone'])
})

test('given the built example, when the service loads it, then it is offered at its own price and timeouts', async () => {
  const [loaded] = await loadAssessmentsModule('dist/examples/reading-level/reading-level.js')

  expect(loaded).toMatchObject({
    name: 'Reading Level',
    tokenCost: 2,
    timeouts: { queuedMs: 300_000, processingMs: 30_000, hardLimitMs: 60_000 },
  })
})
