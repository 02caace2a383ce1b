// What is submitted and what comes out: the scores of talent mapping, checked by its own schemas, and two
// sizes of profile. The analyzer that returns them does nothing, so that only the service is measured.
import {
  industryKeys,
  oceanKeys,
  riasecKeys,
  strengthKeys,
} from '../src/assessments/talent-mapping/dimensions.ts'
import {
  type TalentMappingInput,
  talentMappingInput,
} from '../src/assessments/talent-mapping/input.schema.ts'
import {
  type PersonaProfile,
  personaProfile,
} from '../src/assessments/talent-mapping/profile.schema.ts'
import { describePersona } from '../src/assessments/talent-mapping/profile.ts'
import {
  type Analyzer,
  type AssessmentDefinition,
  defineAssessment,
} from '../src/domain/assessment.ts'
import { makeRandom } from './harness.ts'

const random = makeRandom()

const scoresOf = <Key extends string>(keys: readonly Key[]) =>
  Object.fromEntries(keys.map((key) => [key, Math.floor(random() * 101)])) as Record<Key, number>

const someScores = (): TalentMappingInput => ({
  riasec: scoresOf(riasecKeys),
  ocean: scoresOf(oceanKeys),
  viaIs: scoresOf(strengthKeys),
  industryScore: scoresOf(industryKeys),
})

/** Sixty people's scores, about 0.9 KB as JSON. */
export const people: readonly TalentMappingInput[] = Array.from({ length: 60 }, someScores)

/** What the offline analyzer makes of the first person: about 8 KB as JSON. */
export const wholeProfile = (): PersonaProfile => describePersona(people[0] ?? someScores())

/** The same cut to about 2 KB, still a valid profile: the size that other systems are measured with. */
export function shortProfile(): PersonaProfile {
  const { analysis: _, ...profile } = wholeProfile()
  return {
    ...(shortened(profile) as typeof profile),
    careerRecommendation: profile.careerRecommendation.slice(0, 3).map((career) => ({
      ...career,
      justification: career.justification.slice(0, 40).trim(),
      relatedMajors: career.relatedMajors.slice(0, 2),
    })),
  }
}

function shortened(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, 24).trim()
  if (Array.isArray(value)) return value.map(shortened)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shortened(part)]))
}

type Analyze = Analyzer<TalentMappingInput, PersonaProfile>['analyze']

export const instantName = 'Instant Talent Mapping'

/** Talent mapping with an analyzer that answers at once, in process. */
export const instantAssessment = (
  analyze: Analyze,
  timeouts: AssessmentDefinition['timeouts'] = {},
): AssessmentDefinition<TalentMappingInput, PersonaProfile> =>
  defineAssessment({
    name: instantName,
    input: talentMappingInput,
    result: personaProfile,
    analyzer: { name: 'instant', version: '1', analyze },
    timeouts,
    estimateMs: 1,
  })
