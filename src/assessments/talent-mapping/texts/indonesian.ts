// The Indonesian catalogue, whole. It holds words and decides nothing.
import type { Catalogue } from './catalogue.ts'
import { bookReasons } from './id/books.ts'
import { interests } from './id/interests.ts'
import { labels } from './id/labels.ts'
import { personas } from './id/personas.ts'
import { roleModelTitles } from './id/role-models.ts'
import { statements } from './id/statements.ts'
import { strengths, virtues } from './id/strengths.ts'
import { traits } from './id/traits.ts'

export const indonesian: Catalogue = {
  locale: 'id',
  and: ' dan ',
  lastAnd: ', dan ',
  decimal: ',',
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
