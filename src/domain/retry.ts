// When a failed call of an analyzer is made again: exponential, with jitter, bounded.

const firstMs = 1_000
const longestMs = 30_000

/**
 * How long to wait after the failed try `tries` (numbered from 1): 1 s, 2 s, 4 s … up to 30 s, less up to
 * half. The jitter comes from the job's id, so that the same history gives the same delays.
 */
export function retryDelayMs(jobId: string, tries: number): number {
  const fullMs = Math.min(longestMs, firstMs * 2 ** Math.min(tries - 1, 30))
  return Math.round(fullMs * (0.5 + 0.5 * fractionOf(`${jobId}#${tries}`)))
}

/** A text as a number from 0 up to 1: FNV-1a, 32 bits. */
export function fractionOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return (hash >>> 0) / 2 ** 32
}
