// A database of each release, as it was left by a process that was killed: whatever comes later opens it, brings it to its
// own schema, proves it, settles what was under way, and serves it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { createUnstuckClient } from '../../client/index.ts'
import {
  keptAccount,
  keptAuthSecret,
  keptFolder,
  keptShareSecretFile,
  keptStartAt,
} from '../../scripts/keep-database.ts'
import { analyze } from '../../src/assessments/talent-mapping/analyze.ts'
import { exampleScores } from '../../src/assessments/talent-mapping/example.ts'
import { createTalentMapping } from '../../src/assessments/talent-mapping/talent-mapping.ts'
import { openDatabase, openReadOnly, schemaVersions } from '../../src/db/connection.ts'
import { prepareRestored } from '../../src/db/copy.ts'
import { verify } from '../../src/db/verify.ts'
import { createService, readConfig } from '../../src/index.ts'
import { silentLog } from '../../src/system/log.ts'
import { createWorld } from '../../src/testing/index.ts'
import { useFiles } from '../support/worlds.ts'

const file = useFiles()
const kept = readdirSync(keptFolder).filter((name) => name.endsWith('.db.gz'))
const hourMs = 3_600_000

/** A copy to work on, as the older release left it. */
function copyOf(name: string): string {
  const path = file()
  writeFileSync(path, gunzipSync(readFileSync(join(keptFolder, name))), { mode: 0o600 })
  return path
}

const versionOf = (path: string): number => {
  const sqlite = new Database(path, { readonly: true })
  const version = Number(sqlite.pragma('user_version', { simple: true }))
  sqlite.close()
  return version
}

function wrongIn(path: string, now: number): string[] {
  const { db, close } = openReadOnly(path)
  try {
    return verify(db, { now }).checks.flatMap(({ ok, id, title, sample }) =>
      ok ? [] : [`${id} ${title}: ${sample}`],
    )
  } finally {
    close()
  }
}

const totals = (path: string) => {
  const sqlite = new Database(path, { readonly: true })
  const count = (query: string) => sqlite.prepare(query).pluck().get()
  const found = {
    jobs: count('select count(*) from jobs'),
    results: count('select count(*) from results'),
    entries: count('select count(*) from ledger_entries'),
    money: count('select sum(amount) from ledger_entries'),
    events: count('select count(*) from events'),
    profiles: count('select count(*) from results where profile is not null'),
  }
  sqlite.close()
  return found
}

test('there is one of each release that changed the schema', () => {
  expect(kept).toContain('v0.1.0-schema-5.db.gz')
})

describe.each(kept)('%s', (name) => {
  const schema = Number(/schema-(\d+)/.exec(name)?.[1])

  test('is opened, migrated and proved, and keeps every row and every token', () => {
    const path = copyOf(name)
    expect(versionOf(path)).toBe(schema)
    const before = totals(path)
    expect(before).toMatchObject({ jobs: 10, profiles: 3 })

    const database = openDatabase(path)
    const { has, newest } = schemaVersions(database.db)
    database.close()

    expect(has).toBe(newest)
    expect(totals(path)).toEqual(before)
    expect(wrongIn(path, keptStartAt + hourMs)).toEqual([])
    const again = openDatabase(path)
    expect(schemaVersions(again.db).has).toBe(newest)
    again.close()
  })

  test('goes on: what ran and what waited ends, what a script wrote is taken up', async () => {
    const path = copyOf(name)
    const { profiles } = totals(path)
    const world = await createWorld({
      databasePath: path,
      startAt: keptStartAt + 23 * 60_000,
      assessments: [createTalentMapping()],
      result: analyze({ scores: exampleScores }),
    })
    await world.passes(hourMs)

    const open = world.rows("select * from jobs where status not in ('completed', 'failed')")
    expect(open).toEqual([])
    expect(world.statusOf('written-by-a-script')).toBe('failed')
    expect(totals(path).profiles).toBe(Number(profiles) + 2)
    const [{ id = '' } = {}] = world.rows<{ id: string }>(
      'select id from users where email = ?',
      keptAccount.email,
    )
    const replayed = await world.submit(id, {
      assessmentData: exampleScores,
      idempotencyKey: 'kept-1',
    })
    expect(replayed).toMatchObject({ replayed: true, currentStatus: 'completed' })
    const secretFile = join(keptFolder, name.replace('db.gz', keptShareSecretFile))
    const secret = readFileSync(secretFile, 'utf8').trim()
    const { sections } = await world.service.shares.open(secret, 'here')
    expect(sections).toEqual(['summary', 'strengths'])
    await world.close()
    expect(wrongIn(path, keptStartAt + 2 * hourMs)).toEqual([])
  })

  test('is served: its account signs in, and reads what it had', async () => {
    const path = copyOf(name)
    const env = { DATABASE_PATH: path, PORT: '0', AUTH_SECRET: keptAuthSecret, DISK_RESERVE: '0' }
    const config = readConfig({ ...env, BACKUP_FOLDER: dirname(path) })
    const service = await createService({ config, log: silentLog })
    const { url } = await service.start()
    await service.recovered()
    try {
      const login = await fetch(`${url}/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(keptAccount),
      })
      const { data } = (await login.json()) as { data: { token: string } }
      const { trpc, close } = createUnstuckClient({ url, token: data.token, WebSocket: null })
      const { jobs } = await trpc.assessment.list.query({})
      expect(jobs).toHaveLength(9)
      expect(jobs.filter(({ status }) => status !== 'completed' && status !== 'failed')).toEqual([])
      const read = jobs.find(({ status }) => status === 'completed')
      const result = await trpc.assessment.result.query({ resultId: read?.resultId ?? '' })
      expect(result.profile).toMatchObject({ archetype: expect.any(String) })
      const { entries } = await trpc.tokens.history.query({ limit: 100 })
      expect(entries.some(({ kind }) => kind === 'refund')).toBe(true)
      expect((await service.operator.admin.verify()).ok).toBe(true)
      close()
    } finally {
      await service.stop()
    }
  })

  test('is the way back: as a backup it is restored, and a file of a newer schema is refused unharmed', () => {
    const backup = copyOf(name)
    prepareRestored(backup, { now: keptStartAt + hourMs, wasErased: () => false })
    expect(wrongIn(backup, keptStartAt + hourMs)).toEqual([])

    const newer = copyOf(name)
    const sqlite = new Database(newer)
    sqlite.pragma('user_version = 999')
    sqlite.close()
    const before = readFileSync(newer)
    expect(() => openDatabase(newer)).toThrow('install the newer release')
    expect(readFileSync(newer).equals(before)).toBe(true)
  })
})
