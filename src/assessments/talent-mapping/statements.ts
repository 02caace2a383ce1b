// What a profile says, without a language: each statement is a reason code with the evidence and figures it
// rests on. No words; `render.ts` puts them in, from one catalogue for each language.
import type { Evidence, Letter, OceanKey, Virtue } from './dimensions.ts'

export const statementCodes = [
  'persona',
  // The summary.
  'interests.equal',
  'interests.even',
  'even.low',
  'even.middle',
  'even.high',
  'interests.single',
  'interests.pair',
  'runnerUp.equal',
  'runnerUp.close',
  'trait.marked',
  'trait.none',
  'strength.first',
  'strength.shared',
  'strength.none',
  // Motives, learning, surroundings.
  'motivator',
  'motivator.deeper',
  'motivator.newSides',
  'motivator.strength',
  'motivator.variety',
  'motivator.manyRoles',
  'learns',
  'learns.even',
  'learns.traits',
  'setting',
  'setting.two',
  'setting.even',
  'setting.company',
  'setting.pace',
  // Strengths.
  'strengths.signature',
  'strengths.level',
  'strengths.tied',
  'strengths.tiedMany',
  'virtue.most',
  'virtue.spread',
  'strengths.use',
  'strengths.compass',
  'strengths.tryNext',
  'strength.shows',
  'strength.atTimes',
  // The other side.
  'weakness.middle',
  'weakness.marked',
  'watch',
  'watch.unfinished',
  'watch.perfectionism',
  'watch.loud',
  'watch.moods',
  'watch.aloneWithWorries',
  'watch.quietLeader',
  'watch.plainHelper',
  'watch.firstForm',
  'watch.ownOrder',
  'drain',
  'pitfall',
  'pitfall.calling',
  'pitfall.everything',
  'pitfall.strength',
  'pitfall.askOthers',
  // What is to be known about the picture.
  'code.even',
  'code.tied',
  'code.neighbours',
  'code.alternates',
  'code.opposites',
  'clarity.clear',
  'clarity.mixed',
  'clarity.flat',
  'clarity.equal',
  'elevation.low',
  'elevation.high',
  'coherence.agree',
  'coherence.differ',
  'coherence.open',
  'coherence.even',
  'risk',
  'limits',
  // What to do next.
  'skill.first',
  'skill.second',
  'skill.planning',
  'skill.writing',
  'skill.data',
  'grow',
  'activity.first',
  'activity.second',
  'activity.sixProjects',
  'activity.threeWorkplaces',
  'book',
  'book.even',
  // Careers.
  'fit.veryClose',
  'fit.close',
  'fit.worthALook',
  'fit.unusualMix',
  'explore.interests',
  'explore.personality',
  'work',
  'industries',
] as const
export type StatementCode = (typeof statementCodes)[number]

/** `IA`: two leading interests; `I`: one that leads alone; `low`: even interests, by their level. */
export type PersonaId = PersonaPair | Letter | 'low' | 'middle' | 'high'
/** Two different letters. */
export type PersonaPair = { [First in Letter]: `${First}${Exclude<Letter, First>}` }[Letter]
export type PersonaArgument = `persona:${PersonaId}`
export type VirtueArgument = `virtue:${Virtue}`

/** A number is a figure; all else names a score of the person, a persona or a virtue. */
export type Argument = Evidence | PersonaArgument | VirtueArgument | number
export type Statement = readonly [code: StatementCode, ...of: Argument[]]

const argument = /^[a-zA-Z]{1,40}(:[a-zA-Z]{1,40})?$/
const argumentsMax = 12
const known: ReadonlySet<unknown> = new Set(statementCodes)

/** Whether a value read from outside has the form of a statement. */
export function isStatement(value: unknown): value is Statement {
  if (!Array.isArray(value) || value.length > argumentsMax + 1) return false
  const [code, ...of] = value as unknown[]
  return (
    known.has(code) &&
    of.every((one) =>
      typeof one === 'number'
        ? Number.isFinite(one)
        : typeof one === 'string' && argument.test(one),
    )
  )
}

/** The person's scores as they are kept with a result, in the published orders of their keys. */
export interface StoredScores {
  readonly riasec: readonly number[]
  readonly ocean: readonly number[]
  readonly viaIs: readonly number[]
  readonly industryScore?: Readonly<Partial<Record<string, number | undefined>>> | undefined
}

/** Everything that is said of the person, where the profile says it; see `profile.schema.ts`. */
export interface Statements {
  readonly archetype: Statement
  readonly shortSummary: readonly Statement[]
  readonly coreMotivators: readonly Statement[]
  readonly learningStyle: readonly Statement[]
  readonly strengthSummary: readonly Statement[]
  readonly strengths: readonly Statement[]
  readonly weaknessSummary: readonly Statement[]
  readonly weaknesses: readonly Statement[]
  readonly insights: readonly Statement[]
  readonly skillSuggestion: readonly Statement[]
  readonly possiblePitfalls: readonly Statement[]
  readonly workEnvironment: readonly Statement[]
  readonly roleModel: readonly string[]
  readonly extracurricular: readonly Statement[]
  /** The id of each book, and the interest or trait it answers to; nothing when interests are even. */
  readonly bookRecommendations: readonly (readonly [book: string, of: Letter | OceanKey | null])[]
}
