// What a service does from time to time that its runtime does not do by itself, or cannot do in memory.
import { watchIntervalMs } from '../../src/actors/foreign-write-watch.ts'
import type { Life } from './life.ts'

/** As the scheduler of the service does. */
export function sweepEvery(sweepMs: number, life: Life): void {
  life.clock.setTimeout(() => {
    sweepEvery(sweepMs, life)
    life.runtime.monitor.check('schedule').catch(() => {})
  }, sweepMs)
}

/** As the watch does, which in memory sees nothing: there is one connection, and it is its own. */
export function lookAtForeignRows(life: Life): void {
  life.clock.setTimeout(() => {
    life.runtime.monitor.check('foreign-write').catch(() => lookAtForeignRows(life))
  }, watchIntervalMs)
}
