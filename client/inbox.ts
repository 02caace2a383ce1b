// What one listener has not read yet: live events of its job, and whether the history must be read.
import type { EventHub, LiveEvent } from './event-hub.ts'
import { pause } from './pause.ts'

export class Inbox {
  readonly #unlisten: () => void
  #live: LiveEvent[] = []
  #mustLook = true
  #woken = new AbortController()

  constructor(hub: EventHub, jobId: string) {
    this.#unlisten = hub.listen((change) => {
      if (change === 'look') this.#mustLook = true
      else if (change.notification.jobId === jobId) this.#live.push(change)
      else return
      this.#woken.abort()
    })
  }

  /** What has come since the last call; by reading the history with `look` where something may be missing. */
  async take(look: () => Promise<LiveEvent[]>): Promise<LiveEvent[]> {
    this.#woken = new AbortController()
    if (!this.#mustLook) return this.#live.splice(0)
    // Before the reading: what is asked for while it goes on must be read again.
    this.#mustLook = false
    return look()
  }

  /** Waits for something new, at most `durationMs`; then the history is to be read. Whether it came. */
  async wait(durationMs: number, signal?: AbortSignal): Promise<boolean> {
    const woken = this.#woken.signal
    if (this.#live.length > 0 || this.#mustLook) return true
    await pause(durationMs, signal ? AbortSignal.any([signal, woken]) : woken)
    if (!woken.aborted) this.#mustLook = true
    return woken.aborted
  }

  close(): void {
    this.#unlisten()
  }
}
