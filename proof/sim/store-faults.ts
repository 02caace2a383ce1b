// What keeps the store of a history from taking writes: a full disk, or somebody else's lock. It outlives
// the processes of the service, as a disk does.
import type { Probes } from './probes.ts'
import type { Store } from './store.ts'

export interface StoreFaultsOptions {
  readonly store: Store
  readonly probes: Probes
  /** Writes are refused from now on, or taken again. */
  readonly onChange: (isRefusing: boolean) => void
}

export class StoreFaults {
  readonly #options: StoreFaultsOptions
  #fullPages: number | undefined
  #letGo: (() => void) | undefined

  constructor(options: StoreFaultsOptions) {
    this.#options = options
  }

  get isRefusing(): boolean {
    return this.#fullPages !== undefined || this.#letGo !== undefined
  }

  get isLocked(): boolean {
    return this.#letGo !== undefined
  }

  /** The disk takes so many more pages; undefined: all it is given. */
  limitDisk(pagesLeft: number | undefined): void {
    const pages = Number(this.#options.store.db.$client.pragma('page_count', { simple: true }))
    this.#fullPages = pagesLeft === undefined ? undefined : pages + pagesLeft
    this.apply()
    this.#options.onChange(this.isRefusing)
  }

  /** Somebody else takes the write lock, where somebody else can connect at all. */
  lock(): void {
    if (this.#letGo) return
    this.#letGo = this.#options.store.holdWriteLock()
    if (this.#letGo) this.#options.probes.hit('somebody held the write lock')
    this.#options.onChange(this.isRefusing)
  }

  unlock(): void {
    this.#letGo?.()
    this.#letGo = undefined
    this.#options.onChange(this.isRefusing)
  }

  /** A new connection does not know how full the disk is. */
  apply(): void {
    this.#options.store.db.$client.pragma(`max_page_count = ${this.#fullPages ?? 2 ** 30}`)
  }
}
