// Writes what operators change of the settings, inside the transaction its caller opened. It checks no bounds.
import { eq } from 'drizzle-orm'
import type { SettingChange, SettingName } from '../domain/settings.ts'
import type { Db } from './connection.ts'
import { settingPrefix } from './settings.queries.ts'
import { meta } from './upkeep.schema.ts'

export function commitSetting(db: Db, name: SettingName, change: SettingChange): void {
  const value = JSON.stringify(change)
  db.insert(meta)
    .values({ key: settingPrefix + name, value })
    .onConflictDoUpdate({ target: meta.key, set: { value } })
    .run()
}

/** The configured value holds again. Answers how many rows said otherwise: 1 or 0. */
export const commitSettingReset = (db: Db, name: SettingName): number =>
  db
    .delete(meta)
    .where(eq(meta.key, settingPrefix + name))
    .run().changes
