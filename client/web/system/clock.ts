// The browser's clock and timers, in one place so that no component reads them by itself.

export const now = (): number => Date.now()

/** Calls `act` after `delayMs`; the answer takes it back. */
export function later(delayMs: number, act: () => void): () => void {
  const timer = globalThis.setTimeout(act, delayMs)
  return () => globalThis.clearTimeout(timer)
}
