// A submission while it is being written: the text of every field as it was typed, and the key of the attempt to
// send it. It is kept in the tab, so that a reload loses nothing and a second click changes nothing.

import { keep, recall } from '../system/storage.ts'
import { fieldOf, type Group, groups, isScore } from './scores.ts'
import { draftName } from './session.ts'

export interface Draft {
  readonly way: 'form' | 'paste'
  readonly assessmentName: string | null
  /** By field, such as `riasec.social`: what was typed. */
  readonly fields: Readonly<Record<string, string>>
  readonly pasted: string
  /** Under which key this content is being sent; another content gets another. */
  readonly attempt: { readonly key: string; readonly body: string } | null
}

export const emptyDraft: Draft = {
  way: 'form',
  assessmentName: null,
  fields: {},
  pasted: '',
  attempt: null,
}

export const readDraft = (userId: string): Draft => ({
  ...emptyDraft,
  ...recall<Draft>('tab', draftName(userId)),
})

export const keepDraft = (userId: string, draft: Draft | undefined): void =>
  keep('tab', draftName(userId), draft)

export const fieldNames: readonly string[] = Object.entries(groups).flatMap(([group, keys]) =>
  keys.map((key) => `${group}.${key}`),
)

/** A typed text as a score, or undefined where it is none. */
export function scoreIn(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? ''
  return /^\d{1,3}$/.test(trimmed) && isScore(Number(trimmed)) ? Number(trimmed) : undefined
}

/** The fields that hold no score, in their order on the page. */
export const wrongFields = (fields: Draft['fields']): string[] =>
  fieldNames.filter((name) => scoreIn(fields[name]) === undefined)

/** The scores of a filled form in the shape of a submission. */
export function dataOf(fields: Draft['fields']): Record<Group, Record<string, number>> {
  const of = (group: Group) =>
    Object.fromEntries(groups[group].map((key) => [key, scoreIn(fields[`${group}.${key}`]) ?? 0]))
  return { riasec: of('riasec'), ocean: of('ocean'), viaIs: of('viaIs') }
}

/** What of a pasted object has a field in the form, as text. */
export function fieldsIn(data: unknown): Record<string, string> {
  const found: [string, string][] = fieldNames.flatMap((name) => {
    const [group = '', key = ''] = name.split('.')
    const value = fieldOf(fieldOf(data, group), key)
    return typeof value === 'number' || typeof value === 'string' ? [[name, String(value)]] : []
  })
  return Object.fromEntries(found)
}

/** The same content is sent under the same key, however often and after however many reloads. */
export function attemptFor(draft: Draft, body: string): NonNullable<Draft['attempt']> {
  if (draft.attempt?.body === body) return draft.attempt
  return { key: crypto.randomUUID(), body }
}
