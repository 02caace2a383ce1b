// What a field of some name holds when a client means it: ids of things that are there, scores that pass, keys
// that were used before. Everything else about an input comes from its schema.
import fc from 'fast-check'
import { talentMappingInput } from '../../src/assessments/talent-mapping/input.schema.ts'
import { rawResponsesSchema } from '../../src/domain/submission.ts'
import { hostileText } from './hostile.ts'
import { emailOf, passwordOf, people } from './people.ts'
import { arbitraryOf } from './schema-arbitrary.ts'
import { thingNames } from './target.ts'

const thing = (kind: RegExp) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...thingNames.filter((name) => kind.test(name))) },
    { weight: 1, arbitrary: fc.uuid() },
    { weight: 1, arbitrary: hostileText },
  )

const heldScores = fc.record(
  { score: fc.nat(100), note: fc.string({ maxLength: 100 }) },
  { requiredKeys: ['score'] },
)
const scores = fc.oneof(
  { weight: 3, arbitrary: heldScores },
  { weight: 2, arbitrary: arbitraryOf(talentMappingInput) },
)
const rawResponses = arbitraryOf(rawResponsesSchema)
const key = fc.oneof(
  fc.constantFrom('key-1', 'key-2', 'key-3'),
  fc.nat().map((n) => `key-${n}`),
)
const status = fc.constantFrom('queued', 'processing', 'completed', 'failed', 'pending', 'other')
const names = fc.constantFrom('Held', 'AI-Driven Talent Mapping', 'held', '')
const fresh = fc.nat().map((n) => `fresh${n}@example.com`)

const known: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  jobId: thing(/\.(done|failed|waiting|running)/),
  jobIds: thing(/\.(done|failed|waiting|running)/),
  resultId: thing(/\.result/),
  userId: thing(/\.user/),
  search: fc.oneof(thing(/\.(user|done)/), hostileText),
  assessmentData: scores,
  assessment_data: scores,
  rawResponses,
  raw_responses: rawResponses,
  idempotencyKey: key,
  status,
  assessmentName: names,
  assessment_name: names,
  email: fc.oneof(fc.constantFrom(...people.map(emailOf)), fresh),
  password: fc.oneof(fc.constantFrom(...people.map(passwordOf)), fc.string({ minLength: 8 })),
  reason: fc.oneof(fc.string({ minLength: 1, maxLength: 60 }), hostileText),
}

export const hints = (name: string): fc.Arbitrary<unknown> | undefined =>
  Object.hasOwn(known, name) ? known[name] : undefined
