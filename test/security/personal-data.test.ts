import { existsSync, readFileSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { afterEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/db/connection.ts'
import { makeLog } from '../../src/system/log.ts'
import { createWorld } from '../../src/testing/index.ts'
import { useFiles } from '../support/worlds.ts'
import { columnClasses } from './support/column-classes.ts'
import { useLive } from './support/live.ts'

const start = useLive(afterEach)
const file = useFiles()

/** Unmistakable, in every alphabet a log or a file may write it in. */
const canary = 'canary-c8f1d2-é'

describe('P1: every column has a class', () => {
  const listed = columnClasses()

  test('those of the file are those of the list, each once', () => {
    const { db, close } = openDatabase(':memory:')
    const tables = db.$client.prepare("select name from sqlite_schema where type = 'table'").pluck()
    const columns = tables.all().flatMap((table) => {
      const info = db.$client.pragma(`table_info(${table})`) as { name: string }[]
      return info.map(({ name }) => `${table}.${name}`)
    })
    close()

    expect(listed.map(({ column }) => column).sort()).toEqual(columns.sort())
  })

  test('answers and results are in one table, secrets in those of the issuer and of webhooks', () => {
    const of = (as: string) =>
      listed.filter((each) => each.as === as).map(({ column }) => column.split('.')[0])
    expect(new Set(of('secret'))).toEqual(
      new Set([
        'auth_sessions',
        'auth_accounts',
        'auth_verifications',
        'auth_jwks',
        'webhook_endpoints',
      ]),
    )
    expect(new Set(of('personal'))).toEqual(
      new Set([
        'users',
        'results',
        'job_tries',
        'webhook_endpoints',
        'webhook_deliveries',
        'auth_users',
        'auth_sessions',
        'auth_verifications',
      ]),
    )
  })
})

describe('P2: what people answer stays where it belongs', () => {
  test('given answers with a canary, through success, failure, refusal and retry, it is in their results and nowhere else', async () => {
    const live = await start({ env: { LOG_LEVEL: 'debug', DEFAULT_TOKEN_BALANCE: '20' } })
    const { token } = await live.register('ana')
    const told: string[] = []
    const submit = async (more: object = {}) => {
      const body = {
        assessmentData: { score: 1, note: canary },
        rawResponses: { notes: [{ questionId: 'Q1', value: canary }] },
        ...more,
      }
      const { body: answer, text } = await live.ask('POST', '/trpc/assessment.submit', {
        token,
        body,
      })
      told.push(text)
      return answer.result?.data.jobId as string | undefined
    }
    const ended = async (jobId: string | undefined) => {
      const statusOf = live.db.prepare('select status from jobs where job_id = ?').pluck()
      while (!['completed', 'failed'].includes(String(statusOf.get(jobId)))) await turn()
    }

    const done = await submit()
    while (live.analyzer.calls.length < 1) await turn()
    live.analyzer.calls[0]?.context.progress(0.5, 'half way')
    live.analyzer.calls[0]?.succeed({ text: `about ${canary}` })
    await ended(done)
    const misshapen = await submit()
    for (let call = 1; call <= 1; call++) {
      while (live.analyzer.calls.length < call + 1) await turn()
      live.analyzer.calls[call]?.succeed({ wrong: canary })
    }
    const by = { kind: 'operator', id: 'olga' } as const
    await live.service.runtime.desk.fail(misshapen ?? '', by, 'a test')
    await submit({ assessmentName: 'Other' })
    await submit({ idempotencyKey: 'not a key!' })
    const retried = await live.ask('POST', '/trpc/assessment.retry', {
      token,
      body: { jobId: misshapen },
    })
    told.push(retried.text)
    for (const path of [
      'assessment.list',
      'notifications.list',
      'tokens.history',
      'health.details',
    ]) {
      told.push((await live.ask('GET', `/trpc/${path}`, { token })).text)
    }
    told.push((await live.ask('GET', '/archive/jobs', { token })).text)

    expect(told.filter((text) => text.includes(canary))).toEqual([])
    expect(live.logged.length).toBeGreaterThan(5)
    expect(live.logged.filter((line) => /canary/.test(line))).toEqual([])
    expect(placesOf(live.db, 'canary')).toEqual([
      'results.assessment_data',
      'results.profile',
      'results.raw_responses',
    ])
  })

  test('given a wrong answer, its refusal shows it to its sender and to no log', async () => {
    const live = await start({ env: { LOG_LEVEL: 'debug' } })
    const { token } = await live.register('ana')

    const { text } = await live.ask('POST', '/assessment/submit', {
      token,
      body: { assessment_data: { score: canary } },
    })

    expect(text).toContain(canary)
    expect(live.logged.filter((line) => /canary/.test(line))).toEqual([])
  })

  test('given addresses, names and passwords, none of them is logged', async () => {
    const live = await start({ env: { LOG_LEVEL: 'debug' } })
    const body = { email: 'canary@example.com', password: 'canary password', username: 'canary1' }

    await live.ask('POST', '/auth/register', { body })
    await live.ask('POST', '/auth/register', { body })
    await live.ask('POST', '/auth/login', { body: { email: body.email, password: 'canary wrong' } })

    expect(live.logged.filter((line) => /canary/.test(line))).toEqual([])
  })
})

describe('P3: what is deleted is gone from the disk', () => {
  const bytesOf = (path: string) =>
    Buffer.concat(
      ['', '-wal'].map((end) =>
        existsSync(path + end) ? readFileSync(path + end) : Buffer.alloc(0),
      ),
    )

  /** Answers are stored, then deleted, then checkpointed; gives whether a trace is left before and after. */
  async function erased(path: string, secureDelete: 'on' | 'off') {
    const world = await createWorld({ databasePath: path })
    await world.user('ana', 50)
    for (let submission = 0; submission < 20; submission++) {
      const note = `${canary}-${submission}-${'x'.repeat(submission * 400)}`
      await world.submit('ana', {
        rawResponses: { notes: [{ questionId: 'Q1', value: note.slice(0, 1_000) }] },
      })
    }
    await world.passes(60_000)
    await world.close()
    const { db, close } = openDatabase(path)
    db.$client.pragma(`secure_delete = ${secureDelete}`)
    db.$client.pragma('wal_checkpoint(truncate)')
    const before = bytesOf(path).includes(canary)
    db.$client.exec("update results set raw_responses = null, assessment_data = '{}'")
    db.$client.pragma('wal_checkpoint(truncate)')
    const after = bytesOf(path).includes(canary)
    close()
    return { before, after }
  }

  test('given answers that are deleted, then no byte of them is in the file or its log after a checkpoint', async () => {
    expect(await erased(file(), 'on')).toEqual({ before: true, after: false })
  })

  test('given a file that does not overwrite what it deletes, then the search finds it', async () => {
    expect(await erased(file(), 'off')).toEqual({ before: true, after: true })
  })
})

describe('P6: a log line is one line of known fields', () => {
  test.each([
    'a\nb',
    'line\r\n{"level":60,"msg":"forged"}',
    '\u001b[2J\u001b[31mred',
    '\u2028\u2029\u0000\u0007',
    '","level":60,"x":"',
    '\ud800',
  ])('given %j from outside, it forges nothing', (text) => {
    const lines: string[] = []
    const log = makeLog('info', { write: (line: string) => void lines.push(line) })

    log.warn('event', { reason: text, error: text, jobId: text })

    expect(lines).toHaveLength(1)
    const [line = ''] = lines
    expect(line.slice(0, -1)).not.toMatch(controlCharacters)
    expect(JSON.parse(line)).toMatchObject({ level: 40, msg: 'event', reason: text, jobId: text })
  })

  test('given the longest texts from outside, a line is at most 8 KiB', () => {
    const lines: string[] = []
    const log = makeLog('info', { write: (line: string) => void lines.push(line) })

    log.error('call.failed', { requestId: 'r', reason: 'path', error: '\u0001'.repeat(100_000) })

    expect(Buffer.byteLength(lines[0] ?? '')).toBeLessThan(8_192)
  })

  test('a field that is not on the list does not compile', () => {
    const log = makeLog('silent')
    // @ts-expect-error An e-mail address is no field of the log.
    log.info('event', { email: 'ana@example.com' })
    // @ts-expect-error Nor are scores.
    log.info('event', { assessmentData: { score: 1 } })
    expect(log).toBeDefined()
  })
})

describe('P7: what an attack leaves behind', () => {
  const eventsIn = (logged: readonly string[]) =>
    logged.map((line) => JSON.parse(line) as Record<string, unknown>)

  test('given sign-ins, sign-outs and refusals, each is one line that says who and what, and not how', async () => {
    const live = await start()
    const { token, id } = await live.register('ana')
    await live.ask('POST', '/trpc/auth.login', {
      body: { email: 'ana@example.com', password: 'a wrong password' },
    })
    await live.ask('GET', '/trpc/monitor.stats', { token })
    await live.ask('GET', '/health/stuck-jobs/stats', { token })
    await live.ask('GET', '/trpc/tokens.balance')
    await live.ask('POST', '/auth/logout', { token })

    const noted = eventsIn(live.logged)
      .filter(({ msg }) => /^(user|call)\./.test(String(msg)))
      .map(({ msg, reason, code, userId }) => ({ msg, reason, code, userId }))
    expect(noted).toEqual([
      { msg: 'user.signed-in', userId: id },
      { msg: 'call.denied', reason: 'auth.login', code: 'UNAUTHORIZED' },
      { msg: 'call.denied', reason: 'monitor.stats', code: 'FORBIDDEN', userId: id },
      {
        msg: 'call.denied',
        reason: 'GET /health/stuck-jobs/stats',
        code: 'FORBIDDEN',
        userId: id,
      },
      { msg: 'call.denied', reason: 'tokens.balance', code: 'UNAUTHORIZED' },
      { msg: 'user.signed-out', userId: id },
    ])
  })

  test('given too many submissions, the limit is logged and not what was sent', async () => {
    const live = await start({ env: { SUBMIT_BURST: '1', SUBMIT_RATE_PER_MINUTE: '1' } })
    const { token, id } = await live.register('ana')
    for (let score = 0; score < 2; score++) {
      await live.ask('POST', '/assessment/submit', { token, body: { score } })
    }

    const denied = eventsIn(live.logged).filter(({ msg }) => msg === 'call.denied')
    expect(denied).toMatchObject([
      { reason: 'assessment.submit', code: 'RATE_LIMITED', userId: id },
    ])
  })
})

/** Columns in which the text stands, of all tables. */
function placesOf(sqlite: Database.Database, text: string): string[] {
  const tables = sqlite.prepare("select name from sqlite_schema where type = 'table'").pluck()
  return tables
    .all()
    .flatMap((table) => {
      const info = sqlite.pragma(`table_info(${table})`) as { name: string }[]
      return info
        .filter(({ name }) =>
          sqlite.prepare(`select 1 from ${table} where instr("${name}", ?) > 0`).get(text),
        )
        .map(({ name }) => `${table}.${name}`)
    })
    .sort()
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controlCharacters = /[\u0000-\u001f\u007f]/

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
