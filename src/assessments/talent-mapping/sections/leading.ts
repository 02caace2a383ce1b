// What leads in a reading, where anything does.
// It answers with nothing rather than with a leader that only the order of a list has made.
import type { Interest, Lead, Reading, Strength } from '../reading.ts'

/** The one or two interests that the persona rests on; none for an even profile. */
export function leadingInterests(lead: Lead): Interest[] {
  switch (lead.kind) {
    case 'even':
      return []
    case 'single':
      return [lead.first]
    case 'pair':
      return [lead.first, lead.second]
  }
}

/** The first of the 24 strengths; nothing when all of them are equal. */
export function topStrength({ strengths }: Reading): Strength | undefined {
  const [first] = strengths
  return first && first.score > (strengths.at(-1)?.score ?? 0) ? first : undefined
}
