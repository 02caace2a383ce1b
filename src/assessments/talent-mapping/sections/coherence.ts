// Whether interests and personality point the same way. Hints from published correlations (Larson,
// Rottinghaus and Borgen 2002); they never change a score.
import type { Letter, OceanKey } from '../dimensions.ts'
import type { Interest, Reading, Trait } from '../reading.ts'
import { because, cite } from '../wording.ts'
import { leadingInterests } from './leading.ts'

/** Strongest correlation first. */
const kin: readonly (readonly [Letter, OceanKey])[] = [
  ['A', 'openness'],
  ['E', 'extraversion'],
  ['S', 'extraversion'],
  ['I', 'openness'],
  ['S', 'agreeableness'],
]

export function coherenceHint(reading: Reading): string {
  const pairs = kin.flatMap(([letter, key]) => {
    const interest = reading.interests.find((one) => one.letter === letter)
    return interest ? [{ interest, trait: reading.traits[key] }] : []
  })
  const leading = pairs.filter(({ interest }) => isLeading(reading, interest))
  const agreeing = leading.find(({ trait }) => trait.level === 'high')
  if (agreeing) return agreement(agreeing)
  const opposing = leading.find(({ trait }) => trait.level === 'low')
  return opposing ? opposition(opposing) : noHint(reading)
}

const isLeading = ({ lead }: Reading, { letter }: Interest): boolean =>
  leadingInterests(lead).some((one) => one.letter === letter)

const agreement = ({ interest, trait }: { interest: Interest; trait: Trait }): string =>
  `${cite(interest)} and ${cite(trait)} often go together and support each other: you are likely to enjoy this kind of work and to take to it easily.`

const opposition = ({ interest, trait }: { interest: Interest; trait: Trait }): string =>
  `${cite(interest)} with ${cite(trait)} is a less usual pair: you like the field, so look for a role in it that suits your manner.`

function noHint({ traits, lead }: Reading): string {
  const { openness, extraversion, agreeableness } = traits
  const cited = because(openness, extraversion, agreeableness)
  if (lead.kind === 'even') {
    return `Your interests are even, so they neither confirm nor contradict your personality ${cited}.`
  }
  return `Your interests and your personality neither confirm nor contradict each other clearly ${cited}: the two describe different sides of you.`
}
