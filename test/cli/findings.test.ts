import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { backupName } from '../../src/backup/kept-backups.ts'
import {
  backupAgeMaxMs,
  backupFinding,
  clockAheadMaxMs,
  clockFinding,
  configFinding,
  diskFailBytes,
  diskFinding,
  diskWarnBytes,
  type Finding,
  ledgerFindings,
  lockFinding,
  migrationFinding,
  nodeFinding,
  orphanFindings,
  secretsFinding,
  sqliteFindings,
} from '../../src/cli/findings.ts'
import { openDatabase, schemaVersions } from '../../src/db/connection.ts'
import { loadSecrets } from '../../src/identity/secrets.ts'
import { createWorld } from '../../src/testing/index.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unstuck-doctor-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const levels = (findings: readonly Finding[]) => findings.map(({ level }) => level)

test.each([
  ['20.18.9', 'fail'],
  ['20.19.0', 'ok'],
  ['22.0.0', 'ok'],
  ['18.99.0', 'fail'],
])('Node %s is %s', (version, level) => expect(nodeFinding(version).level).toBe(level))

test('SQLite and its settings are those of this build', () => {
  expect(levels(sqliteFindings())).toEqual(['ok', 'ok'])
})

test.each([
  [diskFailBytes - 1, 'fail'],
  [diskFailBytes, 'warn'],
  [diskWarnBytes - 1, 'warn'],
  [diskWarnBytes, 'ok'],
])('%i bytes free: %s', (free, level) => expect(diskFinding('/data', free).level).toBe(level))

test('a folder that is not there yet is judged by the one it will be made in', () => {
  expect(diskFinding(join(folder, 'not', 'yet')).found).toMatch(/MB free/)
})

test('a configuration that is not usable is a finding like others, with all its problems', () => {
  const { finding, config } = configFinding({ PORT: '80000', WORKER_CONCURRENCY: 'many' })

  expect(config).toBeUndefined()
  expect(finding).toMatchObject({ level: 'fail', fix: expect.any(String) })
  expect(finding.found).toMatch(/PORT .*WORKER_CONCURRENCY/)
})

describe('secrets', () => {
  test('that others can read are named with the command that closes them', () => {
    const path = join(folder, 'unstuck.db')
    expect(secretsFinding(path).level).toBe('ok')
    loadSecrets(folder)
    expect(secretsFinding(path).level).toBe('ok')

    const key = join(folder, 'secrets', 'metrics-key')
    chmodSync(key, 0o640)

    expect(secretsFinding(path)).toMatchObject({ level: 'fail', fix: `chmod go-rwx ${key}` })
  })
})

test.each([
  [clockAheadMaxMs, 'ok'],
  [clockAheadMaxMs + 1, 'warn'],
])('a file written %i ms ahead of the clock: %s', (aheadMs, level) => {
  expect(clockFinding(1_000_000 + aheadMs, 1_000_000).level).toBe(level)
})

describe('the lock', () => {
  const nobody = 'http://127.0.0.1:1'

  test('of a file nobody serves is free, and to look makes no file', async () => {
    const path = join(folder, 'free.db')
    expect((await lockFinding(path, nobody)).level).toBe('ok')
    expect(() => openDatabase(path).close()).not.toThrow()
    expect(await lockFinding(path, nobody)).toMatchObject({ level: 'ok' })
  })

  test('held by a process that does not answer is worth a look', async () => {
    const path = join(folder, 'held.db')
    const database = openDatabase(path)
    try {
      expect(await lockFinding(path, nobody)).toMatchObject({
        level: 'warn',
        fix: expect.stringContaining('PORT'),
      })
    } finally {
      database.close()
    }
    expect((await lockFinding(path, nobody)).level).toBe('ok')
  })
})

test('a file of an older release says that it will be migrated', () => {
  const database = openDatabase(join(folder, 'old.db'))
  expect(migrationFinding(database.db).level).toBe('ok')
  database.db.$client.pragma('user_version = 1')
  expect(migrationFinding(database.db)).toMatchObject({
    level: 'warn',
    found: `1 of ${schemaVersions(database.db).newest}`,
  })
  database.close()
})

test('a wrong balance and a wrong counter are told apart, each with what to do', async () => {
  const world = await createWorld()
  await world.user('ana')
  expect(levels(ledgerFindings(world.db, 0).findings)).toEqual(['ok', 'ok'])

  world.sql(`update users set token_balance = token_balance + 1 where id = 'ana'`)
  expect(levels(ledgerFindings(world.db, 0).findings)).toEqual(['fail', 'ok'])
  world.sql(`update users set token_balance = token_balance - 1 where id = 'ana'`)

  world.sql(`insert into counters (name, bucket, value) values ('queued', 0, 7)
    on conflict do update set value = 7`)
  const { findings } = ledgerFindings(world.db, 0)
  expect(levels(findings)).toEqual(['ok', 'fail'])
  expect(findings[1]?.fix).toMatch(/unstuck verify/)
  await world.close()
})

test('what belongs to nothing, waits for an operator or is overdue is counted', async () => {
  const world = await createWorld()
  await world.user('ana')
  expect(levels(orphanFindings(world.db, 0, true))).toEqual(['ok', 'ok'])

  world.sql(`insert into repairs (job_id, tries, retry_at, quarantined_at, reason)
    values ('lost', 5, 0, 1, 'why')`)
  world.sql(`insert into results (id, user_id, assessment_name, created_at, updated_at)
    values ('r1', 'ana', 'Simple', 0, 0)`)
  world.insertForeign({ userId: 'ana', status: 'queued' })
  const [orphans, stuck] = orphanFindings(world.db, 2, false)

  expect(orphans?.found).toBe('1 result(s) without a job, 1 row(s) in quarantine')
  expect(stuck?.found).toBe('3 job(s) are overdue or not taken up')
  expect(stuck?.fix).toMatch(/start the service/)
  await world.close()
})

test('backups that are not there, or too old, are worth a word', () => {
  const at = Date.UTC(2026, 0, 1)
  expect(backupFinding(folder, at).level).toBe('warn')

  writeFileSync(join(folder, backupName(at)), 'a backup')

  expect(backupFinding(folder, at + backupAgeMaxMs).level).toBe('ok')
  expect(backupFinding(folder, at + backupAgeMaxMs + 1)).toMatchObject({
    level: 'warn',
    fix: expect.stringContaining('BACKUP_SCHEDULE'),
  })
})
