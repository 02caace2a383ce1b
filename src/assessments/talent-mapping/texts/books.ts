// Well-known books for each interest and for each marked personality trait, by id. Titles and authors are
// the same in every language; why to read them is in the catalogues.
import type { Letter, OceanKey } from '../dimensions.ts'

export const books = {
  'shop-class-as-soulcraft': { title: 'Shop Class as Soulcraft', author: 'Matthew B. Crawford' },
  'the-design-of-everyday-things': { title: 'The Design of Everyday Things', author: 'Don Norman' },
  'thinking-fast-and-slow': { title: 'Thinking, Fast and Slow', author: 'Daniel Kahneman' },
  'the-demon-haunted-world': { title: 'The Demon-Haunted World', author: 'Carl Sagan' },
  'the-creative-habit': { title: 'The Creative Habit', author: 'Twyla Tharp' },
  'bird-by-bird': { title: 'Bird by Bird', author: 'Anne Lamott' },
  'nonviolent-communication': {
    title: 'Nonviolent Communication',
    author: 'Marshall B. Rosenberg',
  },
  mindset: { title: 'Mindset', author: 'Carol S. Dweck' },
  'getting-to-yes': { title: 'Getting to Yes', author: 'Roger Fisher and William Ury' },
  'high-output-management': { title: 'High Output Management', author: 'Andrew S. Grove' },
  'the-checklist-manifesto': { title: 'The Checklist Manifesto', author: 'Atul Gawande' },
  'getting-things-done': { title: 'Getting Things Done', author: 'David Allen' },
  range: { title: 'Range', author: 'David Epstein' },
  'deep-work': { title: 'Deep Work', author: 'Cal Newport' },
  'atomic-habits': { title: 'Atomic Habits', author: 'James Clear' },
  'four-thousand-weeks': { title: 'Four Thousand Weeks', author: 'Oliver Burkeman' },
  quiet: { title: 'Quiet', author: 'Susan Cain' },
  'youre-not-listening': { title: 'You’re Not Listening', author: 'Kate Murphy' },
  'how-to-win-friends-and-influence-people': {
    title: 'How to Win Friends and Influence People',
    author: 'Dale Carnegie',
  },
  'give-and-take': { title: 'Give and Take', author: 'Adam Grant' },
  'thinking-in-bets': { title: 'Thinking in Bets', author: 'Annie Duke' },
  'the-happiness-trap': { title: 'The Happiness Trap', author: 'Russ Harris' },
  'designing-your-life': { title: 'Designing Your Life', author: 'Bill Burnett and Dave Evans' },
  'what-color-is-your-parachute': {
    title: 'What Color Is Your Parachute?',
    author: 'Richard N. Bolles',
  },
  'so-good-they-cant-ignore-you': { title: 'So Good They Can’t Ignore You', author: 'Cal Newport' },
} as const
export type BookId = keyof typeof books

export const booksByInterest: Record<Letter, readonly [BookId, BookId]> = {
  R: ['shop-class-as-soulcraft', 'the-design-of-everyday-things'],
  I: ['thinking-fast-and-slow', 'the-demon-haunted-world'],
  A: ['the-creative-habit', 'bird-by-bird'],
  S: ['nonviolent-communication', 'mindset'],
  E: ['getting-to-yes', 'high-output-management'],
  C: ['the-checklist-manifesto', 'getting-things-done'],
}

/** Each meets the tendency with what balances it. */
export const booksByTrait: Record<OceanKey, Record<'low' | 'high', BookId>> = {
  openness: {
    low: 'range',
    high: 'deep-work',
  },
  conscientiousness: {
    low: 'atomic-habits',
    high: 'four-thousand-weeks',
  },
  extraversion: {
    low: 'quiet',
    high: 'youre-not-listening',
  },
  agreeableness: {
    low: 'how-to-win-friends-and-influence-people',
    high: 'give-and-take',
  },
  neuroticism: {
    low: 'thinking-in-bets',
    high: 'the-happiness-trap',
  },
}

export const booksForAll: readonly [BookId, BookId, BookId] = [
  'designing-your-life',
  'what-color-is-your-parachute',
  'so-good-they-cant-ignore-you',
]
