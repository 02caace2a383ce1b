// A soak: one service under steady load for as long as told, started anew now and then, looked at whenever the load
// ebbs. It gathers samples and what was not as it should be; what they mean is said elsewhere.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median, percentile } from '../../bench/harness.ts'
import { brokenIn } from '../chaos/copies.ts'
import { StallMeter } from '../chaos/stall-meter.ts'
import { randomStream } from '../sim/random.ts'
import { Household } from './household.ts'
import type { Sample } from './judge.ts'
import { MeasuredService } from './measured-service.ts'
import { type Keys, lookIn, Receiver, workOutside } from './outsiders.ts'

export interface SoakOptions {
  readonly minutes: number
  /** How many processes serve it, one after the other. */
  readonly lives: number
  readonly submitsPerSecond: number
  readonly seed: number
  readonly onSample: (sample: Sample) => void
  readonly signal: AbortSignal
}

export interface Soaked {
  readonly samples: readonly Sample[]
  /** What was not as it should be; none is allowed. */
  readonly found: readonly string[]
  readonly submitted: number
  readonly completed: number
  readonly webhooksReceived: number
  /** How often and how long the machine ran nobody, in milliseconds. */
  readonly stalls: number
  readonly stalledMs: number
  /** Where its files are. */
  readonly folder: string
}

/** Load between two looks. */
const tideMs = 20_000
const keys: Keys = {
  service: 'service-key-of-a-soak-0123456789abcdef',
  worker: 'worker-key-of-a-soak-0123456789abcdef',
  metrics: 'metrics-key-of-a-soak-0123456789abcdef',
}

export async function soak(options: SoakOptions): Promise<Soaked> {
  const folder = mkdtempSync(join(tmpdir(), 'unstuck-soak-'))
  const found: string[] = []
  const samples: Sample[] = []
  let stalls = 0
  let stalledMs = 0
  const meter = new StallMeter(({ from, to }) => {
    stalls++
    stalledMs += to - from
  })
  const receiver = await Receiver.open()
  const run = new Run({ ...options, folder, receiver, onFound: (what) => found.push(what) })
  try {
    for (let life = 0; life < options.lives && !options.signal.aborted; life++) {
      await run.live(life, samples)
    }
    found.push(...brokenIn(run.databasePath))
  } finally {
    run.end()
    receiver.close()
    meter.stop()
  }
  const { submitted, completed } = run.household
  return {
    ...{ samples, found, submitted, completed, folder, stalls, stalledMs },
    webhooksReceived: receiver.received,
  }
}

interface RunOptions extends SoakOptions {
  readonly folder: string
  readonly receiver: Receiver
  readonly onFound: (what: string) => void
}

/** One database, and everybody around it. */
class Run {
  readonly databasePath: string
  readonly #options: RunOptions
  readonly #startedAt = performance.now()
  readonly #over = new AbortController()
  #url = 'http://127.0.0.1:0'
  #household: Household | undefined

  constructor(options: RunOptions) {
    this.#options = options
    this.databasePath = join(options.folder, 'unstuck.db')
  }

  get household(): Pick<Household, 'submitted' | 'completed'> {
    return this.#household ?? { submitted: 0, completed: 0 }
  }

  end(): void {
    this.#over.abort()
    this.#household?.leave()
  }

  /** One process from its start to its orderly end, under load all the time. */
  async live(life: number, samples: Sample[]): Promise<void> {
    const { minutes, lives, folder, onSample, onFound, signal } = this.#options
    const service = new MeasuredService({
      env: environment(this.#url, folder),
      databasePath: this.databasePath,
      logPath: join(folder, 'service.log'),
    })
    this.#url = await service.serving
    const household = await this.#settled()
    const endsAt = performance.now() + (minutes * 60_000) / lives
    while (performance.now() < endsAt && !signal.aborted) {
      await this.#tide(household)
      const sample = { life, ...(await this.#look(service, household)) }
      samples.push(sample)
      onSample(sample)
    }
    const code = await service.stop()
    if (code !== 0) onFound(`told to stop, the service of life ${life} ended with ${code}`)
  }

  async #tide(household: Household): Promise<void> {
    const { receiver, submitsPerSecond, onFound } = this.#options
    const told = (who: string) => (error: unknown) => onFound(`${who}: ${String(error)}`)
    await Promise.all([
      household.submitFor(tideMs, submitsPerSecond),
      household.visit(receiver.url).catch(told('a visitor')),
      lookIn(this.#url, keys).catch(told('an operator')),
    ])
  }

  async #look(service: MeasuredService, household: Household): Promise<Omit<Sample, 'life'>> {
    const answers = household.takeAnswerMs()
    return {
      ...(await service.hold()),
      atMs: performance.now() - this.#startedAt,
      submitted: household.submitted,
      answerP50Ms: median(answers),
      answerP99Ms: percentile(answers, 0.99),
    }
  }

  /** Everybody who stays for all lives; gathered in the first. */
  async #settled(): Promise<Household> {
    if (this.#household) return this.#household
    const { seed, onFound } = this.#options
    const random = randomStream(seed, 'household')
    this.#household = new Household({ url: this.#url, random, onFound })
    await this.#household.gather()
    void workOutside(this.#url, keys, this.#over.signal)
    return this.#household
  }
}

/** As one person's machine would be set up, with everything that runs by itself running often. */
const environment = (url: string, folder: string): Readonly<Record<string, string>> => ({
  PORT: new URL(url).port,
  LOG_LEVEL: 'warn',
  ASSESSMENTS_MODULE: 'proof/soak/worker-assessments.mjs',
  INTERNAL_SERVICE_KEY: keys.service,
  WORKER_KEY: keys.worker,
  METRICS_KEY: keys.metrics,
  WORKER_LEASE: '2',
  WORKER_CONCURRENCY: '16',
  DEFAULT_TOKEN_BALANCE: '1000000000',
  SUBMIT_RATE_PER_MINUTE: '10000000',
  SUBMIT_BURST: '10000000',
  STUCK_JOB_CHECK_INTERVAL: '5000',
  VERIFY_INTERVAL: '2',
  BACKUP_SCHEDULE: '*/2 * * * *',
  BACKUP_FOLDER: join(folder, 'backups'),
  BACKUP_KEEP: '2',
  RETENTION_SCHEDULE: '* * * * *',
  RETENTION_TRIES_DAYS: '1',
  WEBHOOK_ALLOW_HTTP: 'true',
  WEBHOOK_ALLOW_PRIVATE: 'true',
})
