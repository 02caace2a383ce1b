// How well two three-letter Holland codes agree, by the published indices. A profile with ties has several
// codes; each index is then the mean over all of them, so that no order is invented.
import { type Letter, letters } from './dimensions.ts'
import { hexagonSteps } from './formulas.ts'

const places = 3

/** How often each letter holds each of the three places: rows are places, columns R, I, A, S, E, C. */
export type Placement = readonly (readonly number[])[]

/**
 * The placement of six scores: 1 where a letter holds a place for certain; letters that tie share the
 * places that they tie for in equal parts.
 */
export function placementOf(scores: readonly number[]): Placement {
  const rows = Array.from({ length: places }, () => letters.map(() => 0))
  scores.forEach((score, column) => {
    const above = scores.filter((other) => other > score).length
    const tied = scores.filter((other) => other === score).length
    for (let place = above; place < Math.min(above + tied, places); place++) {
      const row = rows[place]
      if (row) row[column] = 1 / tied
    }
  })
  return rows
}

export const placementOfCode = (code: readonly Letter[]): Placement =>
  code.slice(0, places).map((letter) => letters.map((other) => (other === letter ? 1 : 0)))

/** Brown and Gore 1994: 3 the same letter, 2 neighbours on the hexagon, 1 alternates, 0 opposites. */
const closeness = letters.map((a) => letters.map((b) => 3 - hexagonSteps(a, b)))

/** Brown and Gore's C of two codes, 0 (opposite in every place) to 18 (identical): 3·X₁ + 2·X₂ + X₃. */
export function indexC(a: Placement, b: Placement): number {
  let c = 0
  for (let place = 0; place < places; place++) {
    const x = meanOver(a[place], b[place], closeness)
    c += (places - place) * x
  }
  return c
}

/** Iachan 1984: rows are places in one code, columns places in the other. */
const iachanWeights = [
  [22, 10, 4],
  [10, 5, 2],
  [4, 2, 1],
] as const

/** Iachan's M of two codes, 0 (nothing shared) to 28 (identical). */
export function iachanM(a: Placement, b: Placement): number {
  let m = 0
  for (let place = 0; place < places; place++) {
    for (let other = 0; other < places; other++) {
      m += (iachanWeights[place]?.[other] ?? 0) * shared(a[place], b[other])
    }
  }
  return m
}

/**
 * Zener and Schnuelle 1976, 0 to 6: 6 identical, 5 the first two in order, 4 the same three letters in
 * any order, 3 the same first letter, 2 two letters shared, 1 one shared. Coarse, for display only.
 */
export function zenerSchnuelle(a: readonly Letter[], b: readonly Letter[]): number {
  const same = (place: number) => a[place] === b[place]
  if (same(0) && same(1) && same(2)) return 6
  if (same(0) && same(1)) return 5
  const inCommon = a.slice(0, places).filter((letter) => b.includes(letter)).length
  if (inCommon === places) return 4
  return same(0) ? 3 : inCommon
}

/** Loops, not list functions: this runs for a hundred occupations in each analysis. */
function meanOver(
  a: readonly number[] = [],
  b: readonly number[] = [],
  values: readonly (readonly number[])[],
): number {
  let sum = 0
  for (let row = 0; row < a.length; row++) {
    const shareA = a[row] ?? 0
    if (shareA === 0) continue
    for (let column = 0; column < b.length; column++) {
      sum += shareA * (b[column] ?? 0) * (values[row]?.[column] ?? 0)
    }
  }
  return sum
}

const shared = (a: readonly number[] = [], b: readonly number[] = []): number =>
  a.reduce((sum, share, column) => sum + share * (b[column] ?? 0), 0)
