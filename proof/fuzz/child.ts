// A real service in a process of its own, for the fuzzer: loopback, a folder that is thrown away, analyses that
// wait. It answers the fuzzer's questions beside its port.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { createTalentMapping } from '../../src/assessments/talent-mapping/talent-mapping.ts'
import { readConfig } from '../../src/config.ts'
import type { Db } from '../../src/db/connection.ts'
import { verify } from '../../src/db/verify.ts'
import { defineAssessment } from '../../src/domain/assessment.ts'
import { createService, type Service } from '../../src/service.ts'
import { makeLog } from '../../src/system/log.ts'
import { HeldAnalyzer } from './held-analyzer.ts'
import type { Ask, Plant, Questions, Ready } from './messages.ts'
import { emailOf, People, type Person, passwordOf } from './people.ts'

const [folder = '', limits = 'raised'] = process.argv.slice(2)
const sampleMs = 5
/** Longer than a token's check takes in the thread pool. */
const turnMs = 8

/** So that inputs get through; the other kind of run keeps what ships. */
const raised = {
  SUBMIT_RATE_PER_MINUTE: '10000000',
  SUBMIT_BURST: '10000000',
  UNFINISHED_JOBS_MAX: '1000000',
}

const analyzer = new HeldAnalyzer()
const held = defineAssessment({
  name: 'Held',
  input: z.strictObject({
    score: z.int().min(0).max(100),
    note: z
      .string()
      .max(100)
      .refine((note) => !Object.hasOwn(plants, note) || (plants[note as Plant]?.() ?? true))
      .optional(),
  }),
  result: z.strictObject({ text: z.string() }),
  analyzer,
})
const talentMapping = { ...createTalentMapping(), analyzer }

/** Faults that the fuzzer must see; no input comes upon them by itself. */
const plants: Partial<Record<Plant, () => boolean>> = {
  'plant-c41e: a bug': () => {
    throw new TypeError("Cannot read properties of undefined (reading 'x')")
  },
  'plant-c41e: a stall': () => {
    const from = mainThreadMs()
    while (mainThreadMs() - from < 120);
    return false
  },
  'plant-c41e: a change': () => {
    service.runtime.db.$client.exec('update users set name = coalesce(name, 1) + 1')
    return false
  },
  'plant-c41e: a death': () => process.exit(7),
}

/** What inputs can reach: whatever older runs of `refill` left is told by its sums alone. */
const newestRows = 500

const logged: string[] = []
const log = makeLog('info', {
  write(line: string) {
    if (isOneLine(line) && !/"level":[56]0/.test(line)) return
    logged.push(line.slice(0, 2_000))
  },
})

function isOneLine(line: string): boolean {
  try {
    return line.indexOf('\n') === line.length - 1 && typeof JSON.parse(line) === 'object'
  } catch {
    return false
  }
}

const config = readConfig({
  DATABASE_PATH: join(folder, 'fuzz.db'),
  PORT: '0',
  SHUTDOWN_GRACE: '0',
  WORKER_CONCURRENCY: '3',
  STUCK_JOB_CHECK_INTERVAL: '86400000',
  STUCK_JOB_QUEUED_TIMEOUT: '576000',
  STUCK_JOB_PROCESSING_TIMEOUT: '576000',
  STUCK_JOB_HARD_LIMIT: '576000',
  // So that each call can come from an address of its own.
  TRUSTED_PROXY: '127.0.0.1',
  ...(limits === 'raised' && raised),
})
const service = await createService({ config, log, assessments: [held, talentMapping as never] })
const { port } = await service.start()
await service.recovered()

let signUps = 0
const crew = await People.make(service, analyzer, signUp)
const loop = watchLoop()
let cpuMs = mainThreadMs()
const digest = digester(service.runtime.db)

const answers: { [Each in Ask]: () => Promise<Questions[Each]> } = {
  refill: async () => ({ things: await crew.refill(), tokens: crew.tokens }),
  restore: async () => {
    await crew.restore()
    return {}
  },
  turn: async () => {
    await new Promise((resolve) => setTimeout(resolve, turnMs))
    return {}
  },
  look: async () => {
    await crew.release()
    await crew.settled()
    // What was committed this turn has its follow-ups in the next ones.
    for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve))
    const busyMs = mainThreadMs() - cpuMs
    const stallMs = loop.takeWorstMs()
    const answer = {
      digest: digest(),
      stallMs,
      cpuMs: busyMs,
      rssMiB: Math.round(process.memoryUsage.rss() / 2 ** 20),
      logged: logged.splice(0),
    }
    cpuMs = mainThreadMs()
    return answer
  },
  verify: async () => verified(service),
}

process.on('message', ({ id, ask }: { id: number; ask: Ask }) => {
  answers[ask]().then(
    (answer) => process.send?.({ id, answer }),
    (error: unknown) => process.send?.({ id, failed: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))

const authSecret = readFileSync(join(folder, 'secrets', 'auth-secret'), 'utf8').trim()
const ready: Ready = {
  ready: true,
  port,
  serviceKey: service.internalServiceKey,
  // The worker's is a key, and shown in the same way.
  tokens: { ...crew.tokens, worker: service.workerKey },
  secrets: [service.internalServiceKey, authSecret, folder],
}
process.send?.(ready)

/**
 * How long the loop stood still at worst since the last look, the present turn included. Node's own histogram
 * forgets a stall that begins before its first sample after a reset.
 */
function watchLoop() {
  let lastAt = performance.now()
  let worstMs = 0
  const sample = () => {
    const at = performance.now()
    worstMs = Math.max(worstMs, at - lastAt - sampleMs)
    lastAt = at
  }
  setInterval(sample, sampleMs)
  return {
    takeWorstMs() {
      sample()
      const taken = Math.max(0, worstMs)
      worstMs = 0
      return taken
    },
  }
}

/** What the loop's own thread has had of a processor; passwords are hashed by others. */
function mainThreadMs(): number {
  try {
    const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(
      ' ',
    )
    return Number(nanoseconds) / 1e6
  } catch {
    // Not on Linux: all threads together.
    const { user, system } = process.cpuUsage()
    return (user + system) / 1_000
  }
}

async function signUp(person: Person): Promise<{ id: string; token: string }> {
  // From an address of its own, so that the limit by address does not hold back whoever was erased.
  const address = `11.0.${(++signUps >> 8) & 255}.${signUps & 255}`
  const response = await fetch(`http://127.0.0.1:${port}/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ email: emailOf(person), password: passwordOf(person) }),
  })
  const body = (await response.json()) as { data: { token: string; user: { id: string } } }
  return { id: body.data.user.id, token: body.data.token }
}

/**
 * A hash of all that matters, made anew only when something was written at all. Entries and events are only ever
 * added, which triggers see to; a job that is written without its revision loses its adoption, likewise.
 */
function digester(db: Db): () => string {
  const { $client } = db
  const changes = $client.prepare('select total_changes()').pluck()
  const parts = [
    'select * from users order by rowid',
    'select count(*), max(seq) from ledger_entries',
    'select count(*), max(seq) from events',
    'select count(*), sum(revision), count(adopted_at), count(deleted_at) from jobs',
    `select * from jobs order by rowid desc limit ${newestRows}`,
    `select count(*), sum(updated_at), count(deleted_at), count(profile), sum(length(assessment_data))
     from results`,
    `select * from results order by rowid desc limit ${newestRows}`,
  ].map((sql) => $client.prepare(sql).raw())
  let seen: unknown
  let known = ''
  return () => {
    const now = changes.get()
    if (now === seen) return known
    seen = now
    const hash = createHash('sha256')
    for (const rows of parts) for (const row of rows.iterate()) hash.update(JSON.stringify(row))
    known = hash.digest('hex')
    return known
  }
}

async function verified({ runtime }: Service): Promise<Questions['verify']> {
  const report = verify(runtime.db, { now: runtime.clock.now(), isLive: true })
  const broken = report.checks
    .filter(({ ok }) => !ok)
    .map(({ id, title, sample }) => `${id} ${title}: ${sample.join(', ')}`)
  return { broken, rows: Object.values(report.rows).reduce<number>((sum, n) => sum + (n ?? 0), 0) }
}
