// What a low, middle or high score on each personality trait means at work, in English: our own words on the Big Five.
// No level is better than another; `watch` is the other side of a tendency, not a fault.
import type { Level } from '../../bands.ts'
import type { OceanKey } from '../../dimensions.ts'
import type { TraitTexts } from '../catalogue.ts'

export const traits: Record<OceanKey, Record<Level, TraitTexts>> = {
  openness: {
    low: {
      tends: 'prefer what is proven and concrete',
      watch: 'Passing over an unfamiliar idea before it has been tried',
      grow: 'Trying one new method a month on a small task where nothing can go wrong',
      style: 'Concrete examples before theory suit you',
    },
    middle: {
      tends: 'weigh new ideas against what already works',
      watch: 'Being unsure whether to keep the old way or try the new one',
      grow: 'Setting up small trials, so that a new idea is judged by its result',
      style: 'A mix of theory and examples suits you',
    },
    high: {
      tends: 'look for new ideas and connections',
      watch: 'Moving on to the next idea before the last one has paid off',
      grow: 'Finishing: choosing two ideas out of ten and carrying them through',
      style: 'You may start from the big idea and fill in the facts later',
    },
  },
  conscientiousness: {
    low: {
      tends: 'stay flexible and decide as you go',
      watch: 'Leaving plans and deadlines until they press',
      grow: 'Planning with small steps: a short list each morning and one fixed review a week',
      style: 'short sessions with a visible finish will carry you further than a long timetable',
    },
    middle: {
      tends: 'plan what matters and improvise the rest',
      watch: 'Keeping order in what you like and letting the rest slide',
      grow: 'Choosing which tasks deserve a plan, and giving those one',
      style: 'a light plan with room for changes will carry you furthest',
    },
    high: {
      tends: 'plan ahead and finish what you start',
      watch: 'Polishing longer than the task deserves, or taking over what others do differently',
      grow: 'Judging what is good enough, and handing work over without redoing it',
      style: 'a timetable of your own making will carry you far',
    },
  },
  extraversion: {
    low: {
      tends: 'think before you speak and recover in quiet',
      watch: 'Letting good thoughts go unheard in a busy group',
      grow: 'Speaking up early: one prepared point in the first ten minutes of a meeting',
      style: 'a quiet place and meetings that are announced',
    },
    middle: {
      tends: 'move between company and quiet as the day requires',
      watch: 'Noticing too late whether you needed company or quiet that day',
      grow: 'Planning the week so that meetings and quiet work both get their hours',
      style: 'a balance of company and quiet',
    },
    high: {
      tends: 'gain energy from people and speak your mind readily',
      watch: 'Filling the silence in which somebody else would have spoken',
      grow: 'Listening to the end: asking a second question before giving an answer',
      style: 'people around you for much of the day',
    },
  },
  agreeableness: {
    low: {
      tends: 'say plainly what you think and drive a hard bargain',
      watch: 'Winning an argument and losing the goodwill of the other side',
      grow: 'Framing criticism: first what works, then what would make it better',
    },
    middle: {
      tends: 'cooperate without giving your own view away',
      watch: 'Giving in on small things until a large one becomes a quarrel',
      grow: 'Saying early what you can and cannot go along with',
    },
    high: {
      tends: 'trust people and look for agreement',
      watch: 'Saying yes when no would have been fairer to yourself',
      grow: 'Saying no kindly: a clear answer, a reason and another offer',
    },
  },
  neuroticism: {
    low: {
      tends: 'stay calm when things go wrong',
      watch: 'Seeming untouched by what worries others, or missing an early warning',
      grow: 'Asking others what worries them, and taking one of their concerns seriously',
      style: 'You can take a place where pressure runs high',
    },
    middle: {
      tends: 'feel pressure when it is there and let it go afterwards',
      watch: 'Underrating how much a long stretch of pressure takes out of you',
      grow: 'Noticing your own early signs of strain and resting before you have to',
      style: 'Busy weeks are fine when calmer ones follow',
    },
    high: {
      tends: 'notice trouble early and feel it strongly',
      watch: 'Carrying worries home, and taking criticism of the work personally',
      grow: 'Handling pressure: regular breaks, sleep and a person to talk things over with',
      style: 'A steady pace and a fair, predictable manager matter more than status',
    },
  },
}
