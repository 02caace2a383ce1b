// What the process itself costs: processor time, memory, and how late its event loop is. Reads only.
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'

/** A stall as long as this is always seen, a shorter one by chance; each sample wakes a process that is at rest. */
const resolutionMs = 50
const nsPerSecond = 1e9

export interface ProcessFigures {
  readonly cpuSeconds: number
  readonly residentBytes: number
  /** Beyond the sampling interval, in seconds, since the last reading. */
  readonly loopDelay: { readonly p50: number; readonly p99: number; readonly max: number }
}

export class ProcessWatch {
  readonly #delays: IntervalHistogram = monitorEventLoopDelay({ resolution: resolutionMs })

  start(): void {
    this.#delays.enable()
  }

  stop(): void {
    this.#delays.disable()
  }

  /** Answers, and begins to count the loop's delays anew. */
  read(): ProcessFigures {
    const figures = this.look()
    this.#delays.reset()
    return figures
  }

  /** Answers as `read` does, and leaves the delays to whoever reads them. */
  look(): ProcessFigures {
    const { user, system } = process.cpuUsage()
    const delays = this.#delays
    const delayOf = (ns: number) => Math.max(0, ns / nsPerSecond - resolutionMs / 1_000)
    const loopDelay =
      delays.count === 0
        ? { p50: 0, p99: 0, max: 0 }
        : {
            p50: delayOf(delays.percentile(50)),
            p99: delayOf(delays.percentile(99)),
            max: delayOf(delays.max),
          }
    return {
      cpuSeconds: (user + system) / 1e6,
      residentBytes: process.memoryUsage.rss(),
      loopDelay,
    }
  }
}
