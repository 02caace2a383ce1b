// The measures: counts of words, sentences and syllables, and the published formulas on them. English
// only; syllables are estimated from spelling, which is good enough for averages over a text.

export interface TextCounts {
  readonly words: number
  readonly sentences: number
  readonly syllables: number
  /** Words of three syllables or more. */
  readonly longWords: number
}

export const splitSentences = (text: string): string[] =>
  text
    .split(/(?<=[.!?])["'”’)]*\s+|\n{2,}/)
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim())
    .filter((sentence) => splitWords(sentence).length > 0)

export const splitWords = (text: string): string[] =>
  text.match(/[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu) ?? []

/** Endings that are written and not spoken: `make`, `makes`, `played`; not `table`, `boxes`, `wanted`. */
const silentEnding = /(?:[^laeiouycsxzgh]es|[^laeiouytd]ed|[^laeiouy]e)$/
/** Two vowels that are spoken apart: `idea`, `being`, `science`, `radio`; not `nation`, `friend`. */
const hiatus =
  /(?<![tcsgx])i[aou]|(?<![tsr])ie(?=[nt])|eo(?!p)|[aeiou]ing|crea(?=t)|[dr]ea$|oe[mt]/g

export function countSyllables(word: string): number {
  const letters = word.toLowerCase().replace(/[^a-z]/g, '')
  const vowelGroups = letters.replace(silentEnding, '').match(/[aeiouy]+/g)?.length ?? 0
  return Math.max(1, vowelGroups + (letters.match(hiatus)?.length ?? 0))
}

export function countText(sentences: readonly string[]): TextCounts {
  const syllables = sentences.flatMap(splitWords).map(countSyllables)
  return {
    words: syllables.length,
    sentences: sentences.length,
    syllables: syllables.reduce((sum, count) => sum + count, 0),
    longWords: syllables.filter((count) => count >= 3).length,
  }
}

/** Flesch 1948: about 0 (very hard) to 100 (very easy), and beyond at both ends. */
export const readingEase = ({ words, sentences, syllables }: TextCounts): number =>
  206.835 - 1.015 * (words / sentences) - 84.6 * (syllables / words)

/** Kincaid and others 1975: the years of schooling that a reader needs. */
export const gradeLevel = ({ words, sentences, syllables }: TextCounts): number =>
  0.39 * (words / sentences) + 11.8 * (syllables / words) - 15.59

/** Gunning 1952, also in years of schooling; it minds long words more. */
export const fogIndex = ({ words, sentences, longWords }: TextCounts): number =>
  0.4 * (words / sentences + 100 * (longWords / words))
