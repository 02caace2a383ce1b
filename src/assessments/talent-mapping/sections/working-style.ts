// How the person likes to work and learn, and how much risk suits them. Tendencies, with their scores.

import type { RiskTolerance } from '../profile.schema.ts'
import type { Reading } from '../reading.ts'
import type { Statement } from '../statements.ts'
import { leadingInterests, topStrength } from './leading.ts'

export function coreMotivators(reading: Reading): Statement[] {
  const top = topStrength(reading)
  return [
    ...interestMotivators(reading),
    ...(top ? [['motivator.strength', top.strength] as const] : []),
  ]
}

/** One leading interest is one motive; the second then comes from Openness, by name of both. */
function interestMotivators({ lead, traits, differentiation }: Reading): Statement[] {
  switch (lead.kind) {
    case 'even':
      return [
        ['motivator.variety', differentiation],
        ['motivator.manyRoles', differentiation],
      ]
    case 'single': {
      const pull = traits.openness.level === 'low' ? 'motivator.deeper' : 'motivator.newSides'
      return [
        ['motivator', lead.first.letter],
        [pull, lead.first.letter, 'openness'],
      ]
    }
    case 'pair':
      return leadingInterests(lead).map(({ letter }) => ['motivator', letter])
  }
}

export function learningStyle({ lead }: Reading): Statement[] {
  const [first] = leadingInterests(lead)
  return [
    first ? ['learns', first.letter] : ['learns.even'],
    ['learns.traits', 'openness', 'conscientiousness'],
  ]
}

export function workEnvironment({ lead }: Reading): Statement[] {
  return [setting(lead), ['setting.company', 'extraversion'], ['setting.pace', 'neuroticism']]
}

function setting(lead: Reading['lead']): Statement {
  switch (lead.kind) {
    case 'even':
      return ['setting.even']
    case 'single':
      return ['setting', lead.first.letter]
    case 'pair':
      return ['setting.two', lead.first.letter, lead.second.letter]
  }
}

/** The mean of five scores stays near the middle, so the outer bands are wider than the inner ones. */
export function riskTolerance({ riskIndex }: Reading): RiskTolerance {
  if (riskIndex < 30) return 'very low'
  if (riskIndex < 43) return 'low'
  if (riskIndex <= 57) return 'moderate'
  return riskIndex <= 70 ? 'high' : 'very high'
}
