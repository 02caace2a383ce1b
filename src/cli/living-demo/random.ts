// Random numbers that a seed repeats, for a history that is the same each time. Never for anything that opens something.

/** Mulberry32: small, and good enough for invented people. */
export class SeededRandom {
  #state: number

  /** `seed` is a whole number from 0 to 4,294,967,295. */
  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** From 0 up to, but not, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from `min` to `max`, both included. */
  whole(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1))
  }

  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T {
    return list[this.whole(0, list.length - 1)] as T
  }

  /** About 0, two thirds of them within one deviation. */
  deviation(size: number): number {
    return (this.next() + this.next() + this.next() + this.next() - 2) * 1.73 * size
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.whole(0, 255))
  }

  /** The same things in another order. */
  shuffled<T>(list: readonly T[]): T[] {
    return list
      .map((value) => ({ value, at: this.next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ value }) => value)
  }
}
