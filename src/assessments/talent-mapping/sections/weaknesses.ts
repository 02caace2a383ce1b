// The other side of a person's tendencies: said kindly, each with its scores, never as a fault.
// Character strengths that rank low are not mentioned: VIA ranks strengths and knows no weak ones.
import type { Interest, Reading, Trait } from '../reading.ts'
import { type Combination, combinations } from '../texts/combinations.ts'
import { evenTexts, interestTexts } from '../texts/interests.ts'
import { strengthTexts, virtueOveruse } from '../texts/strengths.ts'
import { traitTexts } from '../texts/traits.ts'
import { because, cite, joinWords } from '../wording.ts'
import { leadingInterests, topStrength } from './leading.ts'

const combinationsMax = 2
const traitWeaknessesMax = 3
/** How far from the middle a score must lie before a combination is read into it. */
const markedBy = 15

/** Most marked first: furthest from the middle; equal ones in the order O, C, E, A, N. */
export const traitsBySalience = ({ traits }: Reading): Trait[] =>
  Object.values(traits).sort((a, b) => Math.abs(b.score - 50) - Math.abs(a.score - 50))

export function weaknesses(reading: Reading): string[] {
  const combined = combinations
    .filter((combination) => applies(combination, reading))
    .slice(0, combinationsMax)
  const spoken = combined.flatMap(({ high, low }) => [...high, ...low])
  const single = traitsBySalience(reading)
    .filter(({ key }) => !spoken.includes(key))
    .map((trait) => `${traitTexts[trait.key][trait.level].watch} ${because(trait)}.`)
  const fromTraits = [...combined.map((one) => combinationLine(one, reading)), ...single]
  return [...fromTraits.slice(0, traitWeaknessesMax), ...drains(reading)]
}

export function weaknessSummary(reading: Reading): string {
  const marked = traitsBySalience(reading).filter(({ level }) => level !== 'middle')
  const opening =
    'What follows is the other side of your tendencies, not a list of faults: it tells where a little attention pays.'
  if (marked.length === 0) {
    return `${opening} All five of your personality scores lie near the middle ${because(...Object.values(reading.traits))}, so none of this will be strong; take it as questions to ask yourself.`
  }
  const named = joinWords(marked.slice(0, 3).map(cite))
  return `${opening} It rests mostly on ${named}, furthest from the middle of your five personality scores.`
}

export function possiblePitfalls(reading: Reading): string[] {
  const { lead, differentiation } = reading
  const fromInterests =
    lead.kind === 'even'
      ? evenTexts.pitfalls.map((text) => `${text} (range of interests ${differentiation}).`)
      : leadingInterests(lead).map((one) => `${interestTexts[one.letter].pitfall} ${because(one)}.`)
  return [...fromInterests, strengthPitfall(reading)]
}

function strengthPitfall(reading: Reading): string {
  const top = topStrength(reading)
  if (top)
    return `${virtueOveruse[top.virtue]} (${strengthTexts[top.strength].label} ${top.score}).`
  const score = reading.strengths[0]?.score
  return `Waiting to be told what you are good at: choose one strength and build it (all 24 at ${score}).`
}

const applies = ({ high, low, lead: needed }: Combination, { traits, lead }: Reading): boolean =>
  high.every((key) => traits[key].score >= 50 + markedBy) &&
  low.every((key) => traits[key].score <= 50 - markedBy) &&
  (needed === undefined || leadingInterests(lead)[0]?.letter === needed)

function combinationLine({ high, low, lead, watch }: Combination, reading: Reading): string {
  const interest: Interest[] = lead === undefined ? [] : leadingInterests(reading.lead).slice(0, 1)
  const traits = [...high, ...low].map((key) => reading.traits[key])
  return `${watch} ${because(...interest, ...traits)}.`
}

/** The interest at the very bottom, unless several share that place or nothing stands out. */
function drains({ lead, interests }: Reading): string[] {
  const last = interests.at(-1)
  if (lead.kind === 'even' || !last || last.score === interests.at(-2)?.score) return []
  return [`${interestTexts[last.letter].drain} ${because(last)}.`]
}
