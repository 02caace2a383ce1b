// The other side of a person's tendencies: said kindly, each with its scores, never as a fault.
// Character strengths that rank low are not mentioned: VIA ranks strengths and knows no weak ones.
import type { Letter, OceanKey } from '../dimensions.ts'
import type { Reading, Trait } from '../reading.ts'
import type { Statement, StatementCode } from '../statements.ts'
import { leadingInterests, topStrength } from './leading.ts'

/** What two marked scores mean together, where the pair says more than each alone. */
interface Combination {
  readonly high: readonly OceanKey[]
  readonly low: readonly OceanKey[]
  /** The leading interest it needs, where it needs one. */
  readonly lead?: Letter
  readonly code: StatementCode
}

/** In the order in which they are preferred when several apply. */
export const combinations: readonly Combination[] = [
  { high: ['openness'], low: ['conscientiousness'], code: 'watch.unfinished' },
  { high: ['conscientiousness', 'neuroticism'], low: [], code: 'watch.perfectionism' },
  { high: ['extraversion'], low: ['agreeableness'], code: 'watch.loud' },
  { high: ['agreeableness', 'neuroticism'], low: [], code: 'watch.moods' },
  { high: ['neuroticism'], low: ['extraversion'], code: 'watch.aloneWithWorries' },
  { high: [], low: ['extraversion'], lead: 'E', code: 'watch.quietLeader' },
  { high: [], low: ['agreeableness'], lead: 'S', code: 'watch.plainHelper' },
  { high: [], low: ['openness'], lead: 'A', code: 'watch.firstForm' },
  { high: [], low: ['conscientiousness'], lead: 'C', code: 'watch.ownOrder' },
]

const combinationsMax = 2
const traitWeaknessesMax = 3
/** How far from the middle a score must lie before a combination is read into it. */
const markedBy = 15

/** Most marked first: furthest from the middle; equal ones in the order O, C, E, A, N. */
export const traitsBySalience = ({ traits }: Reading): Trait[] =>
  Object.values(traits).sort((a, b) => Math.abs(b.score - 50) - Math.abs(a.score - 50))

export function weaknesses(reading: Reading): Statement[] {
  const combined = combinations
    .filter((combination) => applies(combination, reading))
    .slice(0, combinationsMax)
  const spoken = combined.flatMap(({ high, low }) => [...high, ...low])
  const together = combined.map(
    ({ code, lead, high, low }): Statement => [
      code,
      ...(lead === undefined ? [] : [lead]),
      ...high,
      ...low,
    ],
  )
  const single = traitsBySalience(reading)
    .filter(({ key }) => !spoken.includes(key))
    .map(({ key }): Statement => ['watch', key])
  return [...[...together, ...single].slice(0, traitWeaknessesMax), ...drain(reading)]
}

export function weaknessSummary(reading: Reading): Statement[] {
  const salient = traitsBySalience(reading)
  const marked = salient.filter(({ level }) => level !== 'middle').slice(0, 3)
  const said: Statement =
    marked.length === 0
      ? ['weakness.middle', ...Object.values(reading.traits).map(({ key }) => key)]
      : ['weakness.marked', ...marked.map(({ key }) => key)]
  return [said]
}

export function possiblePitfalls(reading: Reading): Statement[] {
  const { lead, differentiation, strengths } = reading
  const top = topStrength(reading)
  const fromInterests: Statement[] =
    lead.kind === 'even'
      ? [
          ['pitfall.calling', differentiation],
          ['pitfall.everything', differentiation],
        ]
      : leadingInterests(lead).map(({ letter }) => ['pitfall', letter])
  return [
    ...fromInterests,
    top ? ['pitfall.strength', top.strength] : ['pitfall.askOthers', strengths[0]?.score ?? 0],
  ]
}

const applies = ({ high, low, lead: needed }: Combination, { traits, lead }: Reading): boolean =>
  high.every((key) => traits[key].score >= 50 + markedBy) &&
  low.every((key) => traits[key].score <= 50 - markedBy) &&
  (needed === undefined || leadingInterests(lead)[0]?.letter === needed)

/** The interest at the very bottom, unless several share that place or nothing stands out. */
function drain({ lead, interests }: Reading): Statement[] {
  const last = interests.at(-1)
  if (lead.kind === 'even' || !last || last.score === interests.at(-2)?.score) return []
  return [['drain', last.letter]]
}
