// What a language has to offer so that a profile can be read in it. Types only; a catalogue that lacks an
// entry does not compile.
import type { Band, Fit, Level } from '../bands.ts'
import type { IndustryKey, Letter, OceanKey, StrengthKey, Virtue } from '../dimensions.ts'
import type { CareerProspect, ProspectLevel, RiskTolerance } from '../profile.schema.ts'
import type { Clarity, Doubt } from '../reading.ts'
import type { PersonaId, StatementCode } from '../statements.ts'
import type { BookId } from './books.ts'
import type { RoleModelId } from './role-models.ts'

export const locales = ['en', 'id'] as const
export type Locale = (typeof locales)[number]

export interface InterestTexts {
  /** After "you like to". */
  readonly likes: string
  readonly motivator: string
  /** After "you learn best". */
  readonly learns: string
  /** After "you work best with". */
  readonly setting: string
  readonly pitfall: string
  /** When it is the lowest interest. */
  readonly drain: string
  readonly firstSkill: string
  readonly secondSkill: string
  readonly firstActivity: string
  readonly secondActivity: string
}

export interface TraitTexts {
  /** After "you". */
  readonly tends: string
  readonly watch: string
  readonly grow: string
  /** How it bears on learning (Openness, Conscientiousness) or on the place of work (Extraversion, Neuroticism). */
  readonly style?: string
}

export interface StrengthTexts {
  /** After "you". */
  readonly shows: string
  /** After "at work,". */
  readonly use: string
}

export interface VirtueTexts {
  readonly name: string
  /** What people with strengths of this virtue at the top often work for. */
  readonly motive: string
  /** What too much of a strength of this virtue can look like. */
  readonly overuse: string
}

export type PreparationLevel = 1 | 2 | 3 | 4 | 5

export interface Labels {
  readonly interests: Readonly<Record<Letter, string>>
  readonly traits: Readonly<Record<OceanKey, string>>
  readonly strengths: Readonly<Record<StrengthKey, string>>
  readonly industries: Readonly<Record<IndustryKey, string>>
  readonly bands: Readonly<Record<Band, string>>
  readonly fits: Readonly<Record<Fit, string>>
  readonly clarity: Readonly<Record<Clarity, string>>
  readonly doubts: Readonly<Record<Doubt, string>>
  readonly preparation: Readonly<Record<PreparationLevel, string>>
  readonly risk: Readonly<Record<RiskTolerance, string>>
  readonly prospects: Readonly<Record<ProspectLevel, string>>
  readonly prospectOf: Readonly<Record<keyof CareerProspect, string>>
}

export interface Catalogue {
  readonly locale: Locale
  /** Between two, and before the last of more, with its spaces. */
  readonly and: string
  readonly lastAnd: string
  readonly decimal: '.' | ','
  readonly labels: Labels
  readonly personas: Readonly<Record<PersonaId, string>>
  readonly interests: Readonly<Record<Letter, InterestTexts>>
  readonly traits: Readonly<Record<OceanKey, Readonly<Record<Level, TraitTexts>>>>
  readonly strengths: Readonly<Record<StrengthKey, StrengthTexts>>
  readonly virtues: Readonly<Record<Virtue, VirtueTexts>>
  readonly bookReasons: Readonly<Record<BookId, string>>
  readonly roleModelTitles: Readonly<Record<RoleModelId, string>>
  /** Templates; what may stand in braces is told in `say.ts`. */
  readonly statements: Readonly<Record<StatementCode, string>>
}
