// Whether interests and personality point the same way. Hints from published correlations (Larson,
// Rottinghaus and Borgen 2002); they never change a score.
import type { Letter, OceanKey } from '../dimensions.ts'
import type { Reading } from '../reading.ts'
import type { Statement } from '../statements.ts'
import { leadingInterests } from './leading.ts'

/** Strongest correlation first. */
const kin: readonly (readonly [Letter, OceanKey])[] = [
  ['A', 'openness'],
  ['E', 'extraversion'],
  ['S', 'extraversion'],
  ['I', 'openness'],
  ['S', 'agreeableness'],
]

export function coherence({ lead, traits }: Reading): Statement {
  const leading = leadingInterests(lead).map(({ letter }) => letter)
  const pairs = kin.filter(([letter]) => leading.includes(letter))
  const agreeing = pairs.find(([, key]) => traits[key].level === 'high')
  if (agreeing) return ['coherence.agree', ...agreeing]
  const differing = pairs.find(([, key]) => traits[key].level === 'low')
  if (differing) return ['coherence.differ', ...differing]
  const code = lead.kind === 'even' ? 'coherence.even' : 'coherence.open'
  return [code, 'openness', 'extraversion', 'agreeableness']
}
