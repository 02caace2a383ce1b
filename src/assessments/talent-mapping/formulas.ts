// The published formulas, each with its source. Pure arithmetic on scores in the order R, I, A, S, E, C;
// what the figures mean to a person is said elsewhere.
import { type Letter, letters } from './dimensions.ts'

/**
 * Pearson's r of two profiles: their agreement in shape, whatever their level and spread; undefined when
 * one of them is flat. Best of the fit indices for satisfaction (doi 10.1177/1069072720909825).
 */
export function pearson(a: readonly number[], b: readonly number[]): number | undefined {
  const meanA = mean(a)
  const meanB = mean(b)
  let products = 0
  let squaresA = 0
  let squaresB = 0
  a.forEach((value, index) => {
    const fromA = value - meanA
    const fromB = (b[index] ?? 0) - meanB
    products += fromA * fromB
    squaresA += fromA * fromA
    squaresB += fromB * fromB
  })
  const spread = Math.sqrt(squaresA * squaresB)
  return spread === 0 ? undefined : Math.max(-1, Math.min(1, products / spread))
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** Steps between two interests around the hexagon: 0 the same, 1 neighbours, 3 opposites. */
export function hexagonSteps(a: Letter, b: Letter): number {
  const apart = Math.abs(letters.indexOf(a) - letters.indexOf(b))
  return Math.min(apart, letters.length - apart)
}

/** Holland 1997: whether the two leading interests are close kin. */
export function consistency(first: Letter, second: Letter): 'high' | 'medium' | 'low' {
  const steps = hexagonSteps(first, second)
  if (steps <= 1) return 'high'
  return steps === 2 ? 'medium' : 'low'
}

/** Holland 1973: highest minus lowest. */
export const differentiation = (scores: readonly number[]): number =>
  Math.max(...scores) - Math.min(...scores)

/** Iachan 1984, L₁: the highest score less the mean of the second and the fourth. */
export function differentiationIachan(scores: readonly number[]): number {
  const [first = 0, second = 0, , fourth = 0] = [...scores].sort((a, b) => b - a)
  return first - (second + fourth) / 2
}

/** Healy and Mourton 1983: the standard deviation of the six, taken as all there are. */
export function differentiationSpread(scores: readonly number[]): number {
  const middle = mean(scores)
  return Math.sqrt(mean(scores.map((score) => (score - middle) ** 2)))
}

const sin60 = Math.sqrt(3) / 2
const hexagonCorners = [
  [1, 0],
  [0.5, sin60],
  [-0.5, sin60],
  [-1, 0],
  [-0.5, -sin60],
  [0.5, -sin60],
] as const

/** Prediger's dimensions: things (+) against people (−), ideas (+) against data (−). */
export function hexagonPoint(scores: readonly number[]): { x: number; y: number } {
  let x = 0
  let y = 0
  scores.forEach((score, index) => {
    const [cornerX, cornerY] = hexagonCorners[index] ?? [0, 0]
    x += score * cornerX
    y += score * cornerY
  })
  return { x: round(x, 1), y: round(y, 1) }
}

/**
 * Leaning towards risk, 0 to 100: the mean of Extraversion and Openness as they are and Neuroticism,
 * Agreeableness and Conscientiousness turned round, the signs that Nicholson and others found (Journal
 * of Risk Research 8, 2005). Equal weights are ours.
 */
export function riskIndex(ocean: {
  readonly openness: number
  readonly conscientiousness: number
  readonly extraversion: number
  readonly agreeableness: number
  readonly neuroticism: number
}): number {
  const { openness, conscientiousness, extraversion, agreeableness, neuroticism } = ocean
  const held = 300 - conscientiousness - agreeableness - neuroticism
  return round((openness + extraversion + held) / 5, 1)
}

/** Rounds, and never gives −0, which JSON would not keep. */
export function round(value: number, digits: number): number {
  const factor = 10 ** digits
  return Math.round(value * factor) / factor + 0
}
