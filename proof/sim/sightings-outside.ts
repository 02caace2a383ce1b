// Names the situations of workers outside that a commit or a death shows.
import type { Runtime } from '../../src/runtime.ts'
import { isTerminal, type Known } from './known.ts'
import type { Model } from './model.ts'
import type { Probes } from './probes.ts'

/** Jobs whose worker was silent until its lease had ended. */
export function noteSilence(silent: readonly Known[], probes: Probes): void {
  for (const { status } of silent) {
    if (isTerminal(status)) probes.hit('a silent worker: its job was ended')
    else probes.hit('a silent worker: its job is open to others')
  }
}

export function noteDeathOutside(model: Model, { workers }: Runtime, probes: Probes): void {
  if (model.leases.count > 0) probes.hit('crash while a worker has a job')
  if (workers.claims.waiting > 0) probes.hit('crash while a worker waits for a job')
  if (model.forgotten.waiting.length > 0) probes.hit('crash while somebody is being erased')
}
