// Analyses in worker threads that can be killed: an endless loop costs its own thread, not the service, and so does a
// memory hog, as far as Node can end one. It knows no assessment and keeps no result. A thread is no sandbox against malice.
import { availableParallelism } from 'node:os'
import { Piscina } from 'piscina'
import { AnalysisFailure } from '../domain/assessment.ts'
import type { ThreadAnswer, ThreadTask } from './analysis-thread.ts'
import { builtFile } from './built-file.ts'
import { Slots } from './slots.ts'

export interface WorkerPoolOptions {
  /** Analyses that run at once; all cores but one where not given. */
  readonly threadsMax?: number
  /** Analyses that may wait for a thread. */
  readonly waitingMax?: number
  /**
   * Heap of one thread in MiB, 4 or more. It does not count what buffers hold outside of the heap, and Node keeps it as
   * well as it can: Node 24 ends the process where optimised code fills a heap fast (nodejs/node#47224, measured on 24.22).
   */
  readonly heapMaxMb?: number
  readonly resultBytesMax?: number
  /** How long a thread without work is kept. */
  readonly idleMs?: number
}

export interface ThreadCall {
  /** `new URL('./my-analysis.ts', import.meta.url)`, in the source as in the build. */
  readonly module: string | URL
  /** The function that the module exports. */
  readonly name: string
  /** Anything that can be cloned between threads. */
  readonly input: unknown
}

export class WorkerPool {
  readonly #options: Required<WorkerPoolOptions>
  readonly #threadFile: string
  readonly #slots: Slots
  #piscina: Piscina | undefined

  /** Starts no thread: the first analysis does. Throws when the service was not built. */
  constructor(options: WorkerPoolOptions = {}) {
    this.#options = {
      threadsMax: Math.max(1, availableParallelism() - 1),
      waitingMax: 1_000,
      heapMaxMb: 128,
      resultBytesMax: 262_144,
      idleMs: 60_000,
      ...options,
    }
    for (const [field, value] of Object.entries(this.#options)) checkWhole(field, value)
    this.#threadFile = builtFile(new URL('./analysis-thread.ts', import.meta.url))
    this.#slots = new Slots({
      slotsMax: this.#options.threadsMax,
      waitingMax: this.#options.waitingMax,
    })
  }

  /** Threads that are alive now, idle ones included. */
  get threads(): number {
    return this.#piscina?.threads.length ?? 0
  }

  /**
   * Calls the function in a thread of its own and gives what it returned, as JSON would carry it.
   * Aborting kills the thread and rejects with the signal's reason; all else that goes wrong is an
   * `AnalysisFailure`. What the function throws is not tried again unless it says `transient`.
   */
  async run({ module, name, input }: ThreadCall, signal: AbortSignal): Promise<unknown> {
    const file = builtFile(module)
    await this.#slots.take(signal)
    try {
      const { resultBytesMax } = this.#options
      const answer = await this.#call({ file, name, input, resultBytesMax }, signal)
      if (answer.ok) return JSON.parse(answer.json)
      throw new AnalysisFailure(answer.reason, { transient: answer.transient })
    } finally {
      this.#slots.release()
    }
  }

  /** Ends all threads; what runs or waits fails as transient. A later analysis starts threads anew. */
  async stop(): Promise<void> {
    const piscina = this.#piscina
    this.#piscina = undefined
    this.#slots.refuseWaiting(stopped())
    await piscina?.destroy()
  }

  async #call(task: ThreadTask, signal: AbortSignal): Promise<ThreadAnswer> {
    try {
      this.#piscina ??= this.#open()
      return await this.#piscina.run(task, { signal })
    } catch (error) {
      signal.throwIfAborted()
      throw toFailure(error)
    }
  }

  #open(): Piscina {
    const piscina = new Piscina({
      filename: this.#threadFile,
      name: 'runTask',
      // Piscina starts no thread for its own queue after a kill, so `#slots` keeps that queue empty:
      // every call finds an idle thread or room for a new one.
      minThreads: 0,
      maxThreads: this.#options.threadsMax,
      idleTimeout: this.#options.idleMs,
      resourceLimits: { maxOldGenerationSizeMb: this.#options.heapMaxMb },
      // An analysis needs neither the service's secrets nor the flags it was started with.
      env: {},
      execArgv: [],
      recordTiming: false,
    })
    // An error outside of any call: a thread that died idle, or one that never came up. The first costs
    // nothing. After the second its call would wait for ever, so all calls fail and may be tried again.
    piscina.on('error', () => {
      if (piscina.threads.length < this.#slots.taken) void this.#abandon(piscina)
    })
    return piscina
  }

  #abandon(piscina: Piscina): Promise<void> {
    if (this.#piscina === piscina) this.#piscina = undefined
    return piscina.destroy()
  }
}

/** In less than this the process may end instead of the thread, on every version of Node. */
const heapLeastMb = 4

function checkWhole(field: string, value: number): void {
  const least = field === 'heapMaxMb' ? heapLeastMb : 1
  if (Number.isInteger(value) && value >= least) return
  throw new Error(`Worker pool: ${field} must be a whole number of ${least} or more, not ${value}`)
}

const stopped = (): AnalysisFailure =>
  new AnalysisFailure('The worker threads were ended', { transient: true })

/** What Piscina rejects with when it ends a thread itself; it gives these errors no code. */
const terminated = 'Terminating worker thread'

function toFailure(cause: unknown): AnalysisFailure {
  const { code, message = String(cause), name } = Object(cause) as Partial<NodeJS.ErrnoException>
  if (message === terminated || name === 'AbortError') return stopped()
  if (name === 'DataCloneError') {
    const reason = `The input cannot go to a thread: ${message}`
    return new AnalysisFailure(reason, { transient: false, cause })
  }
  const isHog = code === 'ERR_WORKER_OUT_OF_MEMORY'
  const reason = isHog ? 'The analysis ran out of memory' : `The worker thread died: ${message}`
  // It may have died of what an earlier analysis left behind in it, so a fresh thread may do.
  return new AnalysisFailure(reason, { transient: true, cause })
}
