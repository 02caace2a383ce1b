// When the process is to die: at the n-th boundary of a kind from now on, and then again, at boundaries of
// the recovery that follows.
import type { CrashPlace, FaultAction } from './plan.ts'

type Crash = Extract<FaultAction, { do: 'crash' }>

/** A start that was cut off is tried again after this long. */
const restartMs = 1_000

export class CrashPlan {
  #armed: { readonly place: CrashPlace; readonly skip: number; readonly awayMs: number } | undefined
  #again: Crash['again'][number][] = []
  #cuts = 0

  /** How often the recovery that runs now was cut off before. */
  get cuts(): number {
    return this.#cuts
  }

  arm({ place, skip, awayMs, again }: Omit<Crash, 'do'>): void {
    this.#armed = { place, skip, awayMs }
    this.#again = [...again]
  }

  disarm(): void {
    this.#armed = undefined
    this.#again = []
  }

  /** Whether the process dies at this boundary, and for how long it is away. */
  strikes(place: CrashPlace): { readonly awayMs: number } | undefined {
    const armed = this.#armed
    if (armed?.place !== place) return undefined
    this.#armed = armed.skip > 0 ? { ...armed, skip: armed.skip - 1 } : undefined
    return armed.skip > 0 ? undefined : armed
  }

  /** A process starts: its recovery may have to be cut off. */
  starting(): void {
    const next = this.#again.shift()
    this.#armed = next && { ...next, awayMs: restartMs }
    if (next) this.#cuts++
  }

  /** It recovered; what was left for recovery is not for later. */
  started(): void {
    this.#armed = undefined
    this.#again = []
    this.#cuts = 0
  }
}
