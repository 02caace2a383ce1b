// The machine the service runs on: starts processes, kills them at chosen boundaries, starts them again on
// what they left, and lets the model judge every commit.
import { watchIntervalMs } from '../../src/actors/foreign-write-watch.ts'
import { newestInstant } from '../../src/db/events.queries.ts'
import type { Runtime } from '../../src/runtime.ts'
import type { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import type { Analyses } from './analyses.ts'
import { audit, auditByVerify, auditOpen } from './audit.ts'
import type { Blame } from './blame.ts'
import { CrashPlan } from './crash-plan.ts'
import { Life, type Reply } from './life.ts'
import type { Model } from './model.ts'
import { Observer } from './observer.ts'
import type { Config, FaultAction } from './plan.ts'
import type { Probes } from './probes.ts'
import { CrashSignal, ProcessClock } from './process-clock.ts'
import { type Random, randomStream } from './random.ts'
import { definitionsOf, offersOf, type Release } from './release.ts'
import { noteBatch } from './sightings.ts'
import { isStoreError, makeStore, type Store } from './store.ts'
import type { Trace } from './trace.ts'
import { Watchman } from './watchman.ts'

export interface HostParts {
  readonly time: SimulatedClock
  readonly config: Config
  readonly seed: number
  readonly model: Model
  readonly probes: Probes
  readonly trace: Trace
  readonly analyses: Analyses
  readonly blame: Blame
  /** Breaks the service on purpose, at each start. */
  readonly plant: ((runtime: Runtime) => void) | undefined
}

/** A start that the store refused is tried again after this long, as by a service manager. */
const startAgainMs = 5_000

export class Host {
  readonly store: Store
  readonly counts = { crashes: 0, starts: 0 }
  readonly #parts: HostParts
  readonly #random: Random
  readonly #crashes = new CrashPlan()
  readonly #onUp: (() => void)[] = []
  #process: { life: Life; observer: Observer; watchman: Watchman; isReady: boolean } | undefined
  #wallOffsetMs = 0
  #release: Release
  #fullPages: number | undefined
  #letGo: (() => void) | undefined
  /** Died in the middle of its own work; opened again once that has unwound. */
  #mustReopen = false

  constructor(parts: HostParts) {
    this.#parts = parts
    this.#random = randomStream(parts.seed, 'ids')
    this.#release = { tokenCost: parts.config.tokenCost, withdrawn: false }
    this.store = makeStore(parts.config.store)
  }

  /** The process that takes calls, if there is one. */
  get life(): Life | undefined {
    return this.#process?.isReady ? this.#process.life : undefined
  }

  get observer(): Observer | undefined {
    return this.#process?.observer
  }

  /** Called whenever the service is up again. */
  onUp(fn: () => void): void {
    this.#onUp.push(fn)
  }

  call<T>(work: (runtime: Runtime) => Promise<T>, heard: (reply: Reply<T>) => void): void {
    const { life } = this
    if (life) life.call(work, heard)
    else heard({ kind: 'down' })
  }

  /** Starts a process on what is there. */
  start(): void {
    const { time, config, model, blame } = this.#parts
    this.counts.starts++
    model.released(offersOf(config, this.#release))
    this.#applyPages()
    const observer = new Observer(this.store.db, model)
    audit({ observer, model, blame })
    this.#crashes.starting()
    const clock = this.#clockOfNewProcess(time.now() + this.#wallOffsetMs)
    try {
      const life = this.#newLife(clock)
      const { runtime } = life
      this.#parts.plant?.(runtime)
      const watchman = new Watchman({ ...this.#parts, runtime, clock, observer })
      if (this.#isRefusing) watchman.storeTrouble(true)
      if (watchman.isOverdue()) this.#parts.probes.hit('deadline passed while down')
      this.#process = { life, observer, watchman, isReady: false }
      runtime.start().then(
        () => this.#started(life),
        (error: unknown) => this.#startFailed(life, error),
      )
    } catch (error) {
      clock.kill()
      this.#requireStoreError(error)
      this.#startIn(startAgainMs)
    }
  }

  crash(crash: Extract<FaultAction, { do: 'crash' }>): void {
    const { life } = this
    if (!life) return
    this.#crashes.arm(crash.place === 'now' ? { ...crash, skip: 0 } : crash)
    if (crash.place !== 'now') return
    this.#parts.probes.hit('crash while idle')
    this.#strike('now', life)
  }

  /** A stop in order, as at a deploy. */
  stop(awayMs: number): void {
    const { life } = this
    if (!life || this.#letGo) return
    const { probes, model } = this.#parts
    if (life.runtime.supervisor.busy > 0) probes.hit('orderly stop with running analyses')
    life.runtime.stop()
    this.#process = undefined
    life.end()
    model.died()
    this.store.closeAndReopen()
    this.#startIn(awayMs)
  }

  disarm(): void {
    this.#crashes.disarm()
  }

  freeze(): void {
    this.life?.clock.freeze()
  }

  thaw(): void {
    if (!this.#process?.life.clock.isFrozen) return
    if (this.#process.watchman.isOverdue()) this.#parts.probes.hit('frozen past a deadline')
    this.#process.watchman.disturbed()
    this.#process.life.clock.thaw()
  }

  /** The wall clock steps; a process that runs does not see it. */
  stepWallClock(byMs: number): void {
    this.#wallOffsetMs += byMs
  }

  release(release: Release): void {
    this.#release = release
  }

  /** The disk takes so many more pages; undefined: all it is given. */
  limitDisk(pagesLeft: number | undefined): void {
    const pages = Number(this.store.db.$client.pragma('page_count', { simple: true }))
    this.#fullPages = pagesLeft === undefined ? undefined : pages + pagesLeft
    this.#applyPages()
    this.#process?.watchman.storeTrouble(this.#isRefusing)
  }

  /** Somebody else takes the write lock, where somebody else can connect at all. */
  lock(): void {
    if (this.#letGo) return
    this.#letGo = this.store.holdWriteLock()
    if (this.#letGo) this.#parts.probes.hit('somebody held the write lock')
    this.#process?.watchman.storeTrouble(this.#isRefusing)
  }

  unlock(): void {
    this.#letGo?.()
    this.#letGo = undefined
    this.#process?.watchman.storeTrouble(this.#isRefusing)
  }

  foreignWrite(isNoticed: boolean): void {
    const { life } = this
    this.#process?.watchman.foreignWrite()
    if (!life || isNoticed) return
    this.#lookAtForeignRows(life)
  }

  /** As the watch does, which in memory sees nothing: there is one connection, and it is its own. */
  #lookAtForeignRows(life: Life): void {
    life.clock.setTimeout(() => {
      life.runtime.monitor.check('foreign-write').catch(() => this.#lookAtForeignRows(life))
    }, watchIntervalMs)
  }

  /** After each step: what waits is as the model knows it; now and then everything is. */
  inspect(depth: 'open' | 'all'): void {
    const { observer, life } = this.#process ?? {}
    if (!observer || !life || life.clock.isFrozen) return
    const options = { observer, ...this.#parts }
    auditOpen(options)
    const { supervisor } = life.runtime
    if (supervisor.live < options.model.waiting) {
      options.probes.hit('more jobs waiting than live actors')
    }
    if (depth === 'open') return
    audit(options)
    auditByVerify(this.store.db, life.clock.now(), options)
  }

  dispose(): void {
    this.#process?.life.end()
    this.store.dispose()
  }

  get #isRefusing(): boolean {
    return this.#fullPages !== undefined || this.#letGo !== undefined
  }

  #applyPages(): void {
    this.store.db.$client.pragma(`max_page_count = ${this.#fullPages ?? 2 ** 30}`)
  }

  #clockOfNewProcess(wallMs: number): ProcessClock {
    const { time, config, blame, probes } = this.#parts
    const startsAt = Math.max(wallMs, newestInstant(this.store.db))
    if (startsAt > wallMs) probes.hit('restart with the wall clock behind')
    if (wallMs > time.now()) probes.hit('restart with the wall clock ahead')
    return new ProcessClock({
      time,
      config,
      startsAt,
      onWake: () => this.#process?.watchman.look(),
      onUnwound: () => this.#unwound(),
      onUncaught: (error) => blame('F07', `nobody caught ${describe(error)}`),
    })
  }

  #newLife(clock: ProcessClock): Life {
    const { config, analyses, blame } = this.#parts
    const deadlineOf = (jobId: string) => this.observer?.job(jobId)?.deadline_at
    const analyzer = analyses.analyzerOn(clock, deadlineOf)
    const offers = offersOf(config, this.#release)
    const life: Life = new Life({
      ...config,
      db: this.store.db,
      clock,
      newId: () => this.#newId(),
      assessments: definitionsOf(offers, analyzer),
      defaultAssessment: offers[0]?.name ?? '',
      defaults: config,
      submitLimit: { perMinute: config.submitsPerMinute, burst: config.submitsAtOnce },
      crashPoint: (name) => this.#atBoundary(life, name),
      onUncaught: (error) => blame('F07', `a caller was told ${describe(error)}`),
      onAnswered: () => this.#strike('ack', life),
    })
    return life
  }

  #atBoundary(life: Life, name: string): void {
    if (!life.isAlive) throw new CrashSignal()
    if (name === 'after-commit') this.#judge()
    if (name !== 'after-commit' && name !== 'before-commit') return
    const strikes = this.#crashes.strikes(name)
    if (!strikes) return
    const { probes } = this.#parts
    if (name === 'before-commit') probes.hit('crash before a commit')
    else if (life.waiting > 0) probes.hit('crash between commit and answer')
    this.#die(life, strikes.awayMs)
    this.#mustReopen = true
    throw new CrashSignal()
  }

  #judge(): void {
    const { model, trace, time, probes } = this.#parts
    const batch = this.#process?.observer.read()
    if (!batch || (batch.entries.length === 0 && batch.events.length === 0)) return
    noteBatch(batch, model, probes)
    model.committed(batch)
    trace.addBatch(time.now(), batch)
  }

  /** Outside of the service's own work: it dies at once where it was to die here. */
  #strike(place: 'now' | 'ack', life: Life): void {
    const strikes = this.#crashes.strikes(place)
    if (!strikes || !life.isAlive) return
    if (place === 'ack') this.#parts.probes.hit('crash just after an answer')
    this.#die(life, strikes.awayMs)
    this.store.reopen()
  }

  #die(life: Life, awayMs: number): void {
    const { probes, analyses, model, trace, time } = this.#parts
    this.counts.crashes++
    trace.add(time.now(), 'dies')
    if (analyses.running > 0) probes.hit('crash while an analysis runs')
    if (life.runtime.supervisor.busy > analyses.running) probes.hit('crash while backing off')
    if (life.waiting > 0) probes.hit('crash while somebody waits for an answer')
    if (this.#crashes.cuts === 1) probes.hit('recovery cut once')
    if (this.#crashes.cuts > 1) probes.hit('recovery cut twice')
    // Who holds the lock holds it on the file of this life.
    this.unlock()
    this.store.capture()
    this.#process = undefined
    life.end()
    model.died()
    this.#startIn(awayMs)
  }

  #unwound(): void {
    if (!this.#mustReopen) return
    this.#mustReopen = false
    this.store.reopen()
  }

  #startIn(awayMs: number): void {
    this.#parts.time.setTimeout(() => this.start(), awayMs)
  }

  #started(life: Life): void {
    const current = this.#process
    if (current?.life !== life) return
    this.#crashes.started()
    current.isReady = true
    this.#sweepFrom(life)
    for (const fn of this.#onUp) fn()
  }

  #startFailed(life: Life, error: unknown): void {
    if (!life.isAlive) return
    this.#requireStoreError(error)
    this.#die(life, startAgainMs)
    this.store.reopen()
  }

  #requireStoreError(error: unknown): void {
    this.#parts.probes.hit('start failed, tried again')
    if (!isStoreError(error)) this.#parts.blame('F07', `the start failed: ${describe(error)}`)
  }

  /** As the scheduler of the service does. */
  #sweepFrom(life: Life): void {
    life.clock.setTimeout(() => {
      this.#sweepFrom(life)
      life.runtime.monitor.check('schedule').catch(() => {})
    }, this.#parts.config.sweepMs)
  }

  #newId(): string {
    const part = () => this.#random.whole(0, 0xffff).toString(16).padStart(4, '0')
    return `${part()}${part()}-${part()}-7000-8000-${part()}${part()}${part()}`
  }
}

const describe = (error: unknown): string =>
  error instanceof Error
    ? `${error.name}: ${error.message} ${error.stack?.split('\n')[1]}`
    : String(error)
