// Renders what a result says in one language. A pure function of the stored figures and reason codes, free of
// Zod, Node and the table of occupations, so that a page can call it; it analyses nothing.
import { type SayContext, say } from './say.ts'
import type { Statement, Statements, StoredScores } from './statements.ts'
import { type BookId, books } from './texts/books.ts'
import type { Catalogue } from './texts/catalogue.ts'
import { people, type RoleModelId } from './texts/role-models.ts'

/** What an occupation is called and what it is, in one language. */
export interface OccupationWords {
  readonly title: string
  /** What is done in it, as a phrase; nothing where it is not known in this language. */
  readonly work?: string | undefined
  readonly majors: readonly string[]
}

/** What is said of one career, before it is put into words. */
export interface SaidCareer {
  readonly code: string
  /** Missing for even interests. */
  readonly r?: number | undefined
  readonly because: readonly Statement[]
}

export interface SaidProfile {
  readonly code: string
  readonly scores: StoredScores
  readonly statements: Statements
  readonly careers: readonly SaidCareer[]
}

/** The fields of a persona profile that are words. */
export interface ProfileTexts {
  readonly archetype: string
  readonly shortSummary: string
  readonly coreMotivators: string[]
  readonly learningStyle: string
  readonly strengthSummary: string
  readonly strengths: string[]
  readonly weaknessSummary: string
  readonly weaknesses: string[]
  readonly careers: { careerName: string; justification: string; relatedMajors: string[] }[]
  readonly insights: string[]
  readonly skillSuggestion: string[]
  readonly possiblePitfalls: string[]
  readonly workEnvironment: string
  readonly roleModel: { name: string; title: string }[]
  readonly developmentActivities: {
    extracurricular: string[]
    bookRecommendations: { title: string; author: string; reason: string }[]
  }
}

/** `words` are those of `careers`, in the same order. */
export function renderTexts(
  { code, scores, statements, careers }: SaidProfile,
  catalogue: Catalogue,
  words: readonly OccupationWords[],
): ProfileTexts {
  const context: SayContext = { scores, catalogue, code }
  const lines = (said: readonly Statement[]) => said.map((one) => say(one, context))
  const text = (said: readonly Statement[]) => lines(said).join(' ')
  return {
    archetype: say(statements.archetype, context),
    shortSummary: text(statements.shortSummary),
    coreMotivators: lines(statements.coreMotivators),
    learningStyle: text(statements.learningStyle),
    strengthSummary: text(statements.strengthSummary),
    strengths: lines(statements.strengths),
    weaknessSummary: text(statements.weaknessSummary),
    weaknesses: lines(statements.weaknesses),
    careers: careers.flatMap((career, place) => {
      const own = words[place]
      return own ? [renderCareer(career, own, context)] : []
    }),
    insights: lines(statements.insights),
    skillSuggestion: lines(statements.skillSuggestion),
    possiblePitfalls: lines(statements.possiblePitfalls),
    workEnvironment: text(statements.workEnvironment),
    roleModel: statements.roleModel.map((id) => ({
      name: people[id as RoleModelId],
      title: catalogue.roleModelTitles[id as RoleModelId],
    })),
    developmentActivities: {
      extracurricular: lines(statements.extracurricular),
      bookRecommendations: statements.bookRecommendations.map(([id, of]) => {
        const reason = catalogue.bookReasons[id as BookId]
        const because: Statement = of === null ? ['book.even'] : ['book', of]
        return { ...books[id as BookId], reason: say(because, { ...context, reason }) }
      }),
    },
  }
}

function renderCareer(
  { code, r, because }: SaidCareer,
  { title, work, majors }: OccupationWords,
  context: SayContext,
) {
  const about: SayContext = {
    ...context,
    code,
    ...(r !== undefined && { fit: r }),
    ...(work !== undefined && { work }),
  }
  const [agreement, ...more] = because
  const said: (Statement | undefined)[] = [
    agreement,
    work === undefined ? undefined : ['work'],
    ...more,
  ]
  return {
    careerName: title,
    justification: said.flatMap((one) => (one ? [say(one, about)] : [])).join(' '),
    relatedMajors: [...majors],
  }
}
