// Small words: how a score is cited and a list is read out. No language rules beyond plain English.
import type { Scored } from './reading.ts'

/** `Investigative 85`: the evidence that every statement carries. */
export const cite = ({ label, score }: Scored): string => `${label} ${score}`

export const because = (...scored: readonly Scored[]): string => `(${scored.map(cite).join(', ')})`

/** `a`, `a and b`, `a, b and c`. */
export function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

export const capitalise = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
