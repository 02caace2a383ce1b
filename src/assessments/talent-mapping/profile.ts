// The offline analysis: from scores to a persona profile, the same bytes for the same scores, whatever
// order their keys came in. No clock, no chance, no network, and no claim without its score.
import { createHash } from 'node:crypto'
import type { ProfileAnalysis } from './analysis.schema.ts'
import { fitOf } from './bands.ts'
import { builtInTable, type OccupationTable } from './careers/occupation-table.ts'
import { type Recommendations, recommendCareers } from './careers/recommend.ts'
import { industryKeys, oceanKeys, riasecKeys, strengthKeys } from './dimensions.ts'
import { differentiationIachan, differentiationSpread, round } from './formulas.ts'
import type { TalentMappingInput } from './input.schema.ts'
import type { PersonaProfile } from './profile.schema.ts'
import { type Reading, readScores } from './reading.ts'
import { renderTexts } from './render.ts'
import {
  bookRecommendations,
  extracurricular,
  roleModelsFor,
  skillSuggestion,
} from './sections/growth.ts'
import { signatureStrengths, strengthLines, strengthSummary } from './sections/strengths.ts'
import { archetype, insights, shortSummary } from './sections/summary.ts'
import { possiblePitfalls, weaknesses, weaknessSummary } from './sections/weaknesses.ts'
import {
  coreMotivators,
  learningStyle,
  riskTolerance,
  workEnvironment,
} from './sections/working-style.ts'
import type { Statements, StoredScores } from './statements.ts'
import { english } from './texts/english.ts'

/** Changes with any change of texts or thresholds, so that a result can be traced to them. */
const textsEdition = '2026.1'

/** The profile of a person whose scores `input.schema.ts` accepts, with careers from `table`. */
export function describePersona(
  input: TalentMappingInput,
  table: OccupationTable = builtInTable,
): PersonaProfile {
  const reading = readScores(input)
  const careers = recommendCareers(reading, table)
  const analysis = analysisOf(reading, careers, table)
  const words = careers.chosen.map(({ occupation }) => occupation.english)
  const { careers: rendered, ...texts } = renderTexts(analysis, english, words)
  return {
    archetype: texts.archetype,
    shortSummary: texts.shortSummary,
    coreMotivators: texts.coreMotivators,
    learningStyle: texts.learningStyle,
    strengthSummary: texts.strengthSummary,
    strengths: texts.strengths,
    weaknessSummary: texts.weaknessSummary,
    weaknesses: texts.weaknesses,
    careerRecommendation: careers.chosen.flatMap(({ occupation }, place) => {
      const career = rendered[place]
      return career ? [{ ...career, careerProspect: occupation.prospect }] : []
    }),
    insights: texts.insights,
    skillSuggestion: texts.skillSuggestion,
    possiblePitfalls: texts.possiblePitfalls,
    riskTolerance: riskTolerance(reading),
    workEnvironment: texts.workEnvironment,
    roleModel: texts.roleModel,
    developmentActivities: texts.developmentActivities,
    analysis,
  }
}

/** The figures and reason codes alone: what is said, in no language. */
function analysisOf(
  reading: Reading,
  careers: Recommendations,
  { source, edition, prospectBasis }: OccupationTable,
): ProfileAnalysis {
  return {
    code: reading.code,
    consistency: reading.consistency,
    differentiation: reading.differentiation,
    differentiationIachan: round(differentiationIachan(reading.scores), 1),
    differentiationSpread: round(differentiationSpread(reading.scores), 1),
    elevation: reading.elevation,
    hexagon: reading.hexagon,
    clarity: reading.clarity,
    doubts: [...reading.doubts],
    riskIndex: reading.riskIndex,
    signatureStrengths: signatureStrengths(reading),
    scores: storedScores(reading, careers),
    prospectBasis,
    careers: careers.chosen.map(storedCareer),
    moreCareers: careers.more.map(({ occupation, r }) => ({
      title: occupation.english.title,
      ...(occupation.indonesian && { indonesian: occupation.indonesian.title }),
      preparation: occupation.preparation,
      ...(r !== null && { r }),
    })),
    statements: statementsOf(reading),
    sources: [source],
    inputsHash: hashInputs(reading.input),
    dataVersion: `${textsEdition}+${edition}`,
  }
}

function statementsOf(reading: Reading): Statements {
  return {
    archetype: archetype(reading),
    shortSummary: shortSummary(reading),
    coreMotivators: coreMotivators(reading),
    learningStyle: learningStyle(reading),
    strengthSummary: strengthSummary(reading),
    strengths: strengthLines(reading),
    weaknessSummary: weaknessSummary(reading),
    weaknesses: weaknesses(reading),
    insights: insights(reading),
    skillSuggestion: skillSuggestion(reading),
    possiblePitfalls: possiblePitfalls(reading),
    workEnvironment: workEnvironment(reading),
    roleModel: roleModelsFor(reading),
    extracurricular: extracurricular(reading),
    bookRecommendations: bookRecommendations(reading),
  }
}

function storedCareer({
  occupation,
  r,
  c,
  m,
  zs,
  because,
}: Recommendations['chosen'][number]): ProfileAnalysis['careers'][number] {
  const { id, code, preparation, indonesian } = occupation
  return {
    id,
    code,
    ...(r !== null && { fit: fitOf(r), r }),
    ...(c !== null && { c }),
    ...(m !== null && { m }),
    ...(zs !== null && { zs }),
    preparation,
    because: [...because],
    ...(indonesian && { indonesian: { ...indonesian, majors: [...indonesian.majors] } }),
  }
}

/** In the published orders; of the industries those that the careers rest on, by key. */
function storedScores({ scores, input }: Reading, { chosen }: Recommendations): StoredScores {
  const cited = new Set<string>(chosen.flatMap(({ occupation }) => occupation.industries))
  const rated = industryKeys.flatMap((key) => {
    const score = input.industryScore?.[key]
    return score === undefined || !cited.has(key) ? [] : [[key, score]]
  })
  return {
    riasec: [...scores],
    ocean: oceanKeys.map((key) => input.ocean[key]),
    viaIs: strengthKeys.map((key) => input.viaIs[key]),
    ...(rated.length > 0 && { industryScore: Object.fromEntries(rated) }),
  }
}

/** Keys in their published order: what a client's serialiser does must not change the hash. */
function hashInputs({ riasec, ocean, viaIs, industryScore }: TalentMappingInput): string {
  const values = [
    riasecKeys.map((key) => riasec[key]),
    oceanKeys.map((key) => ocean[key]),
    strengthKeys.map((key) => viaIs[key]),
    industryKeys.map((key) => industryScore?.[key] ?? null),
  ]
  return createHash('sha256').update(JSON.stringify(values)).digest('hex')
}
