// Who the person is, in a name and a few sentences, and what is to be known about the picture itself.
// It says how sure the scores are before it says what they mean.
import { hexagonSteps } from '../formulas.ts'
import { bandOf, closeMargin, type Interest, levelOf, type Reading } from '../reading.ts'
import { interestTexts } from '../texts/interests.ts'
import { evenMeanings, evenPersonas, pairPersonas, singlePersonas } from '../texts/personas.ts'
import { strengthTexts } from '../texts/strengths.ts'
import { traitTexts } from '../texts/traits.ts'
import { because, cite, joinWords } from '../wording.ts'
import { coherenceHint } from './coherence.ts'
import { topStrength } from './leading.ts'
import { traitsBySalience } from './weaknesses.ts'

export function archetype({ lead, elevation }: Reading): string {
  switch (lead.kind) {
    case 'even':
      return evenPersonas[levelOf(elevation)]
    case 'single':
      return singlePersonas[lead.first.letter]
    case 'pair':
      return pairPersona(lead.first, lead.second)
  }
}

export function shortSummary(reading: Reading): string {
  return [
    interestSentence(reading),
    runnerUpSentence(reading),
    traitSentence(reading),
    strengthSentence(reading),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

export function insights(reading: Reading): string[] {
  const { riskIndex } = reading
  const { openness, conscientiousness, extraversion, agreeableness, neuroticism } = reading.traits
  return [
    codeInsight(reading),
    clarityInsight(reading),
    coherenceHint(reading),
    `Your leaning towards risk is ${riskIndex.toFixed(0)} of 100: Extraversion and Openness raise it, the other three traits lower it ${because(extraversion, openness, conscientiousness, agreeableness, neuroticism)}.`,
    'These are scores, not percentiles: they compare your own answers with each other, not you with other people. Career prospects are general judgements; check them where you live. Nothing here is a diagnosis or a ground for hiring alone.',
  ]
}

const pairPersona = (first: Interest, second: Interest): string =>
  pairPersonas[first.letter][second.letter] ?? singlePersonas[first.letter]

function interestSentence({ lead, elevation, differentiation }: Reading): string {
  if (lead.kind === 'even') {
    const where =
      differentiation === 0
        ? `all six stand at ${elevation}`
        : `they lie within ${points(differentiation)} of each other around ${elevation}`
    return `Your six interests are even: ${where}, so no field stands out. ${evenMeanings[levelOf(elevation)]}.`
  }
  const { first } = lead
  const opening = `Your interests lean most towards ${named(first)}`
  if (lead.kind === 'single') {
    return `${opening}: you like to ${interestTexts[first.letter].likes}. The other interests do not settle on a second.`
  }
  const { second } = lead
  return `${opening} and ${named(second)}: you like to ${interestTexts[first.letter].likes}, and to ${interestTexts[second.letter].likes}.`
}

/** Interests this close could change places on another day, so the other names are told too. */
function runnerUpSentence({ lead, interests }: Reading): string {
  const third = interests[2]
  if (lead.kind !== 'pair' || !third) return ''
  const { first, second } = lead
  const isSwapClose = first.score - second.score < closeMargin
  const isThirdClose = second.score - third.score < closeMargin
  const others = [
    ...(isSwapClose ? [pairPersona(second, first)] : []),
    ...(isThirdClose ? [pairPersona(first, third)] : []),
  ]
  if (others.length === 0) return ''
  const close = [...(isSwapClose ? [first] : []), second, ...(isThirdClose ? [third] : [])]
  const range = (close[0]?.score ?? 0) - (close.at(-1)?.score ?? 0)
  const gap = range === 0 ? 'are equal' : `lie within ${points(range)}`
  const describe = others.length === 1 ? 'describes' : 'describe'
  return `${joinWords(close.map(cite))} ${gap}, so ${joinWords(others)} ${describe} you nearly as well.`
}

const named = ({ label, score }: Interest): string => `${label} (${score}, ${bandOf(score)})`

const points = (count: number): string => (count === 1 ? '1 point' : `${count} points`)

function traitSentence(reading: Reading): string {
  const [trait] = traitsBySalience(reading)
  if (!trait || trait.level === 'middle') {
    return 'None of your five personality scores stands out; all lie between 40 and 60.'
  }
  const { tends } = traitTexts[trait.key][trait.level]
  return `In character you ${tends} (${cite(trait)}, ${bandOf(trait.score)}).`
}

function strengthSentence(reading: Reading): string {
  const top = topStrength(reading)
  if (!top) return 'Your 24 character strengths all have the same score, so none comes first.'
  const level = reading.strengths.filter(({ score }) => score === top.score).length - 1
  const shared = level === 0 ? '' : `, level with ${level === 1 ? 'one other' : `${level} others`}`
  return `Among your 24 character strengths, ${strengthTexts[top.strength].label} (${top.score}) comes first${shared}.`
}

function codeInsight({ code, consistency, interests, lead }: Reading): string {
  const opening = `Your Holland code is ${code}`
  if (lead.kind === 'even') {
    return `${opening}, but with interests this even the order of its letters means little (${interests.map(cite).join(', ')}).`
  }
  const [first, second] = interests
  if (consistency === null || !first || !second) {
    const level = second?.score
    const tied = interests.filter(({ score }) => score === level)
    return `${opening}. ${joinWords(tied.map(cite))} share a place, so the order of their letters means nothing.`
  }
  const kinship = ['', 'neighbours', 'one step removed from each other', 'opposites']
  const meaning = {
    high: 'much work uses both',
    medium: 'look for work that lets you use both',
    low: 'work that needs both is rare and those who offer both are wanted',
  }[consistency]
  return `${opening}. ${cite(first)} and ${cite(second)} are ${kinship[hexagonSteps(first.letter, second.letter)]} on the hexagon of interests: ${meaning}.`
}

function clarityInsight({ clarity, differentiation, elevation, interests }: Reading): string {
  const [first] = interests
  const last = interests.at(-1)
  const evidence = first && last && differentiation > 0 ? ` ${because(first, last)}` : ''
  const meaning = {
    clear: 'Your picture is clear',
    mixed: 'Your picture is mixed, so read the name as a starting point',
    flat: 'Your picture is flat, so let experience decide rather than this page',
  }[clarity]
  return `${meaning}: your highest and lowest interest are ${points(differentiation)} apart${evidence} and your average is ${elevation}${elevationNote(elevation)}.`
}

function elevationNote(elevation: number): string {
  if (elevation < 25) return ', which is low: few of the questions appealed to you'
  return elevation > 75 ? ', which is high: many kinds of work appeal to you' : ''
}
