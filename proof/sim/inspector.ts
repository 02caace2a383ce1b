// Looks at the tables after each step of a plan, at what is open or at everything. What nobody has written
// since the last look is not read again.
import { type AuditOptions, audit, auditByVerify, auditOpen } from './audit.ts'
import type { Blame } from './blame.ts'
import type { Life } from './life.ts'
import type { Model } from './model.ts'
import type { Observer } from './observer.ts'
import type { Probes } from './probes.ts'

export interface InspectorOptions {
  readonly model: Model
  readonly blame: Blame
  readonly probes: Probes
}

export class Inspector {
  readonly #options: InspectorOptions
  #seen: { readonly observer: Observer; readonly changes: number } | undefined

  constructor(options: InspectorOptions) {
    this.#options = options
  }

  inspect(depth: 'open' | 'all', observer: Observer, { runtime, clock }: Life): void {
    const { model, probes } = this.#options
    const options: AuditOptions = { ...this.#options, observer }
    this.#inspectOpen(options)
    if (runtime.supervisor.live < model.waiting) probes.hit('more jobs waiting than live actors')
    if (depth === 'open') return
    audit(options)
    auditByVerify(runtime.db, clock.now(), options)
  }

  /** Another connection has written. */
  foreignWrite(): void {
    this.#seen = undefined
  }

  #inspectOpen(options: AuditOptions): void {
    const { observer } = options
    const { changes } = observer
    if (this.#seen?.observer === observer && this.#seen.changes === changes) return
    auditOpen(options)
    this.#seen = { observer, changes }
  }
}
