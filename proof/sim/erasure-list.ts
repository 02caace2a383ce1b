// The list of erased people beside the database of a history: it outlives every process, and is never restored.
import type { ErasureList } from '../../src/actors/eraser.ts'

export class SimErasureList implements ErasureList {
  readonly #ids = new Set<string>()

  get size(): number {
    return this.#ids.size
  }

  get all(): readonly string[] {
    return [...this.#ids]
  }

  has(userId: string): boolean {
    return this.#ids.has(userId)
  }

  add(userId: string): void {
    this.#ids.add(userId)
  }
}
