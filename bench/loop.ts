// How long the event loop stood still: Node's own sampling, less the pause between its samples.
import { monitorEventLoopDelay } from 'node:perf_hooks'

const resolutionMs = 1

export interface LoopDelay {
  readonly p99Ms: number
  readonly maxMs: number
}

export function watchLoop(): { stop(): LoopDelay } {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs })
  histogram.enable()
  const lessThePause = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs)
  return {
    stop() {
      histogram.disable()
      return {
        p99Ms: lessThePause(histogram.percentile(99)),
        maxMs: lessThePause(histogram.max),
      }
    },
  }
}
