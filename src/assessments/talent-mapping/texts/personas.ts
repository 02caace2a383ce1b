// The names of the personas: one for each ordered pair of leading interests, one for each interest that
// leads alone, three for even profiles. Names only; who gets which is decided in reading.ts.
import type { Letter } from '../dimensions.ts'

/** Outer letter first, inner letter second. */
export const pairPersonas: Record<Letter, Partial<Record<Letter, string>>> = {
  R: {
    I: 'The Practical Troubleshooter',
    A: 'The Inventive Maker',
    S: 'The Helping Hand',
    E: 'The Field Captain',
    C: 'The Careful Craftsperson',
  },
  I: {
    R: 'The Technical Investigator',
    A: 'The Imaginative Researcher',
    S: 'The Humane Scientist',
    E: 'The Strategic Analyst',
    C: 'The Methodical Analyst',
  },
  A: {
    R: 'The Expressive Builder',
    I: 'The Original Thinker',
    S: 'The Empathic Storyteller',
    E: 'The Creative Promoter',
    C: 'The Disciplined Designer',
  },
  S: {
    R: 'The Practical Carer',
    I: 'The Thoughtful Adviser',
    A: 'The Inspiring Guide',
    E: 'The Community Leader',
    C: 'The Dependable Supporter',
  },
  E: {
    R: 'The Hands-On Director',
    I: 'The Evidence-Led Strategist',
    A: 'The Persuasive Visionary',
    S: 'The People Mobiliser',
    C: 'The Organised Driver',
  },
  C: {
    R: 'The Precise Operator',
    I: 'The Meticulous Examiner',
    A: 'The Considered Curator',
    S: 'The Reliable Organiser',
    E: 'The Steady Administrator',
  },
}

export const singlePersonas: Record<Letter, string> = {
  R: 'The Dedicated Doer',
  I: 'The Dedicated Thinker',
  A: 'The Dedicated Creator',
  S: 'The Dedicated Helper',
  E: 'The Dedicated Persuader',
  C: 'The Dedicated Organiser',
}

/** By the level of the six interests together. */
export const evenPersonas = {
  low: 'The Open Page',
  middle: 'The Balanced Generalist',
  high: 'The Wide-Ranging Enthusiast',
} as const

export const evenMeanings = {
  low: 'That can mean that the questions did not touch what you care about, that you answered strictly, or that you are still finding out; it says nothing about what you can do',
  middle:
    'That can mean that you like a bit of everything, or that you have not yet tried enough to prefer one thing',
  high: 'That can mean that many kinds of work attract you; choosing will matter more for you than finding',
} as const
