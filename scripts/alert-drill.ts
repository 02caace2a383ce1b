// A drill: a real service in trouble, a real Prometheus with the rules that ship, and every alert that must fire
// does. `npm run drill:alerts`; where Prometheus is not installed it says so and ends with 0. Waiting times of the
// rules are shortened, their expressions are not touched.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { createService, defineAssessment, readConfig, type Service } from '../src/index.ts'

const withinMs = 60_000
const say = (line: string) => process.stdout.write(`${line}\n`)

if (spawnSync('prometheus', ['--version']).error) {
  say('SKIPPED: the drill needs Prometheus (Debian: apt-get install prometheus)')
} else {
  await drill(mkdtempSync(join(tmpdir(), 'unstuck-drill-')))
}

async function drill(folder: string): Promise<void> {
  const service = await troubled(join(folder, 'drill.db'))
  const { port } = await service.start()
  await service.recovered()
  const prometheus = await startPrometheus(folder, service.metricsKey, port)
  try {
    await prometheus.fired([])
    say('all is well: no alert')
    await makeTrouble(service, port)
    await prometheus.fired([
      'QueueDeep',
      'NotReady',
      'NothingStarted',
      'LedgerWrong',
      'InvariantBroken',
    ])
    await service.stop()
    await prometheus.fired(['Down'])
    say('drill ok')
  } finally {
    await service.stop()
    await prometheus.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function troubled(databasePath: string): Promise<Service> {
  const hangs = {
    name: 'hangs',
    version: '1',
    analyze: (_input: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      ),
  }
  const assessment = defineAssessment({
    name: 'Drill',
    input: z.strictObject({ score: z.int() }),
    result: z.strictObject({ text: z.string() }),
    analyzer: hangs,
  })
  const env = {
    DATABASE_PATH: databasePath,
    PORT: '0',
    LOG_LEVEL: 'silent',
    SHUTDOWN_GRACE: '0',
    DEFAULT_TOKEN_BALANCE: '1000',
    SUBMIT_BURST: '1000',
    WORKER_CONCURRENCY: '1',
    STUCK_JOB_QUEUED_TIMEOUT: '500000',
  }
  return createService({ config: readConfig(env), assessments: [assessment] })
}

async function makeTrouble(service: Service, port: number): Promise<void> {
  const { accounts, intake, dispatcher, db } = service.runtime
  await accounts.ensure({ id: 'ana', email: 'ana@example.com', name: 'Ana' })
  for (let n = 0; n < 102; n++) await intake.submit('ana', { assessmentData: { score: n } })
  dispatcher.close()
  // Somebody gives away a token behind the ledger's back; the proof is asked to look.
  db.$client.exec(`update users set token_balance = token_balance + 1 where id = 'ana'`)
  const headers = { 'x-internal-service': 'true', 'x-service-key': service.internalServiceKey }
  const { ok } = await fetch(`http://127.0.0.1:${port}/trpc/admin.verify`, { headers })
  if (!ok) throw new Error('The proof could not be asked for')
  say('trouble: 101 jobs wait, dispatch is closed, a balance is wrong')
}

async function startPrometheus(folder: string, key: string, target: number) {
  const rules = readFileSync('deploy/alerts.yml', 'utf8').replace(
    /^ *for: .*$/gm,
    '        for: 2s',
  )
  writeFileSync(join(folder, 'alerts.yml'), rules)
  writeFileSync(join(folder, 'key'), key)
  const config = readFileSync('deploy/prometheus.yml', 'utf8')
    .replaceAll('15s', '1s')
    .replace(/credentials_file: .*/, `credentials_file: ${join(folder, 'key')}`)
    .replace('127.0.0.1:3003', `127.0.0.1:${target}`)
  writeFileSync(join(folder, 'prometheus.yml'), config)
  const port = await freePort()
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'tsdb')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: 'inherit' },
  )
  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`)
    return (await response.json()) as Answer
  }
  return {
    /** Waits until these fire; with none, until the target was scraped and nothing fires. */
    async fired(expected: readonly string[]): Promise<void> {
      await untilSeen(() => looked(ask), expected)
      if (expected.length > 0) say(`fired: ${expected.join(', ')}`)
    },
    async stop(): Promise<void> {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function untilSeen(look: () => Promise<Seen>, expected: readonly string[]): Promise<void> {
  const endsAt = performance.now() + withinMs
  let seen: Seen | undefined
  while (performance.now() < endsAt) {
    await pause(500)
    seen = (await look().catch(() => undefined)) ?? seen
    if (seen && isAsExpected(seen, expected)) return
  }
  const wanted = expected.join(', ') || 'no alert'
  throw new Error(`Expected ${wanted}; firing: ${seen?.firing.join(', ') || 'none'}`)
}

interface Seen {
  readonly firing: readonly string[]
  readonly isScraped: boolean
}

async function looked(ask: (path: string) => Promise<Answer>): Promise<Seen> {
  const { alerts } = (await ask('/api/v1/alerts')).data
  const { activeTargets } = (await ask('/api/v1/targets')).data
  const firing = alerts.filter(({ state }) => state === 'firing')
  return {
    firing: firing.map(({ labels }) => labels.alertname),
    isScraped: activeTargets.length > 0 && activeTargets.every(({ health }) => health === 'up'),
  }
}

function isAsExpected({ firing, isScraped }: Seen, expected: readonly string[]): boolean {
  if (expected.length === 0) return isScraped && firing.length === 0
  return expected.every((name) => firing.includes(`Unstuck${name}`))
}

interface Answer {
  readonly data: { readonly alerts: readonly Alert[]; readonly activeTargets: readonly Target[] }
}

interface Alert {
  readonly state: string
  readonly labels: { readonly alertname: string }
}

interface Target {
  readonly health: string
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}
