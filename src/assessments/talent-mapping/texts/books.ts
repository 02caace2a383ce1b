// Well-known books for each interest and for each marked personality trait. The reasons are our own and
// written to be followed by the score that they answer to.
import type { Letter, OceanKey } from '../dimensions.ts'

export interface Book {
  readonly title: string
  readonly author: string
  readonly reason: string
}

const book = (title: string, author: string, reason: string): Book => ({ title, author, reason })

export const booksByInterest: Record<Letter, readonly [Book, Book]> = {
  R: [
    book(
      'Shop Class as Soulcraft',
      'Matthew B. Crawford',
      'On why work with the hands is work of the mind too',
    ),
    book(
      'The Design of Everyday Things',
      'Don Norman',
      'On what makes a thing easy or hard to use',
    ),
  ],
  I: [
    book(
      'Thinking, Fast and Slow',
      'Daniel Kahneman',
      'On how judgement goes wrong, and how to check it',
    ),
    book(
      'The Demon-Haunted World',
      'Carl Sagan',
      'On science as a way of thinking rather than a set of facts',
    ),
  ],
  A: [
    book('The Creative Habit', 'Twyla Tharp', 'On making creative work a daily practice'),
    book(
      'Bird by Bird',
      'Anne Lamott',
      'On getting past the blank page, one small piece at a time',
    ),
  ],
  S: [
    book(
      'Nonviolent Communication',
      'Marshall B. Rosenberg',
      'On hearing what another person needs',
    ),
    book('Mindset', 'Carol S. Dweck', 'On how belief in growth helps people to learn'),
  ],
  E: [
    book(
      'Getting to Yes',
      'Roger Fisher and William Ury',
      'On agreements that both sides can keep',
    ),
    book('High Output Management', 'Andrew S. Grove', 'On what a manager does all day, and why'),
  ],
  C: [
    book(
      'The Checklist Manifesto',
      'Atul Gawande',
      'On how a simple list prevents costly mistakes',
    ),
    book('Getting Things Done', 'David Allen', 'On keeping every task in a system that you trust'),
  ],
}

/** Each meets the tendency with what balances it. */
export const booksByTrait: Record<OceanKey, Record<'low' | 'high', Book>> = {
  openness: {
    low: book(
      'Range',
      'David Epstein',
      'On what trying several fields does for the one you choose',
    ),
    high: book('Deep Work', 'Cal Newport', 'On staying with one hard thing long enough'),
  },
  conscientiousness: {
    low: book('Atomic Habits', 'James Clear', 'On building order out of very small steps'),
    high: book('Four Thousand Weeks', 'Oliver Burkeman', 'On leaving things undone on purpose'),
  },
  extraversion: {
    low: book('Quiet', 'Susan Cain', 'On what quiet people bring to a loud world'),
    high: book(
      'You’re Not Listening',
      'Kate Murphy',
      'On how much is learned by letting others speak',
    ),
  },
  agreeableness: {
    low: book(
      'How to Win Friends and Influence People',
      'Dale Carnegie',
      'On being heard by being interested in others first',
    ),
    high: book('Give and Take', 'Adam Grant', 'On being generous without being used up'),
  },
  neuroticism: {
    low: book(
      'Thinking in Bets',
      'Annie Duke',
      'On taking risks seriously when they do not frighten you',
    ),
    high: book('The Happiness Trap', 'Russ Harris', 'On living with worry without being led by it'),
  },
}

export const booksForAll: readonly [Book, Book, Book] = [
  book(
    'Designing Your Life',
    'Bill Burnett and Dave Evans',
    'On trying out several lives on paper before choosing',
  ),
  book(
    'What Color Is Your Parachute?',
    'Richard N. Bolles',
    'On turning what you like and can do into a search for work',
  ),
  book('So Good They Can’t Ignore You', 'Cal Newport', 'On skill as a way to work that you like'),
]
