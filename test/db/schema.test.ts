import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { getTableName, is, type Table } from 'drizzle-orm'
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as auth from '../../src/db/auth.schema.ts'
import { type OpenDatabase, openDatabase } from '../../src/db/connection.ts'
import * as outbound from '../../src/db/outbound.schema.ts'
import * as core from '../../src/db/schema.ts'
import * as upkeep from '../../src/db/upkeep.schema.ts'
import { useFiles } from '../support/worlds.ts'

const file = useFiles()
let database: OpenDatabase
beforeAll(() => {
  database = openDatabase(':memory:')
})
afterAll(() => database.close())

const tables = Object.values({ ...core, ...upkeep, ...outbound, ...auth }).filter((each) =>
  is(each, SQLiteTable),
)
const byName = (rows: readonly object[]) =>
  [...rows].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))

test('every table of the file is one of the schema, and the other way round', () => {
  const inFile = database.db.$client
    .prepare(
      "select name from sqlite_schema where type = 'table' and name not like '\\_\\_%' escape '\\' and name not like 'sqlite%'",
    )
    .pluck()
    .all()
  expect(inFile.sort()).toEqual(tables.map((table) => getTableName(table as Table)).sort())
})

describe.each(tables.map((table) => [getTableName(table as Table), table] as const))(
  '%s',
  (name, table) => {
    const { columns, indexes, checks, foreignKeys } = getTableConfig(table as SQLiteTable)
    const rows = (pragma: string) =>
      database.db.$client.prepare(pragma).all() as Record<string, unknown>[]

    test('has the columns of the schema, with their types and defaults', () => {
      const inFile = rows(
        `select name, type, "notnull", dflt_value is not null as has_default from pragma_table_info('${name}')`,
      )
      const inSchema = columns.map((column) => ({
        name: column.name,
        type: column.getSQLType().toUpperCase(),
        notnull: column.notNull || column.primary ? 1 : 0,
        has_default: column.default === undefined ? 0 : 1,
      }))
      expect(byName(inFile)).toEqual(byName(inSchema))
    })

    test('has the indexes of the schema', () => {
      const inFile = rows(
        `select name, "unique", partial from pragma_index_list('${name}') where origin = 'c'`,
      )
      const inSchema = indexes.map(({ config }) => ({
        name: config.name,
        unique: config.unique ? 1 : 0,
        partial: config.where ? 1 : 0,
      }))
      expect(byName(inFile)).toEqual(byName(inSchema))
    })

    test('has the checks and the foreign keys of the schema', () => {
      const [{ sql = '' } = {}] = rows(`select sql from sqlite_schema where name = '${name}'`)
      expect(checks.filter((check) => !String(sql).includes(`CONSTRAINT "${check.name}"`))).toEqual(
        [],
      )
      expect(rows(`select * from pragma_foreign_key_list('${name}')`)).toHaveLength(
        foreignKeys.length,
      )
    })
  },
)

test('the migrations are the schema: nothing is left to be generated', () => {
  const folder = dirname(file())
  cpSync('drizzle', join(folder, 'drizzle'), { recursive: true })
  const schema = resolve('src/db/*schema.ts')
  const config = { dialect: 'sqlite', schema, out: './drizzle' }
  writeFileSync(join(folder, 'drizzle.config.json'), JSON.stringify(config))
  const kit = (command: string) =>
    spawnSync(process.execPath, [resolve('node_modules/drizzle-kit/bin.cjs'), command], {
      cwd: folder,
      encoding: 'utf8',
    })

  expect(kit('check').stdout).toContain("Everything's fine")
  expect(kit('generate').stdout).toContain('No schema changes')
  expect(readdirSync(join(folder, 'drizzle')).sort()).toEqual(readdirSync('drizzle').sort())
})

test('every table that a migration makes is STRICT', () => {
  const lax = readdirSync('drizzle')
    .filter((name) => name.endsWith('.sql'))
    .flatMap(
      (name) => readFileSync(join('drizzle', name), 'utf8').match(/CREATE TABLE [^;]*;/g) ?? [],
    )
    .filter((statement) => !/\) STRICT;$/.test(statement))
  expect(lax).toEqual([])
})
