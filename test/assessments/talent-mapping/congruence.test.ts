import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  iachanM,
  indexC,
  placementOf,
  placementOfCode,
  zenerSchnuelle,
} from '../../../src/assessments/talent-mapping/congruence.ts'
import { type Letter, letters } from '../../../src/assessments/talent-mapping/dimensions.ts'

const code = fc.shuffledSubarray([...letters], { minLength: 3, maxLength: 3 })
const six = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 6, maxLength: 6 })
const lettersOf = (text: string) => [...text] as Letter[]
const placed = (text: string) => placementOfCode(lettersOf(text))

describe('Iachan’s M', () => {
  test.each([
    ['SEI', 'ESA', 20],
    ['SEI', 'ESI', 21],
    ['SEI', 'SEI', 28],
    ['SEI', 'RAC', 0],
    ['SEI', 'RAS', 4],
  ])('given %s and %s, when they are compared, then M is %i', (a, b, m) => {
    expect(iachanM(placed(a), placed(b))).toBe(m)
  })

  test('given a code with a tie, when it is compared, then M is the mean over its orders', () => {
    // S and E lead, A and I tie for the third place: ESA, ESI, SEA and SEI with S=E.
    const occupation = placementOf([0, 5, 5, 7, 8, 0])

    expect(iachanM(placed('SEI'), occupation)).toBe((20 + 21) / 2)
  })
})

describe('Brown and Gore’s C', () => {
  test.each([
    ['RIA', 'RIA', 18],
    ['RIA', 'SEC', 0],
    ['SEI', 'ESA', 12],
    ['RIA', 'RAI', 9 + 4 + 2],
    ['IAS', 'AIS', 6 + 4 + 3],
    ['RSC', 'ASR', 3 + 6 + 2],
  ])('given %s and %s, when they are compared, then C is %i', (a, b, c) => {
    expect(indexC(placed(a), placed(b))).toBe(c)
  })

  test('given a code with a tie, when it is compared, then C is the mean over its orders', () => {
    expect(indexC(placed('RIA'), placementOf([9, 8, 7, 0, 0, 7]))).toBe(
      (indexC(placed('RIA'), placed('RIA')) + indexC(placed('RIA'), placed('RIC'))) / 2,
    )
  })
})

describe('Zener and Schnuelle’s index', () => {
  test.each([
    ['RIA', 'RIA', 6],
    ['RIA', 'RIS', 5],
    ['RIA', 'RAI', 4],
    ['RIA', 'AIR', 4],
    ['RIA', 'RSE', 3],
    ['RIA', 'RSI', 3],
    ['RIA', 'IRS', 2],
    ['RIA', 'SEA', 1],
    ['RIA', 'SEC', 0],
  ])('given %s and %s, when they are compared, then it is %i', (a, b, level) => {
    expect(zenerSchnuelle(lettersOf(a), lettersOf(b))).toBe(level)
  })
})

describe('all indices', () => {
  test('given any two codes, when they are swapped, then C and M stay the same and only equal codes reach the top', () => {
    fc.assert(
      fc.property(code, code, (a, b) => {
        const [placedA, placedB] = [placementOfCode(a), placementOfCode(b)]
        const isSame = a.join('') === b.join('')

        expect(indexC(placedB, placedA)).toBe(indexC(placedA, placedB))
        expect(iachanM(placedB, placedA)).toBe(iachanM(placedA, placedB))
        expect(indexC(placedA, placedB) === 18).toBe(isSame)
        expect(iachanM(placedA, placedB) === 28).toBe(isSame)
        expect(zenerSchnuelle(a, b) === 6).toBe(isSame)
        expect(indexC(placedA, placedB)).toBeGreaterThanOrEqual(0)
        expect(iachanM(placedA, placedB)).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('given the hexagon turned or mirrored for both codes, when they are compared, then C stays the same', () => {
    fc.assert(
      fc.property(code, code, fc.nat(5), fc.boolean(), (a, b, by, isMirrored) => {
        const turn = (letter: Letter) => {
          const at = letters.indexOf(letter)
          return letters[(isMirrored ? 6 - at + by : at + by) % 6] as Letter
        }
        expect(indexC(placementOfCode(a.map(turn)), placementOfCode(b.map(turn)))).toBe(
          indexC(placementOfCode(a), placementOfCode(b)),
        )
      }),
    )
  })

  test('given any six scores with whatever ties, when they are placed, then each place is shared out wholly', () => {
    fc.assert(
      fc.property(six, (scores) => {
        for (const row of placementOf(scores)) {
          expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
        }
      }),
    )
  })

  test('given any tie, when every order of it is counted by hand, then C and M are their means', () => {
    fc.assert(
      fc.property(six, code, (scores, other) => {
        const codes = ordersOf(scores)
        const mean = (index: typeof indexC) =>
          codes.reduce((sum, one) => sum + index(placementOfCode(one), placementOfCode(other)), 0) /
          codes.length

        expect(indexC(placementOf(scores), placementOfCode(other))).toBeCloseTo(mean(indexC), 9)
        expect(iachanM(placementOf(scores), placementOfCode(other))).toBeCloseTo(mean(iachanM), 9)
      }),
    )
  })
})

/** All orders of the six letters in which no lower score stands before a higher one, cut to three letters. */
function ordersOf(scores: readonly number[]): Letter[][] {
  const extend = (order: Letter[]): Letter[][] => {
    const left = letters.filter((letter) => !order.includes(letter))
    if (left.length === 0) return [order.slice(0, 3)]
    const score = (letter: Letter) => scores[letters.indexOf(letter)] ?? 0
    const highest = Math.max(...left.map(score))
    return left.filter((one) => score(one) === highest).flatMap((one) => extend([...order, one]))
  }
  return extend([])
}
