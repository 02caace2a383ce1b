// The tick of the sweep: node-cron on the system's own time. It only says that the interval has come round;
// what is stuck, and when, is asked of the injected clock. Not used where time is simulated.
import { schedule, validate } from 'node-cron'

export interface CronTick {
  stop(): void
}

/** A tick at intervals, which knows when the next one comes. */
export interface IntervalTick extends CronTick {
  /** Epoch milliseconds of the machine's own clock; undefined once it is stopped. */
  nextAt(): number | undefined
}

const secondMs = 1_000
const minuteS = 60

/**
 * Calls `tick` about every `intervalMs`, in whole seconds; a tick that finds the last one still running is
 * left out. Intervals that no cron expression can say are kept by counting finer ticks.
 */
export function startCron(intervalMs: number, tick: () => Promise<unknown>): IntervalTick {
  const seconds = Math.max(1, Math.round(intervalMs / secondMs))
  const { expression, every } = expressionFor(seconds)
  let count = 0
  const task = schedule(
    expression,
    async () => {
      count++
      if (count % every === 0) await tick()
    },
    { noOverlap: true, name: 'stuck-job-check' },
  )
  const finerMs = (seconds * secondMs) / every
  return {
    stop: () => void task.destroy(),
    nextAt() {
      const next = task.getNextRun()?.getTime()
      return next === undefined ? undefined : next + (every - 1 - (count % every)) * finerMs
    },
  }
}

/** Calls `tick` whenever a cron expression says, in the machine's own time; never while the last one runs. */
export function startSchedule(expression: string, tick: () => Promise<unknown>): CronTick {
  const task = schedule(expression, async () => void (await tick()), { noOverlap: true })
  return { stop: () => void task.destroy() }
}

export const isSchedule = (expression: string): boolean => validate(expression)

/** A cron expression, and every how many of its ticks the interval has come round. */
export function expressionFor(seconds: number): { expression: string; every: number } {
  if (seconds < minuteS && minuteS % seconds === 0)
    return { expression: `*/${seconds} * * * * *`, every: 1 }
  const minutes = seconds / minuteS
  if (Number.isInteger(minutes) && minutes < 60 && 60 % minutes === 0) {
    return { expression: `0 */${minutes} * * * *`, every: 1 }
  }
  if (Number.isInteger(minutes)) return { expression: '0 * * * * *', every: minutes }
  return { expression: '* * * * * *', every: seconds }
}
