// What operators do to a whole service in an incident, joined: hold back, and drain. It decides nothing itself.
import type { Accounts } from './actors/accounts.ts'
import type { Dispatcher } from './actors/dispatcher.ts'
import { Drain, type DrainState } from './actors/drain.ts'
import type { JobSupervisor } from './actors/job-supervisor.ts'
import { Switches } from './actors/switches.ts'
import type { Db } from './db/connection.ts'
import { lineLength } from './db/line.queries.ts'
import type { Clock } from './system/clock.ts'
import type { Log } from './system/log.ts'

export interface ControlledParts {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly accounts: Accounts
  readonly dispatcher: Dispatcher
  readonly supervisor: JobSupervisor
  readonly onDrained: ((drained: DrainState) => void) | undefined
}

export function controlsOf(parts: ControlledParts): { switches: Switches; draining: Drain } {
  const { db, clock, log, accounts, dispatcher, supervisor, onDrained } = parts
  const switches = new Switches({
    ...{ clock, dispatcher, accounts },
    onResumed: () => draining.callOff(),
  })
  const draining: Drain = new Drain({
    clock,
    switches,
    running: () => supervisor.busy,
    onEmpty: (drained) => {
      const { completed, failed } = drained
      log.info('service.drained', { completed, failed, waiting: lineLength(db) })
      onDrained?.(drained)
    },
  })
  return { switches, draining }
}
