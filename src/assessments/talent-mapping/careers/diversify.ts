// Picks from a ranked list so that it is not the same thing five times. It keeps the order it is given.
import { fitOf } from '../bands.ts'
import type { Ranked } from './recommend.ts'

const chosenMax = 4
/** With even interests, five fields with one occupation each. */
const fieldsMax = 5
/** Fewer are shown when all that is left is far from the person's interests. */
const chosenMin = 3
const perGroupMax = 2
const perPairMax = 2
const perPreparationMax = 3
const morePerPreparationMax = 1

export function diversify(
  ranked: readonly Ranked[],
  isEven: boolean,
): { chosen: Ranked[]; more: Ranked[] } {
  const chosen = choose(ranked, isEven)
  const left = ranked.filter((one) => !chosen.includes(one))
  return { chosen, more: morePerPreparation(left) }
}

function choose(ranked: readonly Ranked[], isEven: boolean): Ranked[] {
  const limits = isEven ? evenLimits : ownLimits
  const max = isEven ? fieldsMax : chosenMax
  const chosen: Ranked[] = []
  for (const candidate of ranked) {
    if (chosen.length === max) return chosen
    if (isFar(candidate) && chosen.length >= chosenMin) break
    if (!isFull(limits, chosen, candidate)) chosen.push(candidate)
  }
  const missing = Math.max(0, chosenMin - chosen.length)
  return [...chosen, ...ranked.filter((one) => !chosen.includes(one)).slice(0, missing)]
}

const isFar = ({ r }: Ranked): boolean => r !== null && fitOf(r) === 'unusualMix'

const isFull = (limits: Limits, chosen: readonly Ranked[], candidate: Ranked): boolean =>
  limits.some(([kind, max]) => {
    const own = kind(candidate)
    return chosen.filter((one) => kind(one) === own).length >= max
  })

/** So that somebody who wants another preparation finds something too. */
function morePerPreparation(ranked: readonly Ranked[]): Ranked[] {
  const found = new Map<number, Ranked[]>([1, 2, 3, 4, 5].map((level) => [level, []]))
  for (const one of ranked) {
    const own = found.get(one.occupation.preparation)
    if (own && own.length < morePerPreparationMax) own.push(one)
  }
  return [...found.values()].flat()
}

const group = ({ occupation }: Ranked): string => occupation.group
const firstLetter = ({ occupation }: Ranked): string => occupation.letters[0] ?? ''
const firstTwoLetters = ({ occupation }: Ranked): string => occupation.letters.slice(0, 2).join('')
const preparation = ({ occupation }: Ranked): string => String(occupation.preparation)

/** How many of one kind a list may hold. */
type Limits = readonly (readonly [kind: (one: Ranked) => string, max: number])[]

const ownLimits: Limits = [
  [group, perGroupMax],
  [firstTwoLetters, perPairMax],
  [preparation, perPreparationMax],
]
const evenLimits: Limits = [[firstLetter, 1]]
