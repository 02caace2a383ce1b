// The English catalogue, whole. It holds words and decides nothing.
import type { Catalogue } from './catalogue.ts'
import { bookReasons } from './en/books.ts'
import { interests } from './en/interests.ts'
import { labels } from './en/labels.ts'
import { personas } from './en/personas.ts'
import { roleModelTitles } from './en/role-models.ts'
import { statements } from './en/statements.ts'
import { strengths, virtues } from './en/strengths.ts'
import { traits } from './en/traits.ts'

export const english: Catalogue = {
  locale: 'en',
  and: ' and ',
  lastAnd: ' and ',
  decimal: '.',
  labels,
  personas,
  interests,
  traits,
  strengths,
  virtues,
  bookReasons,
  roleModelTitles,
  statements,
}
