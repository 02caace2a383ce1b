// What the person does best, by rank among their own 24 character strengths. It compares nobody with
// anybody else, and says when the rank is only the order of a list.
import { levelOf, type Reading, type Strength, signatureCount } from '../reading.ts'
import { interestTexts } from '../texts/interests.ts'
import { strengthTexts } from '../texts/strengths.ts'
import { joinWords } from '../wording.ts'
import { leadingInterests, topStrength } from './leading.ts'

export const signatureStrengths = ({ strengths }: Reading): Strength[] =>
  strengths.slice(0, signatureCount)

export function strengthLines(reading: Reading): string[] {
  const isRanked = topStrength(reading) !== undefined
  return signatureStrengths(reading).map(({ strength, score }) => {
    const { label, shows, use } = strengthTexts[strength]
    const you = isRanked && levelOf(score) !== 'low' ? 'you' : 'at times you'
    return `${label} (${score}): ${you} ${shows}. At work, ${use}.`
  })
}

export function strengthSummary(reading: Reading): string {
  return [
    rankSentence(reading),
    tieSentence(reading),
    virtueSentence(reading),
    useSentence(reading),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

const named = ({ strength, score }: Strength): string => `${strengthTexts[strength].label} ${score}`

function rankSentence(reading: Reading): string {
  const top = topStrength(reading)
  if (top)
    return `Your signature strengths are ${joinWords(signatureStrengths(reading).map(named))}.`
  const score = reading.strengths[0]?.score
  return `All 24 of your character strengths have the same score (${score}), so none ranks above another; the five below only come first in the list. Ask people who know you well which of the 24 they see in you.`
}

function tieSentence(reading: Reading): string {
  const fifth = signatureStrengths(reading).at(-1)
  const left = reading.strengths.slice(signatureCount).filter(({ score }) => score === fifth?.score)
  if (left.length === 0 || !fifth || !topStrength(reading)) return ''
  const others =
    left.length <= 3
      ? joinWords(left.map(({ strength }) => strengthTexts[strength].label))
      : `${left.length} more strengths`
  return `With the same score as the fifth (${fifth.score}) there ${left.length === 1 ? 'is' : 'are'} also ${others}; the published order of the list decides.`
}

const countWords: Partial<Record<number, string>> = { 2: 'Two', 3: 'Three', 4: 'Four', 5: 'All' }

/** A grouping to read by; the six virtues are not scored. */
function virtueSentence(reading: Reading): string {
  if (!topStrength(reading)) return ''
  const byVirtue = new Map<string, number>()
  for (const { virtue } of signatureStrengths(reading)) {
    byVirtue.set(virtue, (byVirtue.get(virtue) ?? 0) + 1)
  }
  const [most] = [...byVirtue].sort((a, b) => b[1] - a[1])
  const count = most ? countWords[most[1]] : undefined
  return count === undefined
    ? 'They come from five different virtues.'
    : `${count} of them belong to the virtue of ${most?.[0]}.`
}

function useSentence(reading: Reading): string {
  const [first] = leadingInterests(reading.lead)
  if (first) {
    return `They count most where you also like the work: with ${first.label} ${first.score}, that is where you ${interestTexts[first.letter].likes}.`
  }
  return topStrength(reading)
    ? 'With even interests, your strengths are the better compass: look for work that asks for them.'
    : 'As your interests are even too, what you try next will tell you more than this page can.'
}
