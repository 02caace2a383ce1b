// The figures and reason codes of a result, in no language: what the texts rest on and what another language
// is rendered from. Checked with every profile that carries them.
import { z } from 'zod'
import { fits } from './bands.ts'
import { industryKeys, letters, oceanKeys, strengthKeys, virtues } from './dimensions.ts'
import { doubts } from './reading.ts'
import { isStatement, type Statement } from './statements.ts'
import { books } from './texts/books.ts'
import { people } from './texts/role-models.ts'

const label = z.string().trim().min(1).max(200)
const score = z.int().min(0).max(100)
const id = z.string().min(1).max(100)
const preparation = z.literal([1, 2, 3, 4, 5])
/** Pearson's r to two digits; missing for even interests, like every figure that rests on it. */
const r = z.number().min(-1).max(1).optional()

/** `IAS`, `S=EI`: the first three letters and whatever ties with the third. */
const code = z.string().regex(/^[RIASEC](=?[RIASEC]){2,5}$/)

/** The interest or trait that a book answers to; nothing when interests are even. */
const evidence = z.enum([...letters, ...oceanKeys])

const statement = z.custom<Statement>(isStatement, { error: 'must be a statement: code, evidence' })
const statements = z.array(statement).max(12).readonly()

const scores = z.strictObject({
  /** R, I, A, S, E, C. */
  riasec: z.array(score).length(6).readonly(),
  /** Openness, Conscientiousness, Extraversion, Agreeableness, Neuroticism. */
  ocean: z.array(score).length(5).readonly(),
  /** The 24 strengths in the published order. */
  viaIs: z.array(score).length(24).readonly(),
  industryScore: z.partialRecord(z.enum(industryKeys), score).optional(),
})

const career = z.strictObject({
  /** In the table of occupations that `sources` names. */
  id,
  code,
  fit: z.enum(fits).optional(),
  r,
  /** Brown and Gore's C, 0 to 18; with ties the mean over all orders, as for M. */
  c: z.number().min(0).max(18).optional(),
  /** Iachan's M, 0 to 28. */
  m: z.number().min(0).max(28).optional(),
  /** Zener and Schnuelle's index, 0 to 6. */
  zs: z.int().min(0).max(6).optional(),
  preparation,
  because: z.array(statement).min(1).max(6),
  indonesian: z
    .strictObject({
      title: label,
      work: z.string().max(500).optional(),
      majors: z.array(label).min(2).max(5),
    })
    .optional(),
})

export const analysisSchema = z.strictObject({
  code,
  /** Whether the two leading interests are close kin; null when a tie leaves open which two lead. */
  consistency: z.enum(['high', 'medium', 'low']).nullable(),
  /** Highest interest minus lowest. */
  differentiation: score,
  /** Highest interest minus the mean of the second and the fourth. */
  differentiationIachan: z.number().min(0).max(100),
  /** Standard deviation of the six. */
  differentiationSpread: z.number().min(0).max(50),
  /** Mean of the six interests. */
  elevation: z.number().min(0).max(100),
  /** Things (+) or people (−) along x, ideas (+) or data (−) along y. */
  hexagon: z.strictObject({
    x: z.number().min(-200).max(200),
    y: z.number().min(-173.3).max(173.3),
  }),
  clarity: z.enum(['clear', 'mixed', 'flat']),
  /** Why the picture is not clear; none when it is. */
  doubts: z.array(z.enum(doubts)).max(2),
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
  scores,
  /** What the prospects of careers were judged for: each occupation, or its whole group. */
  prospectBasis: z.enum(['occupation', 'group']),
  /** One for each entry of `careerRecommendation`, in the same order. */
  careers: z.array(career).min(3).max(5),
  /** The next best for each preparation level, lowest level first. */
  moreCareers: z
    .array(
      z.strictObject({
        title: label,
        indonesian: label.optional(),
        preparation,
        r,
      }),
    )
    .max(5),
  /** What is said of the person, field by field. */
  statements: z.strictObject({
    archetype: statement,
    shortSummary: statements,
    coreMotivators: statements,
    learningStyle: statements,
    strengthSummary: statements,
    strengths: statements,
    weaknessSummary: statements,
    weaknesses: statements,
    insights: statements,
    skillSuggestion: statements,
    possiblePitfalls: statements,
    workEnvironment: statements,
    roleModel: z.array(z.enum(Object.keys(people))).readonly(),
    extracurricular: statements,
    bookRecommendations: z
      .array(z.tuple([z.enum(Object.keys(books)), evidence.nullable()]).readonly())
      .max(6)
      .readonly(),
  }),
  /** Where occupations come from, with the notice that their licence asks for. */
  sources: z
    .array(
      z.strictObject({
        id,
        name: label,
        version: z.string().max(50),
        licence: label,
        url: z.url().max(500).optional(),
        notice: z.string().max(1_000),
      }),
    )
    .min(1)
    .max(3),
  /** SHA-256 of the scores, whatever order their keys came in. */
  inputsHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** The edition of the tables of texts and careers. */
  dataVersion: z.string().min(1).max(100),
})

export type ProfileAnalysis = z.infer<typeof analysisSchema>
