// The settings as they stand: what is configured, and what an operator put in its place while the service ran. Changes
// are kept in the database, with who and why, until they are reset. A change ends nothing that runs and moves no
// deadline that is written: it counts for slots at once, and for every deadline that is written from then on.
import { commitAudit } from '../db/commit-account.ts'
import { commitSetting, commitSettingReset } from '../db/commit-settings.ts'
import type { Db } from '../db/connection.ts'
import { keptSettings } from '../db/settings.queries.ts'
import { type Actor, actorName } from '../domain/job.ts'
import type { PolicyDefaults } from '../domain/policy.ts'
import {
  changeInWords,
  requireSettable,
  requireTogether,
  type Setting,
  type SettingChanges,
  type SettingName,
  type SettingValues,
  settingFields,
  settingNames,
  valuesWith,
} from '../domain/settings.ts'
import type { Clock } from '../system/clock.ts'
import type { Log } from '../system/log.ts'
import type { GroupCommit } from './group-commit.ts'

export interface SettingsOptions {
  readonly db: Db
  readonly clock: Pick<Clock, 'now'>
  readonly commits: GroupCommit
  readonly log: Log
  /** As configured. */
  readonly defaults: PolicyDefaults
  readonly slotsMax: number
  /** Told after the commit. */
  readonly onChanged: () => void
}

const minuteMs = 60_000

export class Settings {
  readonly #options: SettingsOptions
  readonly #configured: SettingValues
  #changes: SettingChanges
  /** Price, timeouts and tries as they stand, each time they are read. */
  readonly defaults: PolicyDefaults

  constructor(options: SettingsOptions) {
    const { defaults, slotsMax, db, log } = options
    this.#options = options
    this.#configured = {
      WORKER_CONCURRENCY: slotsMax,
      STUCK_JOB_QUEUED_TIMEOUT: defaults.queuedTimeoutMs / minuteMs,
      STUCK_JOB_PROCESSING_TIMEOUT: defaults.processingTimeoutMs / minuteMs,
      STUCK_JOB_HARD_LIMIT: defaults.hardLimitMs / minuteMs,
    }
    const { changes, unusable } = keptSettings(db)
    this.#changes = changes
    this.defaults = this.#liveDefaults()
    for (const reason of unusable) log.warn('setting.ignored', { reason })
    for (const setting of this.changed) {
      log.warn('setting.in-force', { reason: `${setting.name}: ${changeInWords(setting)}` })
    }
  }

  /** Analyses that may run at the same time. */
  get slotsMax(): number {
    return this.#valueOf('WORKER_CONCURRENCY')
  }

  get all(): Setting[] {
    return settingNames.map((name) => this.#settingOf(name))
  }

  /** Those that an operator changed. */
  get changed(): Setting[] {
    return this.all.filter(({ changed }) => changed !== null)
  }

  /** Resolves when it holds and is in the audit; throws `VALIDATION_ERROR` where it cannot be so. */
  set(name: SettingName, value: number, by: Actor, reason: string): Promise<void> {
    const { commits, db, clock } = this.#options
    return commits.add(() => {
      const before = this.#kept()
      requireSettable(name, { ...before, [name]: value })
      commitSetting(db, name, { value, by: actorName(by), reason, at: clock.now() })
      this.#audit('setting.set', name, { from: before[name], to: value, reason }, by)
      commits.onOutcome({ committed: () => this.#takeUp() })
    })
  }

  /** What is configured holds again: for one setting, or for all of them. */
  reset(name: SettingName | undefined, by: Actor, reason: string): Promise<void> {
    const { commits, db } = this.#options
    return commits.add(() => {
      const before = this.#kept()
      const names = name === undefined ? settingNames : [name]
      if (name !== undefined) requireTogether(name, { ...before, [name]: this.#configured[name] })
      for (const each of names) {
        if (commitSettingReset(db, each) === 0) continue
        const moved = { from: before[each], to: this.#configured[each], reason }
        this.#audit('setting.reset', each, moved, by)
      }
      commits.onOutcome({ committed: () => this.#takeUp() })
    })
  }

  /** As the rows of the open transaction say, changes before this one included. */
  #kept(): SettingValues {
    return valuesWith(this.#configured, keptSettings(this.#options.db).changes)
  }

  #takeUp(): void {
    this.#changes = keptSettings(this.#options.db).changes
    this.#options.onChanged()
  }

  #audit(action: string, subject: string, moved: object, by: Actor): void {
    const { db, clock } = this.#options
    const details = JSON.stringify(moved)
    const actor = actorName(by)
    commitAudit(db, { at: clock.now(), actor, action, subject, details })
  }

  #valueOf(name: SettingName): number {
    return this.#changes[name]?.value ?? this.#configured[name]
  }

  #settingOf(name: SettingName): Setting {
    const { min, max, unit, what } = settingFields[name]
    const change = this.#changes[name]
    return {
      ...{ name, min, max, unit, what },
      value: this.#valueOf(name),
      configured: this.#configured[name],
      changed: change ? { by: change.by, reason: change.reason, at: change.at } : null,
    }
  }

  #liveDefaults(): PolicyDefaults {
    const msOf = (name: SettingName) => this.#valueOf(name) * minuteMs
    return {
      ...this.#options.defaults,
      get queuedTimeoutMs() {
        return msOf('STUCK_JOB_QUEUED_TIMEOUT')
      },
      get processingTimeoutMs() {
        return msOf('STUCK_JOB_PROCESSING_TIMEOUT')
      },
      get hardLimitMs() {
        return msOf('STUCK_JOB_HARD_LIMIT')
      },
    }
  }
}
