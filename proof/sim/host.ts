// The machine the service runs on: starts processes, kills them at chosen boundaries, starts them again on
// what they left, and lets the model judge every commit.
import type { Runtime } from '../../src/runtime.ts'
import { audit } from './audit.ts'
import { lookAtForeignRows, sweepEvery } from './chores.ts'
import { CrashPlan } from './crash-plan.ts'
import { SimErasureList } from './erasure-list.ts'
import { type HostParts, judgeFailedStart } from './host-parts.ts'
import { type Depth, Inspector } from './inspector.ts'
import type { Life, Reply } from './life.ts'
import { idsFrom, newClock, newLife } from './new-life.ts'
import { Observer } from './observer.ts'
import type { FaultAction } from './plan.ts'
import { CrashSignal, type ProcessClock } from './process-clock.ts'
import { offersOf, type Release } from './release.ts'
import { noteDeath } from './sightings.ts'
import { noteDeathOutside } from './sightings-outside.ts'
import { makeStore, type Store } from './store.ts'
import { StoreFaults } from './store-faults.ts'
import { Watchman } from './watchman.ts'

/** A start that the store refused is tried again after this long, as by a service manager. */
const startAgainMs = 5_000

export class Host {
  readonly store: Store
  readonly faults: StoreFaults
  readonly counts = { crashes: 0, starts: 0 }
  readonly erasureList = new SimErasureList()
  readonly #parts: HostParts
  readonly #newId: () => string
  readonly #inspector: Inspector
  readonly #crashes = new CrashPlan()
  readonly #onUp: (() => void)[] = []
  #process: { life: Life; observer: Observer; watchman: Watchman; isReady: boolean } | undefined
  #wallOffsetMs = 0
  #release: Release
  /** Died in the middle of its own work; opened again once that has unwound. */
  #mustReopen = false

  constructor(parts: HostParts) {
    this.#parts = parts
    this.#newId = idsFrom(parts.seed)
    this.#release = { tokenCost: parts.config.tokenCost, withdrawn: false }
    this.store = makeStore(parts.config.store, parts.seed)
    this.#inspector = new Inspector({ ...parts, store: this.store })
    this.faults = new StoreFaults({
      store: this.store,
      probes: parts.probes,
      onChange: (isRefusing) => this.#process?.watchman.storeTrouble(isRefusing),
    })
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
    this.faults.apply()
    const observer = new Observer(this.store.db, model)
    audit({ observer, model, blame })
    this.#crashes.starting()
    const clock = newClock({
      ...this.#parts,
      db: this.store.db,
      wallMs: time.now() + this.#wallOffsetMs,
      onWake: () => this.#process?.watchman.look(),
      onUnwound: () => this.#unwound(),
    })
    try {
      const life = this.#newLife(clock)
      const { runtime } = life
      this.#parts.plant?.(runtime)
      const watchman = new Watchman({ ...this.#parts, runtime, clock, observer })
      if (this.faults.isRefusing) watchman.storeTrouble(true)
      if (watchman.isOverdue()) this.#parts.probes.hit('deadline passed while down')
      this.#process = { life, observer, watchman, isReady: false }
      runtime.start().then(
        () => this.#started(life),
        (error: unknown) => this.#startFailed(life, error),
      )
    } catch (error) {
      clock.kill()
      judgeFailedStart(error, this.#parts)
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
    if (!life || this.faults.isLocked) return
    const { probes, model } = this.#parts
    if (life.runtime.supervisor.busy > 0) probes.hit('orderly stop with running analyses')
    life.runtime.stop()
    this.#process = undefined
    life.end()
    model.died()
    this.store.closeAndReopen()
    this.#startIn(awayMs)
  }

  disarm = (): void => this.#crashes.disarm()

  freeze = (): void => this.life?.clock.freeze()

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

  foreignWrite(isNoticed: boolean): void {
    const { life } = this
    this.#process?.watchman.foreignWrite()
    this.#inspector.foreignWrite()
    if (!life || isNoticed) return
    lookAtForeignRows(life)
  }

  /** After each step: what waits is as the model knows it; now and then everything is. */
  inspect(depth: Depth): void {
    const { observer, life } = this.#process ?? {}
    if (observer && life && !life.clock.isFrozen) this.#inspector.inspect(depth, observer, life)
  }

  dispose(): void {
    this.#process?.life.end()
    this.store.dispose()
  }

  #newLife(clock: ProcessClock): Life {
    const life: Life = newLife({
      ...this.#parts,
      db: this.store.db,
      clock,
      offers: offersOf(this.#parts.config, this.#release),
      newId: this.#newId,
      erasureList: this.erasureList,
      deadlineOf: (jobId) => this.observer?.job(jobId)?.deadline_at,
      onBoundary: (name) => this.#atBoundary(life, name),
      onAnswered: () => this.#strike('ack', life),
    })
    return life
  }

  #atBoundary(life: Life, name: string): void {
    if (!life.isAlive) throw new CrashSignal()
    const { observer } = this
    if (name === 'after-commit' && observer) this.#inspector.committed(observer, life)
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
    noteDeath(life, { running: analyses.running, cuts: this.#crashes.cuts }, probes)
    noteDeathOutside(model, life.runtime, probes)
    // Who holds the lock holds it on the file of this life.
    this.faults.unlock()
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
    sweepEvery(this.#parts.config.sweepMs, life)
    for (const fn of this.#onUp) fn()
  }

  #startFailed(life: Life, error: unknown): void {
    if (!life.isAlive) return
    judgeFailedStart(error, this.#parts)
    this.#die(life, startAgainMs)
    this.store.reopen()
  }
}
