// Waiting, for a client: a pause that ends early when nobody waits any more.

/** Resolves after `durationMs`, or at once when `signal` aborts. */
export function pause(durationMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      globalThis.clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = globalThis.setTimeout(done, durationMs)
    signal?.addEventListener('abort', done, { once: true })
  })
}
