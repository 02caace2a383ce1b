import { expect, test } from 'vitest'
import { SweepSchedule } from '../../src/sweep-schedule.ts'

const never = () => Promise.resolve()

test.each([1_000, 30_000, 300_000, 420_000, 7_000])(
  'a check every %i ms knows when the next one is due, while it is scheduled',
  (intervalMs) => {
    const sweep = new SweepSchedule({ intervalMs, check: never })
    expect(sweep.nextAt).toBeUndefined()
    sweep.start()
    const dueInMs = (sweep.nextAt ?? 0) - Date.now()
    sweep.stop()
    expect(dueInMs).toBeGreaterThan(-1_000)
    expect(dueInMs).toBeLessThanOrEqual(intervalMs + 60_000)
    expect(sweep.nextAt).toBeUndefined()
  },
)
