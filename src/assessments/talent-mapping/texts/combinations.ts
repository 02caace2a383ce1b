// What two marked scores mean together, where the pair says more than each alone. In the order in which
// they are preferred when several apply.
import type { Letter, OceanKey } from '../dimensions.ts'

export interface Combination {
  readonly high: readonly OceanKey[]
  readonly low: readonly OceanKey[]
  /** The leading interest it needs, where it needs one. */
  readonly lead?: Letter
  readonly watch: string
}

export const combinations: readonly Combination[] = [
  {
    high: ['openness'],
    low: ['conscientiousness'],
    watch: 'Starting more than you finish: the next idea comes before the last one is done',
  },
  {
    high: ['conscientiousness', 'neuroticism'],
    low: [],
    watch: 'Perfectionism: setting the bar high and then worrying about not reaching it',
  },
  {
    high: ['extraversion'],
    low: ['agreeableness'],
    watch: 'Carrying the room without asking it: some agree only because you are louder',
  },
  {
    high: ['agreeableness', 'neuroticism'],
    low: [],
    watch: 'Taking on the moods of others and going home with them',
  },
  {
    high: ['neuroticism'],
    low: ['extraversion'],
    watch: 'Keeping worries to yourself for too long',
  },
  {
    high: [],
    low: ['extraversion'],
    lead: 'E',
    watch: 'Leading and persuading attract you, yet a day full of people costs you energy',
  },
  {
    high: [],
    low: ['agreeableness'],
    lead: 'S',
    watch: 'You want to help people, yet your plain words may put some of them off',
  },
  {
    high: [],
    low: ['openness'],
    lead: 'A',
    watch: 'You like to make things, yet you may stop at the first form that works',
  },
  {
    high: [],
    low: ['conscientiousness'],
    lead: 'C',
    watch: 'You like order in the work, yet your own routine may not keep up with it',
  },
]
