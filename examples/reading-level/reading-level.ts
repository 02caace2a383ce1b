// An assessment of another kind, as a team would write its own: how hard is this text to read, for whom,
// and which sentences make it so? Run it with ASSESSMENTS_MODULE=dist/examples/reading-level/reading-level.js
import { z } from 'zod'
import { type AnalysisContext, defineAssessment } from '../../src/index.ts'
import {
  countText,
  fogIndex,
  gradeLevel,
  readingEase,
  splitSentences,
  splitWords,
  type TextCounts,
} from './readability.ts'

const audiences = { children: 5, teenagers: 8, public: 10, experts: 16 } as const
type Audience = keyof typeof audiences

const input = z.strictObject({
  text: z
    .string()
    .min(200, { error: 'must have at least 200 characters; less says nothing about its level' })
    .max(50_000, { error: 'must have at most 50,000 characters; send a chapter at a time' })
    .refine((text) => splitSentences(text).length >= 3, {
      error: 'must have at least three sentences that end with a full stop, ? or !',
    }),
  audience: z.enum(Object.keys(audiences) as Audience[]).default('public'),
})

const result = z.strictObject({
  verdict: z.string().min(1).max(300),
  fits: z.boolean(),
  readingEase: z.number(),
  gradeLevel: z.number(),
  fogIndex: z.number(),
  words: z.int().min(1),
  sentences: z.int().min(3),
  wordsPerSentence: z.number(),
  hardestSentences: z.array(z.strictObject({ words: z.int(), text: z.string().max(300) })).max(3),
  suggestions: z.array(z.string().max(300)).min(1).max(4),
})
type Result = z.infer<typeof result>

export const assessments = [
  defineAssessment({
    name: 'Reading Level',
    input,
    result,
    analyzer: { name: 'readability', version: '1.0.0', analyze },
    tokenCost: 2,
    timeouts: { queuedMs: 5 * 60_000, processingMs: 30_000, hardLimitMs: 60_000 },
    estimateMs: 500,
    example: {
      text: 'The heron stands in the shallow water and waits for a fish to come by. Nothing about it moves, not even its eyes, for minutes on end. Then its neck shoots forward, faster than you can see, and the heron has its breakfast.',
      audience: 'public',
    },
  }),
]

async function analyze(
  { text, audience }: z.infer<typeof input>,
  { signal, progress }: AnalysisContext,
): Promise<Result> {
  const sentences = splitSentences(text)
  progress(0.5, `${sentences.length} sentences found`)
  signal.throwIfAborted()
  const counts = countText(sentences)
  const grade = gradeLevel(counts)
  const fits = grade <= audiences[audience]
  return {
    verdict: `A reader needs about ${Math.max(1, Math.round(grade))} years of school for this text; for ${audience === 'public' ? 'the public' : audience} it should be ${audiences[audience]} or fewer.`,
    fits,
    readingEase: tenths(readingEase(counts)),
    gradeLevel: tenths(grade),
    fogIndex: tenths(fogIndex(counts)),
    words: counts.words,
    sentences: counts.sentences,
    wordsPerSentence: tenths(counts.words / counts.sentences),
    hardestSentences: longest(sentences),
    suggestions: suggest(counts, fits),
  }
}

const tenths = (value: number): number => Math.round(value * 10) / 10

function longest(sentences: readonly string[]): Result['hardestSentences'] {
  return sentences
    .map((text) => ({ words: splitWords(text).length, text: text.slice(0, 300) }))
    .sort((a, b) => b.words - a.words)
    .slice(0, 3)
}

function suggest({ words, sentences, longWords }: TextCounts, fits: boolean): string[] {
  const perSentence = words / sentences
  const longShare = Math.round((longWords / words) * 100)
  const suggestions: string[] = []
  if (perSentence > 20) {
    suggestions.push(
      `Split the longest sentences: yours have ${tenths(perSentence)} words on average, 15 to 20 read easily.`,
    )
  }
  if (longShare > 12) {
    suggestions.push(
      `Replace long words where a short one says the same: ${longShare} of 100 have three syllables or more.`,
    )
  }
  if (suggestions.length > 0) return suggestions
  return [
    fits
      ? 'Leave it as it is, and let one reader of the audience tell you what they understood.'
      : 'Its sentences and words are short already; explain its terms, or choose another audience.',
  ]
}
