// Puts one statement into words: the template of its code, with the scores it rests on. It knows no language
// but through a catalogue, chooses no statement, and runs in a browser as it does here.
import { bandOf, levelOf } from './bands.ts'
import {
  type IndustryKey,
  type Letter,
  letters,
  type OceanKey,
  oceanKeys,
  type StrengthKey,
  strengthKeys,
  type Virtue,
  virtueOf,
} from './dimensions.ts'
import type { Argument, PersonaId, Statement, StoredScores } from './statements.ts'
import type { Catalogue } from './texts/catalogue.ts'

/** What a statement may need beside its own evidence. */
export interface SayContext {
  readonly scores: StoredScores
  readonly catalogue: Catalogue
  /** The person's Holland code, or the occupation's where a career is spoken of. */
  readonly code?: string
  readonly fit?: number
  readonly work?: string
  readonly reason?: string
}

/**
 * `{0}` cites the first score it rests on ("Investigative 85"), `{0:label}`, `{0:score}`, `{0:band}` a part of it
 * and `{0:likes}` its phrase of that name. `{all}` cites all, `{and}` as a list to be read out, `{labels}` without
 * scores. `{n}` and `{m}` are the figures, `{others}` the personas, `{virtue}` the virtue; `{code}`, `{fit}`,
 * `{work}` and `{reason}` come from the context. `{n#point|points}` chooses by the number before it.
 */
const placeholder = /\{([a-z]+|\d)(?::([a-zA-Z]+))?(?:#([^|}]*)\|([^}]*))?\}/g

/** Throws when the catalogue or the statement lacks what the template asks for. */
export function say([code, ...of]: Statement, context: SayContext): string {
  const told = sortOut(of)
  let text = ''
  for (const part of partsOf(context.catalogue.statements[code])) {
    const said = typeof part === 'string' ? part : fill(part, told, context)
    if (said === undefined) throw new Error(`Statement ${code}: nothing stands for ${part}`)
    text += said
  }
  return text
}

interface Placeholder {
  readonly name: string
  readonly phrase: string | undefined
  /** What is said for one and for more, instead of the thing itself. */
  readonly forms: readonly [one: string, many: string] | undefined
  toString(): string
}

/** Templates are few and used often, so each is taken apart once. */
const apart = new Map<string, readonly (string | Placeholder)[]>()

function partsOf(template: string): readonly (string | Placeholder)[] {
  const known = apart.get(template)
  if (known) return known
  const parts: (string | Placeholder)[] = []
  let end = 0
  for (const match of template.matchAll(placeholder)) {
    const [whole, name = '', phrase, one, many] = match
    parts.push(template.slice(end, match.index), {
      name,
      phrase,
      forms: one === undefined || many === undefined ? undefined : [one, many],
      toString: () => whole,
    })
    end = match.index + whole.length
  }
  parts.push(template.slice(end))
  apart.set(template, parts)
  return parts
}

function fill({ name, phrase, forms }: Placeholder, told: Told, context: SayContext) {
  if (forms) return forms[countOf(name, told) === 1 ? 0 : 1]
  return textOf(name, phrase, told, context)
}

type ScoreKey = Letter | OceanKey | StrengthKey | IndustryKey

interface Told {
  readonly evidence: readonly ScoreKey[]
  readonly personas: readonly PersonaId[]
  readonly virtue: Virtue | undefined
  readonly numbers: readonly number[]
}

function sortOut(of: readonly Argument[]): Told {
  const evidence: ScoreKey[] = []
  const personas: PersonaId[] = []
  const numbers: number[] = []
  let virtue: Virtue | undefined
  for (const one of of) {
    if (typeof one === 'number') numbers.push(one)
    else if (one.startsWith('persona:')) personas.push(one.slice('persona:'.length) as PersonaId)
    else if (one.startsWith('virtue:')) virtue = one.slice('virtue:'.length) as Virtue
    else evidence.push(one as ScoreKey)
  }
  return { evidence, personas, virtue, numbers }
}

function countOf(name: string, { evidence, personas, numbers }: Told): number | undefined {
  if (name === 'n') return numbers[0]
  if (name === 'm') return numbers[1]
  return name === 'others' ? personas.length : evidence.length
}

function textOf(
  name: string,
  phrase: string | undefined,
  { evidence, personas, virtue, numbers }: Told,
  context: SayContext,
): string | undefined {
  const { catalogue } = context
  const cited = () => evidence.map((key) => cite(key, context))
  switch (name) {
    case 'all':
      return cited().join(', ')
    case 'and':
      return joinWords(cited(), catalogue)
    case 'labels':
      return joinWords(
        evidence.map((key) => labelOf(key, catalogue)),
        catalogue,
      )
    case 'others':
      return joinWords(
        personas.map((id) => catalogue.personas[id]),
        catalogue,
      )
    case 'virtue':
      return virtue && catalogue.virtues[virtue].name
    case 'n':
      return figure(numbers[0], catalogue)
    case 'm':
      return figure(numbers[1], catalogue)
    case 'fit':
      return context.fit?.toFixed(2).replace('.', catalogue.decimal)
    case 'code':
    case 'work':
    case 'reason':
      return context[name]
    default:
      return partOf(evidence[Number(name)], phrase, context)
  }
}

const figure = (value: number | undefined, { decimal }: Catalogue): string | undefined =>
  value === undefined ? undefined : String(value).replace('.', decimal)

function partOf(
  key: ScoreKey | undefined,
  phrase: string | undefined,
  context: SayContext,
): string | undefined {
  if (key === undefined) return undefined
  const { catalogue, scores } = context
  if (phrase === undefined) return cite(key, context)
  if (phrase === 'label') return labelOf(key, catalogue)
  const score = scoreOf(key, scores)
  if (phrase === 'score') return String(score)
  if (phrase === 'band') return catalogue.labels.bands[bandOf(score)]
  return phraseOf(key, phrase, score, catalogue)
}

function phraseOf(
  key: ScoreKey,
  name: string,
  score: number,
  catalogue: Catalogue,
): string | undefined {
  const own: object = isStrength(key)
    ? name in catalogue.strengths[key]
      ? catalogue.strengths[key]
      : catalogue.virtues[virtueOf(key)]
    : isLetter(key)
      ? catalogue.interests[key]
      : isTrait(key)
        ? catalogue.traits[key][levelOf(score)]
        : {}
  return (own as Record<string, string | undefined>)[name]
}

const cite = (key: ScoreKey, { catalogue, scores }: SayContext): string =>
  `${labelOf(key, catalogue)} ${scoreOf(key, scores)}`

function labelOf(key: ScoreKey, { labels }: Catalogue): string {
  if (isLetter(key)) return labels.interests[key]
  if (isTrait(key)) return labels.traits[key]
  return isStrength(key) ? labels.strengths[key] : labels.industries[key]
}

/** The score a statement rests on, from the scores kept with the result. */
export function scoreOf(key: ScoreKey, scores: StoredScores): number {
  const at = places.get(key)
  const score = at ? scores[at.block][at.place] : scores.industryScore?.[key]
  if (score === undefined) throw new Error(`There is no score for ${key}`)
  return score
}

type Block = 'riasec' | 'ocean' | 'viaIs'

/** Where each score stands in the stored blocks. */
const places: ReadonlyMap<string, { readonly block: Block; readonly place: number }> = new Map([
  ...inBlock('riasec', letters),
  ...inBlock('ocean', oceanKeys),
  ...inBlock('viaIs', strengthKeys),
])

function inBlock(block: Block, keys: readonly string[]) {
  return keys.map((key, place) => [key, { block, place }] as const)
}

const isLetter = (key: string): key is Letter => places.get(key)?.block === 'riasec'
const isTrait = (key: string): key is OceanKey => places.get(key)?.block === 'ocean'
const isStrength = (key: string): key is StrengthKey => places.get(key)?.block === 'viaIs'

/** `a`, `a and b`, `a, b and c`; whether a comma is before the last is the language's. */
export function joinWords(
  words: readonly string[],
  { and, lastAnd }: Pick<Catalogue, 'and' | 'lastAnd'>,
): string {
  if (words.length < 3) return words.join(and)
  return `${words.slice(0, -1).join(', ')}${lastAnd}${words.at(-1)}`
}
