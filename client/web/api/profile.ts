// What an analysis gave, read with care: each part that has the expected shape is there, each that has not is
// absent. A result of another assessment, an older one or one shown in parts is read by the same code.
import { fieldOf } from './scores.ts'

export interface Career {
  readonly careerName: string
  readonly justification: string
  readonly relatedMajors: readonly string[]
  readonly careerProspect: Readonly<Record<string, string>>
  /** How close it is, as a word of the analysis; newer results have it. */
  readonly fit: string | undefined
}

export interface Source {
  readonly name: string
  readonly notice: string
}

export interface Analysis {
  readonly code: string | undefined
  readonly clarity: string | undefined
  readonly consistency: string | undefined
  readonly differentiation: number | undefined
  readonly moreCareers: readonly string[]
  readonly sources: readonly Source[]
}

export interface Profile {
  readonly archetype: string | undefined
  readonly sentences: readonly string[]
  readonly text: (field: string) => string | undefined
  readonly lines: (field: string) => readonly string[]
  readonly careers: readonly Career[]
  readonly people: readonly { readonly name: string; readonly title: string }[]
  readonly activities: readonly string[]
  readonly books: readonly {
    readonly title: string
    readonly author: string
    readonly reason: string
  }[]
  readonly analysis: Analysis | undefined
  readonly isEmpty: boolean
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const linesOf = (value: unknown): string[] => listOf(value).flatMap((each) => textOf(each) ?? [])

/** Sentences end in . ! or ? before a space and a capital; "(fit 0.84 of 1)" does not. */
const sentencesOf = (text: string): string[] => text.split(/(?<=[.!?]) (?=\p{Lu})/u)

export function readProfile(profile: unknown): Profile {
  const text = (field: string) => textOf(fieldOf(profile, field))
  const lines = (field: string) => linesOf(fieldOf(profile, field))
  const more = fieldOf(profile, 'developmentActivities')
  const figures = fieldOf(profile, 'analysis')
  const fits = listOf(fieldOf(figures, 'careers')).map((each) => textOf(fieldOf(each, 'fit')))
  const careers = listOf(fieldOf(profile, 'careerRecommendation')).flatMap(
    (each, place) => careerOf(each, fits[place]) ?? [],
  )
  const archetype = text('archetype')
  const isKnown = ['strengths', 'weaknesses', 'insights', 'skillSuggestion'].some(
    (field) => lines(field).length > 0,
  )
  return {
    archetype,
    sentences: sentencesOf(text('shortSummary') ?? ''),
    text,
    lines,
    careers,
    people: listOf(fieldOf(profile, 'roleModel')).flatMap((each) => personOf(each) ?? []),
    activities: linesOf(fieldOf(more, 'extracurricular')),
    books: listOf(fieldOf(more, 'bookRecommendations')).flatMap((each) => bookOf(each) ?? []),
    analysis: analysisOf(figures),
    isEmpty: archetype === undefined && careers.length === 0 && !isKnown,
  }
}

function careerOf(value: unknown, fit: string | undefined): Career | undefined {
  const careerName = textOf(fieldOf(value, 'careerName'))
  if (careerName === undefined) return undefined
  const prospects = Object.entries(fieldOf(value, 'careerProspect') ?? {})
  return {
    careerName,
    fit,
    justification: textOf(fieldOf(value, 'justification')) ?? '',
    relatedMajors: linesOf(fieldOf(value, 'relatedMajors')),
    careerProspect: Object.fromEntries(prospects.filter(([, level]) => typeof level === 'string')),
  }
}

function personOf(value: unknown) {
  const name = textOf(fieldOf(value, 'name'))
  return name === undefined ? undefined : { name, title: textOf(fieldOf(value, 'title')) ?? '' }
}

function bookOf(value: unknown) {
  const title = textOf(fieldOf(value, 'title'))
  if (title === undefined) return undefined
  const of = (field: string) => textOf(fieldOf(value, field)) ?? ''
  return { title, author: of('author'), reason: of('reason') }
}

function analysisOf(value: unknown): Analysis | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const spread = fieldOf(value, 'differentiation')
  return {
    code: textOf(fieldOf(value, 'code')),
    clarity: textOf(fieldOf(value, 'clarity')),
    consistency: textOf(fieldOf(value, 'consistency')),
    differentiation: typeof spread === 'number' ? spread : undefined,
    moreCareers: listOf(fieldOf(value, 'moreCareers')).flatMap(
      (each) => textOf(fieldOf(each, 'title')) ?? [],
    ),
    sources: listOf(fieldOf(value, 'sources')).flatMap((each) => sourceOf(each) ?? []),
  }
}

function sourceOf(value: unknown): Source | undefined {
  const name = textOf(fieldOf(value, 'name'))
  if (name === undefined) return undefined
  return { name, notice: textOf(fieldOf(value, 'notice')) ?? '' }
}
