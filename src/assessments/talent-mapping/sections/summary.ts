// Who the person is, in a name and a few statements, and what is to be known about the picture itself.
// It says how sure the scores are before it says what they mean.
import { levelOf } from '../bands.ts'
import { hexagonSteps } from '../formulas.ts'
import { closeMargin, type Interest, type Lead, type Reading } from '../reading.ts'
import type { Argument, PersonaArgument, Statement } from '../statements.ts'
import { coherence } from './coherence.ts'
import { topStrength } from './leading.ts'
import { traitsBySalience } from './weaknesses.ts'

/** Below or above, the level of the six interests is itself worth a word. */
const lowElevationBelow = 25
const highElevationAbove = 75

export const archetype = ({ lead, elevation }: Reading): Statement => [
  'persona',
  personaOf(lead, elevation),
]

export function shortSummary(reading: Reading): Statement[] {
  return [
    ...interests(reading),
    ...runnerUp(reading),
    ...elevationNote(reading),
    trait(reading),
    strength(reading),
  ]
}

export const insights = (reading: Reading): Statement[] => [
  codeInsight(reading),
  clarityInsight(reading),
  coherence(reading),
  [
    'risk',
    Math.round(reading.riskIndex),
    'extraversion',
    'openness',
    'conscientiousness',
    'agreeableness',
    'neuroticism',
  ],
  ['limits'],
]

function personaOf(lead: Lead, elevation: number): PersonaArgument {
  switch (lead.kind) {
    case 'even':
      return `persona:${levelOf(elevation)}`
    case 'single':
      return `persona:${lead.first.letter}`
    case 'pair':
      return pairPersona(lead.first, lead.second)
  }
}

/** Of two different interests. */
const pairPersona = (first: Interest, second: Interest): PersonaArgument =>
  `persona:${first.letter}${second.letter}` as PersonaArgument

function interests({ lead, elevation, differentiation }: Reading): Statement[] {
  switch (lead.kind) {
    case 'even':
      return [
        differentiation === 0
          ? ['interests.equal', elevation]
          : ['interests.even', differentiation, elevation],
        [`even.${levelOf(elevation)}`],
      ]
    case 'single':
      return [['interests.single', lead.first.letter]]
    case 'pair':
      return [['interests.pair', lead.first.letter, lead.second.letter]]
  }
}

/** Interests this close could change places on another day, so the other names are told too. */
function runnerUp({ lead, interests: ranked }: Reading): Statement[] {
  const third = ranked[2]
  if (lead.kind !== 'pair' || !third) return []
  const { first, second } = lead
  const isSwapClose = first.score - second.score < closeMargin
  const isThirdClose = second.score - third.score < closeMargin
  if (!isSwapClose && !isThirdClose) return []
  const close = [...(isSwapClose ? [first] : []), second, ...(isThirdClose ? [third] : [])]
  const others = [
    ...(isSwapClose ? [pairPersona(second, first)] : []),
    ...(isThirdClose ? [pairPersona(first, third)] : []),
  ]
  const range = (close[0]?.score ?? 0) - (close.at(-1)?.score ?? 0)
  const told: Argument[] = [...close.map(({ letter }) => letter), ...others]
  return [range === 0 ? ['runnerUp.equal', ...told] : ['runnerUp.close', range, ...told]]
}

function elevationNote({ lead, elevation }: Reading): Statement[] {
  if (lead.kind === 'even') return []
  if (elevation < lowElevationBelow) return [['elevation.low', elevation]]
  return elevation > highElevationAbove ? [['elevation.high', elevation]] : []
}

function trait(reading: Reading): Statement {
  const [first] = traitsBySalience(reading)
  return !first || first.level === 'middle' ? ['trait.none'] : ['trait.marked', first.key]
}

function strength(reading: Reading): Statement {
  const top = topStrength(reading)
  if (!top) return ['strength.none']
  const level = reading.strengths.filter(({ score }) => score === top.score).length - 1
  return level === 0 ? ['strength.first', top.strength] : ['strength.shared', top.strength, level]
}

function codeInsight({ consistency, interests: ranked, lead }: Reading): Statement {
  if (lead.kind === 'even') return ['code.even', ...ranked.map(({ letter }) => letter)]
  const [first, second] = ranked
  if (consistency === null || !first || !second) {
    const tied = ranked.filter(({ score }) => score === second?.score)
    return ['code.tied', ...tied.map(({ letter }) => letter)]
  }
  const steps = hexagonSteps(first.letter, second.letter)
  const kinship = (['code.neighbours', 'code.alternates', 'code.opposites'] as const)[steps - 1]
  return [kinship ?? 'code.neighbours', first.letter, second.letter]
}

function clarityInsight({
  clarity,
  differentiation,
  elevation,
  interests: ranked,
}: Reading): Statement {
  const [first] = ranked
  const last = ranked.at(-1)
  if (differentiation === 0 || !first || !last) return ['clarity.equal', elevation]
  return [`clarity.${clarity}`, differentiation, elevation, first.letter, last.letter]
}
