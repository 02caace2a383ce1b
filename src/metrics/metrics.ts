// The metrics of one service: what its parts tell is counted as it happens, how it stands is read when somebody
// asks. It opens no port; the REST application serves its text.
import type { Db } from '../db/connection.ts'
import type { Clock } from '../system/clock.ts'
import type { ProcessWatch } from '../system/process-figures.ts'
import { countingIntake, countingObserver } from './counting.ts'
import { readGauges, type ServiceState } from './gauges.ts'
import { makeInstruments, startAtZero } from './instruments.ts'
import type { RuntimeObserver } from './observer.ts'

export interface MetricsOptions {
  readonly db: Db
  readonly clock: Pick<Clock, 'now'>
  readonly monotonicMs: () => number
  readonly watch: Pick<ProcessWatch, 'read'>
  readonly version: string
}

export class Metrics {
  readonly #options: MetricsOptions
  readonly #instruments = makeInstruments()
  readonly observer: RuntimeObserver

  constructor(options: MetricsOptions) {
    this.#options = options
    startAtZero(this.#instruments)
    this.#instruments.service.info.set({ version: options.version }, 1)
    this.observer = countingObserver({ ...options, instruments: this.#instruments })
  }

  /** An intake whose answers are counted. */
  counting(intake: Parameters<typeof countingIntake>[0]): typeof intake {
    return countingIntake(intake, this.#instruments)
  }

  /** The service closed a live connection; `reason` is one of a few words. */
  readonly closed = (reason: string): void => this.#instruments.events.closed.inc({ reason })

  /** Every figure, in Prometheus' text format. */
  text(state: () => ServiceState): Promise<string> {
    readGauges({ ...this.#options, state, instruments: this.#instruments })
    this.#readProcess()
    return this.#instruments.registry.metrics()
  }

  #readProcess(): void {
    const { service } = this.#instruments
    const { cpuSeconds, residentBytes, loopDelay } = this.#options.watch.read()
    service.cpu.reset()
    service.cpu.inc(cpuSeconds)
    service.memory.set(residentBytes)
    for (const [quantile, delay] of [
      ['0.5', loopDelay.p50],
      ['0.99', loopDelay.p99],
      ['1', loopDelay.max],
    ] as const) {
      service.loopDelay.set({ quantile }, delay)
    }
  }
}
