import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Backups } from '../../src/backup/backups.ts'
import { backupName, forgetOld, listBackups } from '../../src/backup/kept-backups.ts'
import { type BackupReport, makeBackup } from '../../src/backup/make-backup.ts'
import { openDatabase } from '../../src/db/connection.ts'
import { createService, readConfig } from '../../src/index.ts'
import { backupsOf } from '../../src/safekeeping.ts'
import { silentLog } from '../../src/system/log.ts'
import { createWorld, SimulatedClock } from '../../src/testing/index.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unstuck-backup-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const at = Date.UTC(2026, 10, 24, 3, 15, 0)

describe('a backup', () => {
  test('of a database that is written to meanwhile is whole, alone in its file and private', async () => {
    const databasePath = join(folder, 'data.db')
    const world = await createWorld({ databasePath })
    await world.user('ana', 100)
    for (let n = 0; n < 5; n++) await world.submit('ana')
    await world.passes(1)
    const target = join(folder, 'deep', 'copy.db')

    const making = makeBackup({ databasePath, target, now: at })
    for (let n = 0; n < 5; n++) await Promise.all([world.submit('ana'), world.settle()])
    const report = await making

    expect(report.rows.ledgerEntries).toBeGreaterThanOrEqual(6)
    expect(report.rows.jobs).toBeGreaterThanOrEqual(5)
    expect(report.checks).toBeGreaterThan(20)
    expect(statSync(target).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(folder, 'deep'))).toEqual(['copy.db'])
    await world.passes(600_000)
    await world.close()
  })

  test('is never written over a file that is there', async () => {
    const databasePath = join(folder, 'data.db')
    openDatabase(databasePath).close()
    const target = join(folder, 'copy.db')
    writeFileSync(target, 'something of somebody')

    await expect(makeBackup({ databasePath, target, now: at })).rejects.toThrow(/exists/)
    expect(statSync(target).size).toBe(21)
  })

  test('that does not prove right is an error, and leaves nothing behind', async () => {
    const databasePath = join(folder, 'data.db')
    const { db, close } = openDatabase(databasePath)
    db.$client.exec(
      `insert into users (id, token_balance, created_at, updated_at) values ('ana', 5, 1, 1)`,
    )
    close()

    const target = join(folder, 'copies', 'copy.db')
    await expect(makeBackup({ databasePath, target, now: at })).rejects.toThrow(
      /M\d .*unstuck verify/,
    )
    expect(readdirSync(join(folder, 'copies'))).toEqual([])
  })

  test('of nothing is refused', async () => {
    const order = { databasePath: join(folder, 'none.db'), target: join(folder, 'c.db'), now: at }
    await expect(makeBackup(order)).rejects.toThrow(/no database/)
    expect(existsSync(order.databasePath)).toBe(false)
  })
})

describe('what is kept', () => {
  test('is found by name, newest first; other files are left alone', () => {
    for (const name of [backupName(at), backupName(at + 1_000), 'notes.txt', 'unstuck-old.db']) {
      writeFileSync(join(folder, name), 'x')
    }

    expect(backupName(at)).toBe('unstuck-20261124T031500Z.db')
    expect(listBackups(folder).map((each) => each.at)).toEqual([at + 1_000, at])
    expect(forgetOld(folder, 2)).toEqual([])
    expect(forgetOld(folder, 1)).toEqual([join(folder, backupName(at))])
    expect(forgetOld(folder, 0)).toEqual([])
    expect(readdirSync(folder).sort()).toEqual([
      'notes.txt',
      backupName(at + 1_000),
      'unstuck-old.db',
    ])
    expect(listBackups(join(folder, 'nowhere'))).toEqual([])
  })
})

describe('the backups of a service', () => {
  const backups = (make: () => Promise<BackupReport>, logged: string[] = []) =>
    new Backups({
      databasePath: 'data.db',
      folder,
      keep: 1,
      clock: new SimulatedClock(at),
      log: {
        info: (event) => void logged.push(event),
        warn: () => {},
        error: (event, fields) => void logged.push(`${event} ${fields?.error}`),
      },
      describeError: String,
      make,
    })
  const report = { path: 'p', bytes: 1, checks: 1, rows: {} as BackupReport['rows'] }

  test('are made one at a time, and the oldest goes once the new one is there', async () => {
    writeFileSync(join(folder, backupName(at - 1_000)), 'old')
    writeFileSync(join(folder, backupName(at)), 'new')
    let begun = 0
    const kept = backups(async () => {
      begun++
      return report
    })

    await Promise.all([kept.run(), kept.run()])

    expect(begun).toBe(1)
    expect(readdirSync(folder)).toEqual([backupName(at)])
    expect(kept.state).toMatchObject({ at, made: 1, failed: 0 })
    expect(kept.trouble).toBeUndefined()
  })

  test('that fail are told until one succeeds, and cost no older one', async () => {
    writeFileSync(join(folder, backupName(at - 1_000)), 'old')
    const logged: string[] = []
    let isBroken = true
    const kept = backups(async () => {
      if (isBroken) throw new Error('no room')
      return report
    }, logged)

    await expect(kept.run()).rejects.toThrow('no room')
    expect(kept.trouble).toBe('the last backup failed')
    expect(kept.state).toMatchObject({ at: at - 1_000, made: 0, failed: 1 })
    expect(logged).toEqual(['backup.failed Error: no room'])

    isBroken = false
    await kept.run()
    expect(kept.trouble).toBeUndefined()
  })
})

test('a service backs itself up in a thread, while it answers', async () => {
  const databasePath = join(folder, 'live', 'data.db')
  const config = readConfig({ DATABASE_PATH: databasePath, PORT: '0', LOG_LEVEL: 'silent' })
  const service = await createService({ config })
  const { url } = await service.start()
  await service.recovered()
  try {
    const backups = backupsOf(config, { clock: service.runtime.clock, log: silentLog })
    const [report, alive] = await Promise.all([backups.run(), fetch(`${url}/health/live`)])

    expect(alive.ok).toBe(true)
    expect(report.path).toBe(listBackups(join(folder, 'live', 'backups'))[0]?.path)
    expect(report.checks).toBeGreaterThan(20)
    const text = await fetch(`${url}/metrics`, {
      headers: { authorization: `Bearer ${service.metricsKey}` },
    }).then((response) => response.text())
    expect(text).toMatch(/^unstuck_backup_bytes [1-9]/m)
  } finally {
    await service.stop()
  }
})

test.each(['every day', '61 * * * *', '* * *'])(
  'a schedule of "%s" is refused with its fix',
  (schedule) => {
    expect(() => readConfig({ BACKUP_SCHEDULE: schedule })).toThrow(
      /BACKUP_SCHEDULE .*15 3 \* \* \*/,
    )
  },
)
