// What a runtime is made of and from: its database, its clock, its bounds, and whom it tells. It decides nothing.
import type { DrainState } from './actors/drain.ts'
import type { ErasureList } from './actors/eraser.ts'
import type { RetentionRules } from './actors/retention.ts'
import type { WebhookPort } from './actors/webhooks.ts'
import type { Db } from './db/connection.ts'
import type { Assessments, PolicyDefaults } from './domain/policy.ts'
import type { RuntimeObserver } from './metrics/observer.ts'
import type { Clock } from './system/clock.ts'
import type { NewId } from './system/ids.ts'
import type { Log } from './system/log.ts'

export interface RuntimeOptions {
  readonly db: Db
  readonly clock: Clock
  readonly newId: NewId
  readonly log: Log
  readonly assessments: Assessments
  readonly defaultAssessment: string
  readonly defaults: PolicyDefaults
  readonly slotsMax: number
  /** Jobs that workers outside may have at the same time. */
  readonly leasesMax?: number
  readonly startingBalance: number
  readonly submitLimit: { readonly perMinute: number; readonly burst: number }
  readonly unfinishedMax: number
  readonly liveActorsMax: number
  /** Between two looks for rows that somebody else wrote; 3 s where not given. */
  readonly watchIntervalMs?: number
  /** How webhooks reach the network; without it none can be made. */
  readonly webhooks?: WebhookPort | undefined
  /** Where it is remembered who was erased; nowhere but in the database where not given. */
  readonly erasureList?: ErasureList | undefined
  /** How long things are kept; for ever where not given. */
  readonly retention?: RetentionRules | undefined
  /** Keeps figures of what happens. */
  readonly observer?: RuntimeObserver | undefined
  /** Told when a drain has emptied the service. */
  readonly onDrained?: ((drained: DrainState) => void) | undefined
  /** Called at named places between steps; a test kills the process there. */
  readonly crashPoint?: (name: string) => void
}
