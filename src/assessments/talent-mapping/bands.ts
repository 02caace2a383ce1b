// The bands that scores are read in, the same for every reader and language. Thresholds only, no words.

export type Level = 'low' | 'middle' | 'high'
export const bands = ['low', 'ratherLow', 'middle', 'ratherHigh', 'high'] as const
export type Band = (typeof bands)[number]

/** Scores are no percentiles, so a band says where on the scale a score lies, not how many lie below. */
export function bandOf(score: number): Band {
  if (score < 20) return 'low'
  if (score < 40) return 'ratherLow'
  if (score <= 60) return 'middle'
  return score <= 80 ? 'ratherHigh' : 'high'
}

export function levelOf(score: number): Level {
  if (score < 40) return 'low'
  return score > 60 ? 'high' : 'middle'
}

/** From these values of Pearson's r on; .729 is where six points are significant at 5 %, one-tailed. */
const veryCloseFrom = 0.85
const closeFrom = 0.73
const worthALookFrom = 0.6

export const fits = ['veryClose', 'close', 'worthALook', 'unusualMix'] as const
export type Fit = (typeof fits)[number]

export function fitOf(r: number): Fit {
  if (r >= veryCloseFrom) return 'veryClose'
  if (r >= closeFrom) return 'close'
  return r >= worthALookFrom ? 'worthALook' : 'unusualMix'
}
