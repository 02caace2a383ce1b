// Looks at the tables after each step of a plan, at what is open or at everything. What nobody has written
// since the last look is not read again.
import { type AuditOptions, audit, auditByVerify, auditOpen } from './audit.ts'
import { type HostParts, judge } from './host-parts.ts'
import type { Life } from './life.ts'
import type { Observer } from './observer.ts'
import { Owed } from './owed.ts'
import type { Store } from './store.ts'

/** `rest`: everything, and nothing may be left to do. */
export type Depth = 'open' | 'all' | 'rest'

export interface InspectorOptions extends HostParts {
  readonly store: Store
}

export class Inspector {
  readonly #options: InspectorOptions
  readonly #owed: Owed
  #seen: { readonly observer: Observer; readonly changes: number } | undefined

  constructor(options: InspectorOptions) {
    this.#options = options
    this.#owed = new Owed(options)
  }

  /** What a commit left, at once. */
  committed(observer: Observer, { clock }: Life): void {
    const { store } = this.#options
    judge(observer, this.#options, { store, owed: this.#owed, now: clock.now() })
  }

  inspect(depth: Depth, observer: Observer, { runtime, clock }: Life): void {
    const { model, probes, watches, store } = this.#options
    const options: AuditOptions = { ...this.#options, observer }
    this.#inspectOpen(options)
    if (runtime.supervisor.live < model.waiting) probes.hit('more jobs waiting than live actors')
    if (depth === 'open') return
    audit(options)
    auditByVerify(runtime.db, clock.now(), options)
    if (watches.hooks) this.#owed.audit(store.db.$client, clock.now(), depth === 'rest')
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
