// While a plan is played, the world's own clock, timers and chance are out of reach: what the service takes
// from anywhere but its ports would not come out the same again.
import type { Blame } from './blame.ts'
import { randomStream } from './random.ts'

/** Answers how to open them again. XState asks for the time and for chance itself, for nothing that counts. */
export function sealGlobals(blame: Blame): () => void {
  const { setTimeout, setInterval } = globalThis
  const { now } = Date
  const { random } = Math
  const raw = (name: string) => (): never => {
    blame('determinism', `somebody called ${name}`)
    throw new Error(`${name} is sealed in a simulation`)
  }
  globalThis.setTimeout = raw('setTimeout') as unknown as typeof setTimeout
  globalThis.setInterval = raw('setInterval') as unknown as typeof setInterval
  Date.now = () => 0
  Math.random = randomStream(0, 'sealed').next
  return () => {
    globalThis.setTimeout = setTimeout
    globalThis.setInterval = setInterval
    Date.now = now
    Math.random = random
  }
}
