// How the person likes to work and learn, and how much risk suits them. Tendencies, with their scores.

import type { RiskTolerance } from '../profile.schema.ts'
import type { Interest, Reading } from '../reading.ts'
import { evenTexts, interestTexts } from '../texts/interests.ts'
import { strengthTexts, virtueMotives } from '../texts/strengths.ts'
import { learningByTrait, settingByTrait } from '../texts/traits.ts'
import { because, capitalise } from '../wording.ts'
import { leadingInterests, topStrength } from './leading.ts'

export function coreMotivators(reading: Reading): string[] {
  const { lead, differentiation } = reading
  const fromInterests =
    lead.kind === 'even'
      ? evenTexts.motivators.map((text) => `${text} (range of interests ${differentiation}).`)
      : interestMotivators(leadingInterests(lead), reading)
  const top = topStrength(reading)
  if (!top) return fromInterests
  const fromStrength = `${virtueMotives[top.virtue]} (${strengthTexts[top.strength].label} ${top.score}).`
  return [...fromInterests, fromStrength]
}

/** One leading interest is one motive; the second then comes from its nearest kin, by name of both. */
function interestMotivators(leading: readonly Interest[], { traits }: Reading): string[] {
  const lines = leading.map((one) => `${interestTexts[one.letter].motivator} ${because(one)}.`)
  if (lines.length > 1) return lines
  const { openness } = traits
  const pull =
    openness.level === 'low'
      ? 'Going deeper into a field you know'
      : 'Finding new sides to your field'
  return [...lines, `${pull} ${because(...leading, openness)}.`]
}

export function learningStyle({ lead, traits }: Reading): string {
  const { openness, conscientiousness } = traits
  const [first] = leadingInterests(lead)
  const how = first
    ? `${interestTexts[first.letter].learns} ${because(first)}`
    : `${evenTexts.learns} (your interests are even)`
  return `You learn best ${how}. ${learningByTrait.openness[openness.level]}, and ${learningByTrait.conscientiousness[conscientiousness.level]} ${because(openness, conscientiousness)}.`
}

export function workEnvironment({ lead, traits }: Reading): string {
  const { extraversion, neuroticism } = traits
  const leading = leadingInterests(lead)
  const setting =
    leading.length === 0
      ? `${evenTexts.setting} (your interests are even)`
      : leading
          .map((one) => `${interestTexts[one.letter].setting} ${because(one)}`)
          .join('; also with ')
  const pace = capitalise(settingByTrait.neuroticism[neuroticism.level])
  return `You work best with ${setting}. You need ${settingByTrait.extraversion[extraversion.level]} ${because(extraversion)}. ${pace} ${because(neuroticism)}.`
}

/** The mean of five scores stays near the middle, so the outer bands are wider than the inner ones. */
export function riskTolerance({ riskIndex }: Reading): RiskTolerance {
  if (riskIndex < 30) return 'very low'
  if (riskIndex < 43) return 'low'
  if (riskIndex <= 57) return 'moderate'
  return riskIndex <= 70 ? 'high' : 'very high'
}
