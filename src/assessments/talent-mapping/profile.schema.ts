// The persona profile: what a talent-mapping analysis must give, field by field, each with its limit.
// Every analyzer is held to it, whoever wrote it.
import { z } from 'zod'
import { analysisSchema } from './analysis.schema.ts'
import { llmFailureCodes } from './llm/failure.ts'
import { locales } from './texts/catalogue.ts'

const textMax = 2_000
const text = z.string().trim().min(1).max(textMax)
const line = z.string().trim().min(1).max(500)
const label = z.string().trim().min(1).max(200)

const prospectLevels = ['super high', 'high', 'moderate', 'low', 'super low'] as const
export type ProspectLevel = (typeof prospectLevels)[number]

const riskTolerances = ['very high', 'high', 'moderate', 'low', 'very low'] as const
export type RiskTolerance = (typeof riskTolerances)[number]

const prospect = z.enum(prospectLevels)
const careerProspect = z.strictObject({
  jobAvailability: prospect,
  salaryPotential: prospect,
  careerProgression: prospect,
  industryGrowth: prospect,
  skillDevelopment: prospect,
  /** How much of the work machines are likely to take over. */
  aiOvertake: prospect,
})

const career = z.strictObject({
  careerName: label,
  justification: text,
  relatedMajors: z.array(label).min(2).max(5),
  careerProspect,
})

const tokens = z.int().min(0).max(10_000_000)

/** Who wrote the texts, where a language model was asked to; the figures are the offline analysis's in any case. */
const prose = z.discriminatedUnion('writtenBy', [
  z.strictObject({
    writtenBy: z.literal('llm'),
    provider: label,
    model: label,
    /** The edition of what it was asked. */
    promptVersion: z.string().min(1).max(50),
    locale: z.enum(locales),
    inputTokens: tokens,
    outputTokens: tokens,
    /** Millionths of the unit whose hundredth the prices are in. */
    costMicros: z.int().min(0),
  }),
  /** It failed for good, and this is why. */
  z.strictObject({ writtenBy: z.literal('offline'), failure: z.enum(llmFailureCodes) }),
])

export const personaProfile = z.strictObject({
  archetype: z.string().trim().min(1).max(100),
  coreMotivators: z.array(line).min(2).max(4),
  learningStyle: text,
  shortSummary: text,
  strengthSummary: text,
  strengths: z.array(line).min(3).max(6),
  weaknessSummary: text,
  weaknesses: z.array(line).min(3).max(6),
  careerRecommendation: z.array(career).min(3).max(5),
  insights: z.array(line).min(3).max(5),
  skillSuggestion: z.array(line).min(3).max(6),
  possiblePitfalls: z.array(line).min(2).max(5),
  riskTolerance: z.enum(riskTolerances),
  workEnvironment: text,
  roleModel: z
    .array(z.strictObject({ name: label, title: label }))
    .min(2)
    .max(3),
  developmentActivities: z.strictObject({
    extracurricular: z.array(line).min(2).max(4),
    bookRecommendations: z
      .array(z.strictObject({ title: label, author: label, reason: line }))
      .min(2)
      .max(6),
  }),
  /** The figures and reason codes that the text rests on; another analyzer may have none. */
  analysis: analysisSchema.optional(),
  prose: prose.optional(),
})
export type PersonaProfile = z.infer<typeof personaProfile>
export type Career = PersonaProfile['careerRecommendation'][number]
export type CareerProspect = Career['careerProspect']
