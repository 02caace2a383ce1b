import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { hostileTexts } from '../../proof/fuzz/hostile.ts'
import { ConfigError, readConfig } from '../../src/config.ts'
import { openDatabase, requireSqlite } from '../../src/db/connection.ts'
import { verify } from '../../src/db/verify.ts'
import { useFiles } from '../support/worlds.ts'
import { useLive } from './support/live.ts'

const start = useLive(afterEach)
const file = useFiles()

test('B1: the connection of a running service is set as it must be, each pragma read back', async () => {
  const live = await start()
  const must = {
    journal_mode: 'wal',
    synchronous: 2,
    foreign_keys: 1,
    recursive_triggers: 1,
    trusted_schema: 0,
    cell_size_check: 1,
    secure_delete: 1,
    mmap_size: 0,
    temp_store: 2,
    busy_timeout: 250,
    wal_autocheckpoint: 1_000,
    journal_size_limit: 16_777_216,
    page_size: 4_096,
  }

  const is = Object.keys(must).map((name) => [name, live.db.pragma(name, { simple: true })])

  expect(Object.fromEntries(is)).toEqual(must)
  expect(() => live.db.prepare("select load_extension('x')").get()).toThrow()
  expect(() => live.db.prepare('select "no such column" from users').get()).toThrow()
})

describe('B2: the data path is a file that a restart finds again', () => {
  test.each([':memory:', 'file:x?mode=memory', 'file:///tmp/x.db'])(
    '%s stops the start',
    (path) => {
      expect(() => readConfig({ DATABASE_PATH: path })).toThrow(ConfigError)
    },
  )

  test('given a link, a folder, a relative path or a URI, the database is not opened', () => {
    const real = file('real.db')
    openDatabase(real).close()
    const link = `${real}.link`
    symlinkSync(real, link)
    mkdirSync(`${real}.folder`)

    for (const path of [link, `${real}.folder`, 'relative.db', 'file:x.db']) {
      expect(() => openDatabase(path)).toThrow(/DATABASE_PATH/)
    }
  })

  test('given a file of somebody else, it is not opened and not changed', () => {
    const path = file('other.db')
    const other = new Database(path)
    other.exec('create table theirs (x)')
    other.close()
    const before = readFileSync(path)

    expect(() => openDatabase(path)).toThrow('is not a database of this service')

    expect(readFileSync(path)).toEqual(before)
  })
})

describe('B3: text is data, wherever it is written', () => {
  const insider = 'an-operator-of-the-test'

  test('given every hostile text in every field, it is refused or comes back as it was sent', async () => {
    const live = await start({ env: { SUBMIT_BURST: '100000', DEFAULT_TOKEN_BALANCE: '1000' } })
    const { token, id } = await live.register('ana')
    const olga = await live.register('olga')
    await live.service.runtime.accounts.setRole(olga.id, 'operator', {
      kind: 'system',
      id: insider,
    })
    const ask = (path: string, body: unknown, as = token) =>
      live.ask('POST', `/trpc/${path}`, { token: as, body })
    const query = (path: string, input: unknown, as = token) =>
      live.ask(
        'GET',
        `/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input)).slice(0, 8_000)}`,
        { token: as },
      )
    const statuses: number[] = []

    for (const text of hostileTexts) {
      const submitted = await ask('assessment.submit', {
        assessmentData: { score: 1, note: text },
        rawResponses: { notes: [{ questionId: 'Q1', value: text, meta: { text } }] },
      })
      expect(submitted.status).toBe(200)
      const { jobId, resultId } = submitted.body.result.data
      const stored = (await query('assessment.result', { resultId })).body.result.data
      expect(stored.assessmentData).toEqual({ score: 1, note: text })
      expect(stored.rawResponses).toEqual({
        notes: [{ questionId: 'Q1', value: text, meta: { text } }],
      })

      const granted = await ask('admin.grant', { userId: id, amount: 1, reason: text }, olga.token)
      if (granted.status === 200) {
        const history = await query('tokens.history', { limit: 1 })
        expect(history.body.result.data.entries[0].reason).toBe(text.trim())
      }
      await ask('admin.fail', { jobId, reason: text }, olga.token)
      const refusals = await Promise.all([
        granted,
        ask('assessment.submit', { assessmentData: { score: 1 }, assessmentName: text }),
        ask('assessment.submit', { assessmentData: { score: 1 }, idempotencyKey: text }),
        ask('assessment.submit', { assessmentData: { score: 1, [text]: 1 } }),
        ask('assessment.submit', {
          assessmentData: { score: 1 },
          rawResponses: { [text]: [{ questionId: text, value: 1 }] },
        }),
        ask('assessment.cancel', { jobId: text }),
        ask('assessment.deleteResult', { resultId: text }),
        ask('auth.updateProfile', { username: text }),
        ask('admin.setRole', { userId: text, role: 'operator' }, olga.token),
        query('assessment.list', { status: text, assessmentName: text }),
        query('assessment.list', { sort: text }),
        query('assessment.list', { order: text }),
        query('notifications.list', { before: text }),
        query('admin.jobs', { search: text, userId: text, errorCode: text }, olga.token),
        query('admin.users', { search: text }, olga.token),
      ])
      statuses.push(...refusals.map(({ status }) => status))
    }

    expect([...new Set(statuses)].sort()).toEqual([200, 400, 404])
    expect(live.logged.filter((line) => !isOneJsonLine(line))).toEqual([])
    const report = verify(live.service.runtime.db, { now: live.service.runtime.clock.now() })
    expect(report.checks.filter(({ ok }) => !ok)).toEqual([])
    const users = live.db.prepare('select role from users order by created_at').pluck().all()
    expect(users).toEqual(['user', 'operator'])
  }, 120_000)

  test('no text of anybody is ever part of a statement', () => {
    const found = sources('src').flatMap(({ path, text }) =>
      [
        ...text.matchAll(
          /sql\.raw\((.*)|sql\.identifier\(|\.prepare(?:<[^()]*>)?\(\s*`[^`]*\$\{|\.exec\(`[^`]*\$\{/g,
        ),
      ].map((match) => `${path}: ${match[0].replace(/\s+/g, ' ').trim().slice(0, 60)}`),
    )
    // Each is put together once, before anybody asks, of constants of the same module.
    expect(found).toEqual([
      // One of the six walks above it, and its limit as a parameter.
      'src/db/commit-retention.ts: .prepare<object, Old>(`${',
      // The table and columns of a section, as the list above it names them.
      expect.stringMatching(
        /^src\/db\/export\.queries\.ts: \.prepare<object, Row>\( `select \$\{at\} as _at/,
      ),
      // The names of three columns, and how many rows are looked at.
      expect.stringMatching(
        /^src\/db\/job-search\.queries\.ts: \.prepare<string\[\], string>\( `\$\{prefix\('job_id'\)\}/,
      ),
      // Which people, how many of them, and how many jobs of theirs are looked at.
      expect.stringMatching(
        /^src\/db\/job-search\.queries\.ts: \.prepare<string\[\], string>\( `select job\.job_id from \(\$\{peopl/,
      ),
      expect.stringMatching(
        /^src\/db\/job-search\.queries\.ts: \.prepare<string\[\], number>\(`select count\(\*\) from \(\$\{people/,
      ),
      // How many rows are looked at.
      'src/db/job-search.queries.ts: .prepare<string[], string>( `select job_id from (select job_',
      // A column's name, written in the schema itself.
      expect.stringMatching(/^src\/db\/schema\.ts: sql\.raw\(`typeof\("/),
    ])
  })
})

describe('B4: nobody rewrites the ledger', () => {
  test.each([
    ['update', "update ledger_entries set amount = 1000 where kind = 'grant'"],
    ['delete', 'delete from ledger_entries'],
    [
      'insert or replace',
      `insert or replace into ledger_entries (seq, user_id, kind, amount, reason, actor, created_at, hash)
       select seq, user_id, kind, 1000, reason, actor, created_at, hash from ledger_entries`,
    ],
    [
      'upsert',
      `insert into ledger_entries (seq, user_id, kind, amount, reason, actor, created_at, hash)
       select seq, user_id, kind, 1000, reason, actor, created_at, hash from ledger_entries where true
       on conflict (seq) do update set amount = excluded.amount`,
    ],
    ['replace', 'replace into ledger_entries select * from ledger_entries'],
  ])('by %s, on the connection of the service itself', async (_how, statement) => {
    const live = await start()
    await live.register('ana')
    const entries = () => live.db.prepare('select * from ledger_entries').all()
    const before = entries()
    expect(before).toHaveLength(1)

    expect(() => live.db.exec(statement)).toThrow('ledger entries are never')

    expect(entries()).toEqual(before)
  })
})

describe('B6: one library, one writer, and a release that loses nothing', () => {
  test.each([
    ['3.51.2', false],
    ['3.51.3', true],
    ['3.52.0', true],
    ['3.6.99', false],
    ['4.0.0', true],
    ['2.99.99', false],
    ['', false],
  ])('SQLite %s: accepted %s', (version, isAccepted) => {
    const check = () => requireSqlite(version)
    if (isAccepted) expect(check).not.toThrow()
    else expect(check).toThrow('3.51.3 or newer is needed')
  })

  test('given a release that is too old, the database is not opened and nothing is written', () => {
    const path = file('old.db')
    const { prepare } = Database.prototype
    const old = { pluck: () => ({ get: () => '3.51.2' }) }
    const spy = vi.spyOn(Database.prototype, 'prepare').mockImplementation(function (
      this: Database.Database,
      sql: string,
    ) {
      return sql.includes('sqlite_version') ? (old as never) : prepare.call(this, sql)
    })

    expect(() => openDatabase(path)).toThrow('SQLite 3.51.2 can lose commits')

    spy.mockRestore()
    expect(readFileSync(path)).toHaveLength(0)
    openDatabase(path).close()
  })

  test('only the opening opens a database, and only it looks at the file', () => {
    const opens = sources('src').filter(({ text }) => /new Database\(/.test(text))
    const otherLibraries = sources('src').filter(({ text }) =>
      /from '(node:sqlite|libsql|@libsql\/|sql\.js|bun:sqlite)/.test(text),
    )
    const looks = sources('src/db').filter(({ text }) => /from 'node:fs/.test(text))

    expect(opens.map(({ path }) => path)).toEqual([
      'src/db/connection.ts',
      'src/db/instance-lock.ts',
    ])
    expect(otherLibraries).toEqual([])
    // The second reads the compiled library, not the database; the third the write-ahead log, which SQLite does not lock.
    expect(looks.map(({ path }) => path)).toEqual([
      'src/db/connection.ts',
      'src/db/sound-build.ts',
      'src/db/store-log.ts',
    ])
  })
})

test('C4, F31: given a file that is no database, the message says so in words', () => {
  const path = file('text.db')
  writeFileSync(path, 'x'.repeat(10_000))
  expect(() => openDatabase(path)).toThrow(/not a database/)
})

function sources(folder: string): { path: string; text: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
}

function isOneJsonLine(line: string): boolean {
  return line.indexOf('\n') === line.length - 1 && typeof JSON.parse(line) === 'object'
}
