// What the person does best, by rank among their own 24 character strengths. It compares nobody with
// anybody else, and says when the rank is only the order of a list.
import { levelOf } from '../bands.ts'
import { type Reading, type Strength, signatureCount } from '../reading.ts'
import type { Statement } from '../statements.ts'
import { leadingInterests, topStrength } from './leading.ts'

/** More than this many strengths level with the fifth are counted instead of named. */
const namedMax = 3

export const signatureStrengths = ({ strengths }: Reading): Strength[] =>
  strengths.slice(0, signatureCount)

export function strengthLines(reading: Reading): Statement[] {
  const isRanked = topStrength(reading) !== undefined
  return signatureStrengths(reading).map(({ strength, score }) => [
    isRanked && levelOf(score) !== 'low' ? 'strength.shows' : 'strength.atTimes',
    strength,
  ])
}

export function strengthSummary(reading: Reading): Statement[] {
  const [first] = reading.strengths
  if (!topStrength(reading)) return [['strengths.level', first?.score ?? 0], ...useOf(reading)]
  const signature = signatureStrengths(reading).map(({ strength }) => strength)
  return [
    ['strengths.signature', ...signature],
    ...tieOf(reading),
    virtueOfMost(reading),
    ...useOf(reading),
  ]
}

function tieOf(reading: Reading): Statement[] {
  const fifth = signatureStrengths(reading).at(-1)
  const left = reading.strengths.slice(signatureCount).filter(({ score }) => score === fifth?.score)
  if (left.length === 0 || !fifth) return []
  return left.length <= namedMax
    ? [['strengths.tied', fifth.score, ...left.map(({ strength }) => strength)]]
    : [['strengths.tiedMany', fifth.score, left.length]]
}

/** A grouping to read by; the six virtues are not scored. */
function virtueOfMost(reading: Reading): Statement {
  const counts = new Map<Strength['virtue'], number>()
  for (const { virtue } of signatureStrengths(reading)) {
    counts.set(virtue, (counts.get(virtue) ?? 0) + 1)
  }
  const most = Math.max(...counts.values())
  const leading = [...counts].filter(([, count]) => count === most)
  const [[virtue, count] = ['wisdom', 0] as const] = leading
  return leading.length > 1
    ? ['virtue.spread', counts.size]
    : ['virtue.most', count, `virtue:${virtue}`]
}

function useOf(reading: Reading): Statement[] {
  const [first] = leadingInterests(reading.lead)
  if (first) return [['strengths.use', first.letter]]
  return [[topStrength(reading) ? 'strengths.compass' : 'strengths.tryNext']]
}
