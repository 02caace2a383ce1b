// Random numbers from a seed: the same seed gives the same run, so that every failure can be shown again.

export interface Random {
  /** From 0 up to 1. */
  next(): number
  /** A whole number from 0 up to `bound`. */
  below(bound: number): number
  pick<T>(from: readonly T[]): T
}

/** A generator of its own for these numbers and words; others made from the same seed do not shift it. */
export function makeRandom(...seed: readonly (number | string)[]): Random {
  let state = hash(seed.join('/'))
  const next = (): number => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (bound: number): number => Math.floor(next() * bound)
  return {
    next,
    below,
    pick: <T>(from: readonly T[]): T => {
      const picked = from[below(from.length)]
      if (picked === undefined) throw new Error('There is nothing to pick from')
      return picked
    },
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return value
}
