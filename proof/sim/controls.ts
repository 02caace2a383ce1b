// Operators who change the running service: its settings, what it holds back, and that it is to be emptied.
import type { DrainState } from '../../src/actors/drain.ts'
import type { Actor } from '../../src/domain/job.ts'
import type { Analyses } from './analyses.ts'
import type { Blame } from './blame.ts'
import type { Host } from './host.ts'
import type { Model } from './model.ts'
import type { ControlAction, SettingName } from './plan-outside.ts'
import type { Probes } from './probes.ts'

export interface ControlsParts {
  readonly host: Host
  readonly model: Model
  readonly analyses: Analyses
  readonly probes: Probes
  readonly blame: Blame
}

const by: Actor = { kind: 'operator', id: 'op' }
const minuteMs = 60_000

export class Controls {
  readonly #parts: ControlsParts
  /** The start of the service in which a drain was promised and not told as done. */
  #drainsIn: number | undefined
  /** Asked to let go, and not answered. */
  #lettingGo = 0

  constructor(parts: ControlsParts) {
    this.#parts = parts
  }

  do(action: ControlAction): void {
    switch (action.do) {
      case 'set':
        return this.#set(action.name, action.value)
      case 'unset':
        return this.#parts.host.call(
          ({ settings }) => settings.reset(undefined, by, 'as it was'),
          () => {},
        )
      case 'hold':
        return this.#hold(action.what)
      case 'let-go':
        return this.letGo()
      case 'drain':
        return this.#drain()
    }
  }

  letGo(): void {
    const { host, model } = this.#parts
    this.#drainsIn = undefined
    for (const what of ['intake', 'dispatch'] as const) {
      if (what === 'dispatch') this.#lettingGo++
      host.call(
        ({ switches }) => {
          if (what === 'dispatch') model.heldBack(false)
          return switches.resume(what, by)
        },
        () => {
          if (what === 'intake') return
          this.#lettingGo--
          model.heldBack(false)
        },
      )
    }
  }

  /** A service says that a drain has emptied it. */
  drained(_: DrainState): void {
    const { analyses, blame, probes, model } = this.#parts
    if (analyses.running > 0) blame('D1', `drained, and ${analyses.running} analyses run`)
    if (model.leases.count > 0) probes.hit('drained while a worker had a job')
    probes.hit('drained')
    this.#drainsIn = undefined
  }

  /** After each step: what is empty has been told so. */
  inspect(): void {
    const { host, blame } = this.#parts
    const { life } = host
    if (this.#drainsIn === undefined || !life || life.clock.isFrozen) return
    if (this.#drainsIn !== host.counts.starts) {
      this.#drainsIn = undefined
      return
    }
    const { supervisor, draining } = life.runtime
    if (draining.state && supervisor.busy === 0) blame('D1', 'nothing runs, and nobody was told')
  }

  #set(name: SettingName, value: number): void {
    const { host, model, analyses, probes } = this.#parts
    host.call(
      ({ settings }) => {
        const ms = value * minuteMs
        if (name === 'STUCK_JOB_QUEUED_TIMEOUT') model.allowed(ms, Number.POSITIVE_INFINITY)
        else if (name !== 'WORKER_CONCURRENCY') model.allowed(Number.POSITIVE_INFINITY, ms)
        else {
          analyses.allow(value)
          if (value < analyses.running) probes.hit('fewer slots than analyses that run')
        }
        return settings.set(name, value, by, 'the plan says so')
      },
      ({ kind }) => {
        if (kind === 'answer') probes.hit('a setting was changed')
        if (kind === 'refusal') probes.hit('a setting that cannot be was refused')
      },
    )
  }

  #hold(what: 'intake' | 'dispatch'): void {
    const { host, probes } = this.#parts
    host.call(
      ({ switches }) => switches.pause(what, by, 'an incident'),
      ({ kind }) => {
        if (kind !== 'answer') return
        probes.hit(what === 'intake' ? 'intake was held back' : 'dispatch was held back')
        if (what === 'dispatch') this.#heldBack()
      },
    )
  }

  /** Unless somebody lets it go at this moment. */
  #heldBack(): void {
    if (this.#lettingGo === 0) this.#parts.model.heldBack(true)
  }

  #drain(): void {
    const { host } = this.#parts
    const { starts } = host.counts
    this.#drainsIn = undefined
    host.call(
      ({ draining }) => draining.begin(by, 'a release', { exit: false }),
      ({ kind }) => {
        if (kind !== 'answer' || !host.life?.runtime.draining.state) return
        this.#heldBack()
        if (host.life.runtime.supervisor.busy > 0) this.#drainsIn = starts
      },
    )
  }
}
