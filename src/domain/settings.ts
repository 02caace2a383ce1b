// What operators may change while the service runs: variables of the configuration, under the same names, in the same
// units and within the same bounds. Words and rules; it keeps nothing and changes nothing.
import { DomainError } from './errors.ts'

export interface SettingField {
  /** Where nobody says otherwise. */
  readonly usual: number
  readonly min: number
  readonly max: number
  readonly unit: string
  /** What it is, as the documentation says it. */
  readonly what: string
}

export const settingFields = {
  WORKER_CONCURRENCY: {
    usual: 10,
    min: 1,
    max: 100_000,
    unit: 'analyses',
    what: 'How many analyses run at the same time',
  },
  STUCK_JOB_QUEUED_TIMEOUT: {
    usual: 15,
    min: 1,
    max: 576_000,
    unit: 'minutes',
    what: 'From submit until a job that was not started is stuck',
  },
  STUCK_JOB_PROCESSING_TIMEOUT: {
    usual: 10,
    min: 1,
    max: 576_000,
    unit: 'minutes',
    what: 'From start, or the last sign of life, until a job is stuck',
  },
  STUCK_JOB_HARD_LIMIT: {
    usual: 60,
    min: 1,
    max: 576_000,
    unit: 'minutes',
    what: 'From start until a job is stuck, however often it reports',
  },
} as const satisfies Record<string, SettingField>

export type SettingName = keyof typeof settingFields

export const settingNames = Object.keys(settingFields) as readonly SettingName[]

/** A value for each, in its own unit. */
export type SettingValues = Readonly<Record<SettingName, number>>

/** A value that an operator put in the place of the configured one. */
export interface SettingChange {
  readonly value: number
  /** `operator:<id>` or `internal:<id>`. */
  readonly by: string
  readonly reason: string
  /** Epoch milliseconds. */
  readonly at: number
}

export type SettingChanges = Readonly<Partial<Record<SettingName, SettingChange>>>

/** One setting as it stands. */
export interface Setting extends Omit<SettingField, 'usual'> {
  readonly name: SettingName
  /** What holds now. */
  readonly value: number
  readonly configured: number
  /** Who put it there; null where the configured value holds. */
  readonly changed: Omit<SettingChange, 'value'> | null
}

/** What a whole number must be; the words of the configuration and of everybody who changes it later. */
export const wholeRule = (min: number, max: number, unit: string): string =>
  `must be a whole number from ${min} to ${max} (${unit})`

/** Whether a field takes this value. */
export const isWithin = ({ min, max }: SettingField, value: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max

/** Why two values that are right one by one cannot go together; undefined where they can. */
export function hardLimitProblem(values: {
  readonly STUCK_JOB_HARD_LIMIT: number
  readonly STUCK_JOB_PROCESSING_TIMEOUT: number
}): string | undefined {
  const { STUCK_JOB_HARD_LIMIT: hardLimit, STUCK_JOB_PROCESSING_TIMEOUT: timeout } = values
  if (hardLimit >= timeout) return undefined
  return `STUCK_JOB_HARD_LIMIT (${hardLimit}) must not be below STUCK_JOB_PROCESSING_TIMEOUT (${timeout}); raise it`
}

/** The configured values with the changes in their place. */
export const valuesWith = (configured: SettingValues, changes: SettingChanges): SettingValues =>
  Object.fromEntries(
    settingNames.map((name) => [name, changes[name]?.value ?? configured[name]]),
  ) as unknown as SettingValues

/** Throws `VALIDATION_ERROR` with one sentence where `name` cannot have its value among these. */
export function requireSettable(name: SettingName, values: SettingValues): void {
  const { min, max, unit } = settingFields[name]
  const value = values[name]
  if (!isWithin(settingFields[name], value)) {
    throw refused(name, `${wholeRule(min, max, unit)}; it is ${value}`, value)
  }
  requireTogether(name, values)
}

/** The same for a value that is right by itself. */
export function requireTogether(name: SettingName, values: SettingValues): void {
  const problem = name === 'WORKER_CONCURRENCY' ? undefined : hardLimitProblem(values)
  if (problem !== undefined) throw refused(name, problem, values[name])
}

function refused(name: SettingName, problem: string, sent: number): DomainError {
  const message = problem.startsWith('STUCK_') ? problem : `${name} ${problem}`
  return new DomainError('VALIDATION_ERROR', message, {
    fields: [{ path: name, message: problem, sent: String(sent).slice(0, 100) }],
  })
}

/** Such as `4 analyses, configured 10; by operator:olga since 2026-11-24T18:42:00.000Z: provider is slow`. */
export function changeInWords({ value, unit, configured, changed }: Setting): string {
  if (changed === null) return `${value} ${unit}, as configured`
  const { by, at, reason } = changed
  return `${value} ${unit}, configured ${configured}; by ${by} since ${new Date(at).toISOString()}: ${reason}`
}
