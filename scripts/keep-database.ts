// Keeps a small database as this release writes it, for the test that every later release opens, migrates and goes on with
// it: jobs of every state, an account that signs in, a link, a key, a row that somebody else wrote. Run once at a release
// by `npm run db:keep`; it never writes over a file that is kept.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { analyze } from '../src/assessments/talent-mapping/analyze.ts'
import { exampleScores } from '../src/assessments/talent-mapping/example.ts'
import { createTalentMapping } from '../src/assessments/talent-mapping/talent-mapping.ts'
import { toOneFile } from '../src/db/copy.ts'
import { Identity } from '../src/identity/identity.ts'
import { createWorld, type World } from '../src/testing/index.ts'
import { version } from '../src/version.ts'

export const keptFolder = 'test/db/kept'
/** When the kept history begins; it lasts half an hour. */
export const keptStartAt = Date.UTC(2026, 10, 20, 9)
export const keptAccount = { email: 'ana@example.com', password: 'a password that is kept' }
/** Of the service that wrote the file; no service anywhere else has it. */
export const keptAuthSecret = 'kept-beside-the-file-Jx7Qm2Vw9Lr4Tz6Bn1Hd'
/** Opens the link in the file. */
export const keptShareSecretFile = 'share-secret'

const minuteMs = 60_000

async function makeDatabase(databasePath: string): Promise<string> {
  const world = await createWorld({
    databasePath,
    startAt: keptStartAt,
    assessments: [createTalentMapping()],
    result: analyze({ scores: exampleScores }),
  })
  try {
    return await fill(world)
  } finally {
    // As a process that was killed leaves it: what runs and what waits is still in the file.
    world.crash()
    await world.close()
  }
}

/** Answers the secret of the link. */
async function fill(world: World): Promise<string> {
  const userId = await register(world)
  const request = { assessmentData: exampleScores }
  const submit = async (more = {}) => {
    const { jobId, resultId } = await world.submit(userId, { ...request, ...more })
    return { jobId, resultId }
  }
  const operator = { kind: 'operator', id: 'olga' } as const
  await world.user('olga')
  await world.service.accounts.setRole('olga', 'operator', { kind: 'internal', id: 'service-key' })
  await world.service.accounts.grant(userId, 20, 'invoice 7', operator)
  const completed = await submit({ idempotencyKey: 'kept-1' })
  world.analyzer.next({ does: 'fail', message: 'the scores contradict each other' })
  const failed = await submit()
  await world.passes(minuteMs)
  await world.service.intake.retry(userId, failed.jobId)
  world.analyzer.next({ does: 'hang' })
  await submit()
  await world.service.switches.pause('dispatch', operator, 'maintenance')
  const cancelled = await submit()
  await world.service.desk.cancel(cancelled.jobId, { kind: 'user', id: userId })
  await submit()
  await world.passes(20 * minuteMs)
  await world.service.switches.resume('dispatch', operator)
  const hidden = await submit()
  await world.passes(minuteMs)
  await world.service.desk.hide(hidden.jobId, { kind: 'user', id: userId })
  await world.check()
  await world.service.accounts.markRead(userId, 5)
  const sections = ['summary', 'strengths']
  const wish = { resultId: completed.resultId, sections, days: 365 }
  const { secret } = await world.service.shares.create(userId, wish)
  world.analyzer.otherwise({ does: 'hang' })
  await submit()
  await world.settle()
  await world.service.switches.pause('dispatch', operator, 'an upgrade')
  await submit({ idempotencyKey: 'kept-2' })
  world.insertForeign({ userId, status: 'queued', jobId: 'written-by-a-script' })
  return secret
}

async function register(world: World): Promise<string> {
  const { clock, db } = world
  const attempts = { take: () => 0 }
  const embedded = { db, newId: () => world.newId(), authSecret: keptAuthSecret, attempts }
  const { accounts } = new Identity({ clock, embedded })
  const signIn = await accounts?.register({ ...keptAccount, username: 'ana' }, 'here')
  const id = signIn?.subject ?? ''
  await world.service.accounts.ensure({ id, email: keptAccount.email, name: 'Ana' })
  return id
}

async function keep(): Promise<void> {
  const schema = readdirSync('drizzle').filter((name) => name.endsWith('.sql')).length
  const name = `v${version}-schema-${schema}`
  const target = join(keptFolder, `${name}.db.gz`)
  if (existsSync(target)) throw new Error(`${target} is kept already; a release is kept once`)
  const folder = mkdtempSync(join(tmpdir(), 'unstuck-keep-'))
  try {
    const path = join(folder, 'unstuck.db')
    const secret = await makeDatabase(path)
    toOneFile(path)
    writeFileSync(target, gzipSync(readFileSync(path), { level: 9 }))
    writeFileSync(join(keptFolder, `${name}.${keptShareSecretFile}`), `${secret}\n`)
    process.stdout.write(`${target} is kept\n`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (process.argv[1]?.endsWith('keep-database.ts')) await keep()
