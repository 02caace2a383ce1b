// The offline analysis: from scores to a persona profile, the same bytes for the same scores, whatever
// order their keys came in. No clock, no chance, no network, and no claim without its score.
import { createHash } from 'node:crypto'
import { recommendCareers } from './careers/recommend.ts'
import { industryKeys, oceanKeys, riasecKeys, strengthKeys } from './dimensions.ts'
import type { TalentMappingInput } from './input.schema.ts'
import type { PersonaProfile, ProfileAnalysis } from './profile.schema.ts'
import { type Reading, readScores } from './reading.ts'
import { developmentActivities, roleModelsFor, skillSuggestion } from './sections/growth.ts'
import { signatureStrengths, strengthLines, strengthSummary } from './sections/strengths.ts'
import { archetype, insights, shortSummary } from './sections/summary.ts'
import { possiblePitfalls, weaknesses, weaknessSummary } from './sections/weaknesses.ts'
import {
  coreMotivators,
  learningStyle,
  riskTolerance,
  workEnvironment,
} from './sections/working-style.ts'

/** Changes with any change of texts, careers or thresholds, so that a result can be traced to them. */
const dataVersion = 'en-2025.1'

export function describePersona(input: TalentMappingInput): PersonaProfile {
  const reading = readScores(input)
  return {
    archetype: archetype(reading),
    shortSummary: shortSummary(reading),
    coreMotivators: coreMotivators(reading),
    learningStyle: learningStyle(reading),
    strengthSummary: strengthSummary(reading),
    strengths: strengthLines(reading),
    weaknessSummary: weaknessSummary(reading),
    weaknesses: weaknesses(reading),
    careerRecommendation: recommendCareers(reading),
    insights: insights(reading),
    skillSuggestion: skillSuggestion(reading),
    possiblePitfalls: possiblePitfalls(reading),
    riskTolerance: riskTolerance(reading),
    workEnvironment: workEnvironment(reading),
    roleModel: roleModelsFor(reading),
    developmentActivities: developmentActivities(reading),
    analysis: analysisOf(reading),
  }
}

function analysisOf(reading: Reading): ProfileAnalysis {
  return {
    code: reading.code,
    consistency: reading.consistency,
    differentiation: reading.differentiation,
    elevation: reading.elevation,
    hexagon: reading.hexagon,
    clarity: reading.clarity,
    riskIndex: reading.riskIndex,
    signatureStrengths: signatureStrengths(reading),
    inputsHash: hashInputs(reading.input),
    dataVersion,
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
