// What the person could do next: skills, activities, books and people to learn from.
// Suggestions only; each names the score that it answers to.
import type { Letter } from '../dimensions.ts'
import type { Reading } from '../reading.ts'
import type { Statement, StatementCode, Statements } from '../statements.ts'
import { booksByInterest, booksByTrait, booksForAll } from '../texts/books.ts'
import { manySidedPeople, roleModels } from '../texts/role-models.ts'
import { leadingInterests } from './leading.ts'
import { traitsBySalience } from './weaknesses.ts'

const roleModelsMax = 3

type Pair = readonly [StatementCode, StatementCode]

export function skillSuggestion(reading: Reading): Statement[] {
  const leading = leadingLetters(reading)
  const grow = traitsBySalience(reading)
    .slice(0, leading.length === 1 ? 2 : 1)
    .map(({ key }): Statement => ['grow', key])
  if (leading.length > 0) return [...fromLeading(leading, ['skill.first', 'skill.second']), ...grow]
  return [['skill.planning'], ['skill.writing'], ['skill.data'], ...grow]
}

export function extracurricular(reading: Reading): Statement[] {
  const leading = leadingLetters(reading)
  return leading.length > 0
    ? fromLeading(leading, ['activity.first', 'activity.second'])
    : [['activity.sixProjects'], ['activity.threeWorkplaces']]
}

export function bookRecommendations(reading: Reading): Statements['bookRecommendations'] {
  const leading = leadingLetters(reading)
  const byInterest = leading.flatMap((letter, place) =>
    booksByInterest[letter].slice(0, place === 0 ? 2 : 1).map((book) => [book, letter] as const),
  )
  const forAll = booksForAll.map((book) => [book, null] as const)
  const [trait] = traitsBySalience(reading)
  const byTrait =
    trait && trait.level !== 'middle'
      ? [[booksByTrait[trait.key][trait.level], trait.key] as const]
      : []
  return [...(leading.length > 0 ? byInterest : forAll), ...byTrait]
}

/** By id. By the leading interest first: whose second interest ranks highest with the person comes first. */
export function roleModelsFor({ lead, interests }: Reading): string[] {
  if (lead.kind === 'even') return Object.keys(manySidedPeople)
  const rank = (letter: string | undefined) =>
    interests.findIndex((interest) => interest.letter === letter)
  return Object.keys(roleModels)
    .sort((a, b) => rank(a[0]) - rank(b[0]) || rank(a[1]) - rank(b[1]))
    .slice(0, roleModelsMax)
}

const leadingLetters = ({ lead }: Reading): Letter[] =>
  leadingInterests(lead).map(({ letter }) => letter)

/** Two from the first leading interest and one from the second. */
const fromLeading = ([first, second]: readonly Letter[], [one, other]: Pair): Statement[] => [
  ...(first === undefined ? [] : [[one, first] as const, [other, first] as const]),
  ...(second === undefined ? [] : [[one, second] as const]),
]
