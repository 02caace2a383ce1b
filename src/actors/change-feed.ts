// Tells operators that something changed, and which jobs: never what, since that is read. Changes that follow each
// other closely are told together, so that a rush costs a watcher no more than a trickle. It keeps no history.
import type { Clock } from '../system/clock.ts'

/** Between two notices to one watcher: at most two a second. */
export const noticeMs = 500
/** Jobs one notice names; of more it only says so. */
export const jobsNamedMax = 50

export interface Change {
  /** Service time of the notice, in epoch milliseconds. */
  readonly at: number
  readonly jobIds: readonly string[]
  /** More jobs changed than are named. */
  readonly more: boolean
}

interface Watcher {
  readonly jobIds: Set<string>
  hasChanged: boolean
  more: boolean
  wake: () => void
}

export class ChangeFeed {
  readonly #clock: Pick<Clock, 'now' | 'setTimeout' | 'clearTimeout'>
  readonly #watchers = new Set<Watcher>()

  constructor(options: { clock: Pick<Clock, 'now' | 'setTimeout' | 'clearTimeout'> }) {
    this.#clock = options.clock
  }

  get watching(): number {
    return this.#watchers.size
  }

  /** Called after a commit; without a job, something else of what operators see has changed. */
  note(jobId?: string): void {
    for (const watcher of this.#watchers) {
      watcher.hasChanged = true
      if (jobId !== undefined && !watcher.jobIds.has(jobId)) {
        if (watcher.jobIds.size < jobsNamedMax) watcher.jobIds.add(jobId)
        else watcher.more = true
      }
      watcher.wake()
    }
  }

  /** What changes from now on, until `signal` aborts. It leaves no timer and no watcher behind. */
  async *watch(signal: AbortSignal): AsyncGenerator<Change, void, undefined> {
    const watcher: Watcher = { jobIds: new Set(), hasChanged: false, more: false, wake: () => {} }
    this.#watchers.add(watcher)
    try {
      while (!signal.aborted) {
        if (!watcher.hasChanged) await this.#changed(watcher, signal)
        if (signal.aborted) return
        yield this.#taken(watcher)
        await this.#paused(signal)
      }
    } finally {
      this.#watchers.delete(watcher)
    }
  }

  #taken(watcher: Watcher): Change {
    const change = { at: this.#clock.now(), jobIds: [...watcher.jobIds], more: watcher.more }
    watcher.jobIds.clear()
    watcher.hasChanged = false
    watcher.more = false
    return change
  }

  #changed(watcher: Watcher, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener('abort', done)
        watcher.wake = () => {}
        resolve()
      }
      watcher.wake = done
      signal.addEventListener('abort', done, { once: true })
    })
  }

  #paused(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const done = () => {
        this.#clock.clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = this.#clock.setTimeout(done, noticeMs)
      signal.addEventListener('abort', done, { once: true })
    })
  }
}
