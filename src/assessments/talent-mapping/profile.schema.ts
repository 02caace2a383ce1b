// The persona profile: what a talent-mapping analysis must give, field by field, each with its limit.
// Every analyzer is held to it, whoever wrote it.
import { z } from 'zod'
import { strengthKeys, virtues } from './dimensions.ts'

const textMax = 2_000
const text = z.string().trim().min(1).max(textMax)
const line = z.string().trim().min(1).max(500)
const label = z.string().trim().min(1).max(200)
const score = z.int().min(0).max(100)

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

/** The figures that the text rests on, by published formulas; see formulas.ts. */
const analysis = z.strictObject({
  /** Holland code, ties shown: `IAS`, `S=EI`. */
  code: z.string().regex(/^[RIASEC](=?[RIASEC]){2,5}$/),
  /** Whether the two leading interests are close kin; null when a tie leaves open which two lead. */
  consistency: z.enum(['high', 'medium', 'low']).nullable(),
  /** Highest interest minus lowest. */
  differentiation: score,
  /** Mean of the six interests. */
  elevation: z.number().min(0).max(100),
  /** Things (+) or people (−) along x, ideas (+) or data (−) along y. */
  hexagon: z.strictObject({
    x: z.number().min(-200).max(200),
    y: z.number().min(-173.3).max(173.3),
  }),
  clarity: z.enum(['clear', 'mixed', 'flat']),
  riskIndex: z.number().min(0).max(100),
  /** By rank within the person; equal scores share a rank. */
  signatureStrengths: z
    .array(
      z.strictObject({
        strength: z.enum(strengthKeys),
        virtue: z.enum(virtues),
        score,
        rank: z.int().min(1).max(5),
      }),
    )
    .length(5),
  /** SHA-256 of the scores, whatever order their keys came in. */
  inputsHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** The edition of the tables of texts and careers. */
  dataVersion: z.string().min(1).max(100),
})

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
  analysis: analysis.optional(),
})
export type PersonaProfile = z.infer<typeof personaProfile>
export type Career = PersonaProfile['careerRecommendation'][number]
export type CareerProspect = Career['careerProspect']
export type ProfileAnalysis = z.infer<typeof analysis>
