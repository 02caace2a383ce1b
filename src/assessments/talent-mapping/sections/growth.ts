// What the person could do next: skills, activities, books and people to learn from.
// Suggestions only; each names the score that it answers to.
import type { PersonaProfile } from '../profile.schema.ts'
import type { Interest, Reading } from '../reading.ts'
import { type Book, booksByInterest, booksByTrait, booksForAll } from '../texts/books.ts'
import { evenTexts, interestTexts } from '../texts/interests.ts'
import { manySidedPeople, roleModels } from '../texts/role-models.ts'
import { traitTexts } from '../texts/traits.ts'
import { because } from '../wording.ts'
import { leadingInterests } from './leading.ts'
import { traitsBySalience } from './weaknesses.ts'

const roleModelsMax = 3

export function skillSuggestion(reading: Reading): string[] {
  const leading = leadingInterests(reading.lead)
  const grow = traitsBySalience(reading)
    .slice(0, leading.length === 1 ? 2 : 1)
    .map((trait) => `${traitTexts[trait.key][trait.level].grow} ${because(trait)}.`)
  if (leading.length === 0) {
    return [...evenTexts.skills.map((skill) => `${skill} (your interests are even).`), ...grow]
  }
  return [...fromLeading(leading, (one) => interestTexts[one.letter].skills), ...grow]
}

export function developmentActivities(reading: Reading): PersonaProfile['developmentActivities'] {
  const leading = leadingInterests(reading.lead)
  return {
    extracurricular:
      leading.length === 0
        ? evenTexts.activities.map((activity) => `${activity} (your interests are even).`)
        : fromLeading(leading, (one) => interestTexts[one.letter].activities),
    bookRecommendations: [...interestBooks(leading), ...traitBooks(reading)],
  }
}

export function roleModelsFor({ lead, interests }: Reading): PersonaProfile['roleModel'] {
  if (lead.kind === 'even') return [...manySidedPeople]
  const rank = (letter: string) => interests.findIndex((one) => one.letter === letter)
  // By the leading interest first: the person whose second interest ranks highest comes first.
  return [...roleModels]
    .sort((a, b) => rank(a.code[0]) - rank(b.code[0]) || rank(a.code[1]) - rank(b.code[1]))
    .slice(0, roleModelsMax)
    .map(({ name, title }) => ({ name, title }))
}

/** Two from the first leading interest and one from the second. */
function fromLeading(
  leading: readonly Interest[],
  textsOf: (interest: Interest) => readonly string[],
): string[] {
  return leading.flatMap((interest, place) =>
    textsOf(interest)
      .slice(0, place === 0 ? 2 : 1)
      .map((text) => `${text} ${because(interest)}.`),
  )
}

function interestBooks(leading: readonly Interest[]): Book[] {
  if (leading.length === 0) {
    return booksForAll.map((book) => ({
      ...book,
      reason: `${book.reason} (your interests are even).`,
    }))
  }
  return leading.flatMap((interest, place) =>
    booksByInterest[interest.letter]
      .slice(0, place === 0 ? 2 : 1)
      .map((book) => ({ ...book, reason: `${book.reason} ${because(interest)}.` })),
  )
}

function traitBooks(reading: Reading): Book[] {
  const [trait] = traitsBySalience(reading)
  if (!trait || trait.level === 'middle') return []
  const book = booksByTrait[trait.key][trait.level]
  return [{ ...book, reason: `${book.reason} ${because(trait)}.` }]
}
