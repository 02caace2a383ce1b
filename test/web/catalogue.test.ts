import { expect, test } from 'vitest'
import { talentMapping } from '../../client/web/api/scores.ts'
import { accountEn } from '../../client/web/i18n/account.en.ts'
import { accountId } from '../../client/web/i18n/account.id.ts'
import { en } from '../../client/web/i18n/en.ts'
import { id } from '../../client/web/i18n/id.ts'
import { operatorEn } from '../../client/web/operator/i18n/operator.en.ts'
import { operatorId } from '../../client/web/operator/i18n/operator.id.ts'
import { talentMappingName } from '../../src/assessments/talent-mapping/talent-mapping.ts'
import { failureCodes } from '../../src/domain/job.ts'

type Leaf = string | ((...given: never[]) => string)

/** Every text by its path, such as `job.states.queued`. */
function leavesOf(node: unknown, path = ''): [string, Leaf][] {
  if (typeof node === 'string' || typeof node === 'function') return [[path, node as Leaf]]
  return Object.entries(node as object).flatMap(([key, value]) =>
    leavesOf(value, path === '' ? key : `${path}.${key}`),
  )
}

const english = new Map(leavesOf({ ...en, account: accountEn, operator: operatorEn }))
const indonesian = new Map(leavesOf({ ...id, account: accountId, operator: operatorId }))

/** Numbers and words that show up again in what a text makes of them. */
const marks = [7, 3]
const said = (leaf: Leaf | undefined): string =>
  typeof leaf === 'function' ? leaf(...(marks as never[])) : (leaf ?? '')

/** Names and loans that both languages share. */
const shared =
  /^(words\.strengths\.humor|account\.entry|frame\.unread|frame\.operator|operator\.actors\.operator)$/

test('both languages have the same texts', () => {
  expect([...indonesian.keys()].sort()).toEqual([...english.keys()].sort())
  expect(english.size).toBeGreaterThan(250)
})

test('no text is empty, or left in the other language', () => {
  const empty = [...english, ...indonesian].filter(([, leaf]) => said(leaf).trim() === '')
  const same = [...english.keys()].filter(
    (key) => said(english.get(key)) === said(indonesian.get(key)) && !shared.test(key),
  )
  expect(empty.map(([key]) => key)).toEqual([])
  expect(same).toEqual([])
})

test('what varies is said in both languages', () => {
  const kinds = [...english.keys()].filter(
    (key) => typeof english.get(key) !== typeof indonesian.get(key),
  )
  const silent = [...english.keys()]
    .filter((key) => typeof english.get(key) === 'function')
    .flatMap((key) =>
      [english, indonesian].map((catalogue) => [key, said(catalogue.get(key))] as const),
    )
    // A place in line counts from one, so 7 jobs ahead are "8th".
    .filter(([, text]) => !/[78]/.test(text))
  expect(kinds).toEqual([])
  expect(silent).toEqual([])
})

test('the form is for the assessment that ships', () => {
  expect(talentMapping).toBe(talentMappingName)
})

test('every way to fail has words', () => {
  expect(Object.keys(en.job.reasons).sort()).toEqual([...failureCodes].sort())
})

test('texts are set as text: no markup, no double spaces, no straight quotation marks', () => {
  const odd = [...english, ...indonesian]
    .map(([key, leaf]) => [key, said(leaf)] as const)
    .filter(([, text]) => /[<>"]| {2}|\.\.\./.test(text))
  expect(odd).toEqual([])
})

test('English counts as people do', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111].map((n) => en.job.place(n - 1))).toEqual(
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '22nd', '101st', '111th'].map(
      (place) => `You are ${place} in line.`,
    ),
  )
  expect([en.tokens(1), en.tokens(2), en.tokens(0)]).toEqual(['1 token', '2 tokens', '0 tokens'])
})
