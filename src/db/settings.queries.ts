// Reads what operators changed of the settings while the service ran. The file is open to others: a row that says
// nothing usable is named and left out, and the configured value holds.
import { and, gte, lt } from 'drizzle-orm'
import {
  isWithin,
  type SettingChange,
  type SettingChanges,
  settingFields,
  settingNames,
} from '../domain/settings.ts'
import type { Db } from './connection.ts'
import { meta } from './upkeep.schema.ts'

/** Where a changed setting lies in `meta`: this, and its name. */
export const settingPrefix = 'setting:'
const afterPrefix = 'setting;'

export interface KeptSettings {
  readonly changes: SettingChanges
  /** Keys of rows that cannot be used. */
  readonly unusable: readonly string[]
}

export function keptSettings(db: Db): KeptSettings {
  const rows = db
    .select()
    .from(meta)
    .where(and(gte(meta.key, settingPrefix), lt(meta.key, afterPrefix)))
    .limit(100)
    .all()
  const read = rows.map(({ key, value }) => ({ key, change: changeOf(key, value) }))
  return {
    changes: Object.fromEntries(
      read.flatMap(({ key, change }) =>
        change === undefined ? [] : [[key.slice(settingPrefix.length), change]],
      ),
    ),
    unusable: read.filter(({ change }) => change === undefined).map(({ key }) => key),
  }
}

function changeOf(key: string, text: string): SettingChange | undefined {
  const name = settingNames.find((each) => key === settingPrefix + each)
  const { value, by, reason, at } = parsed(text)
  if (name === undefined || typeof value !== 'number') return undefined
  if (!isWithin(settingFields[name], value)) return undefined
  return {
    value,
    by: typeof by === 'string' ? by : '',
    reason: typeof reason === 'string' ? reason : '',
    at: Number.isSafeInteger(at) ? Number(at) : 0,
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
