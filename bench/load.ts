// The load client as a benchmark sees it: a process of its own, told what to send and asked what came of it.
// Both ends read the same monotonic clock of the system, so instants can be compared.
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Calls of POST /assessment/submit, or of the tRPC mutation over WebSocket. */
export interface CallLoad {
  readonly kind: 'rest' | 'ws'
  readonly port: number
  readonly tokens: readonly string[]
  /** Calls in all, and in flight at any time. */
  readonly count: number
  readonly width: number
}

export interface CallFigures {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Sockets that subscribe, `perAddress` from each of 127.0.0.1, 127.0.0.2 and so on, and stay. */
export interface SubscribeLoad {
  readonly kind: 'subscribe'
  readonly port: number
  readonly token: string
  readonly count: number
  readonly perAddress: number
}

/** What the sockets opened before receive next: settles when each has got one event. */
export interface ReceiveLoad {
  readonly kind: 'receive'
}

export interface Received {
  /** When the last socket had it, by `monotonicMs`. */
  readonly lastAtMs: number
  readonly medianAtMs: number
  readonly sockets: number
}

/** Closes the sockets of a `subscribe`. */
export interface CloseLoad {
  readonly kind: 'close'
}

export type Load = CallLoad | SubscribeLoad | ReceiveLoad | CloseLoad

/** Milliseconds of the system's monotonic clock, the same in every process. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6

export class LoadClient {
  readonly #child: ChildProcess = fork(
    fileURLToPath(new URL('./load-client.js', import.meta.url)),
    [],
    // Not the parent's: a profile of the service is not one of its client.
    { execArgv: [] },
  )

  run(load: CallLoad): Promise<CallFigures>
  run(load: ReceiveLoad): Promise<Received>
  run(load: SubscribeLoad | CloseLoad): Promise<unknown>
  run(load: Load): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null) => reject(new Error(`The load client ended: ${code}`))
      this.#child.once('exit', onExit)
      this.#child.once('message', (answer: { done?: unknown; error?: string }) => {
        this.#child.off('exit', onExit)
        if (answer.error === undefined) resolve(answer.done)
        else reject(new Error(`The load client failed: ${answer.error}`))
      })
      this.#child.send(load)
    })
  }

  stop(): void {
    this.#child.kill()
  }
}
