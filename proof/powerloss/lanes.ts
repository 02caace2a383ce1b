// Processes beside each other, each with a folder of its own, that take one piece of work after the other.
// They are given work as plain data and answer with what it came to.
import { type ChildProcess, fork } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FaultRun, FaultTally } from './fault-run.ts'
import type { Tally } from './sweep.ts'

export type Work =
  | {
      readonly what: 'sweep'
      readonly log: string
      readonly images: number
      readonly seed: number
      readonly part: number
      readonly parts: number
    }
  | ({ readonly what: 'fault' } & Omit<FaultRun, 'folder'>)

export type Word =
  | { readonly images: number }
  | { readonly tally: Tally | FaultTally }
  | { readonly threw: string }

interface Waiting {
  readonly work: Work
  readonly onImages: ((images: number) => void) | undefined
  readonly resolve: (tally: Tally | FaultTally) => void
  readonly reject: (error: Error) => void
}

const isSource = import.meta.url.endsWith('.ts')
const script = join(
  dirname(fileURLToPath(import.meta.url)),
  isSource ? 'child-lane.ts' : 'child-lane.js',
)

export class Lanes {
  readonly #free: ChildProcess[] = []
  readonly #all: ChildProcess[] = []
  readonly #waiting: Waiting[] = []
  readonly #busy = new Map<ChildProcess, Waiting>()

  constructor(count: number, folder: string) {
    for (let lane = 0; lane < count; lane++) {
      const child = fork(script, [join(folder, `lane-${lane}`)], {
        execArgv: isSource ? ['--import', 'tsx'] : [],
        serialization: 'advanced',
      })
      child.on('message', (word: Word) => this.#hear(child, word))
      child.on('exit', (code, signal) => this.#lose(child, `A lane ended with ${signal ?? code}`))
      this.#all.push(child)
      this.#free.push(child)
    }
    // Before the folders are removed, so that nobody writes to them any more.
    process.prependOnceListener('exit', () => {
      for (const child of this.#all) child.kill('SIGKILL')
    })
  }

  get count(): number {
    return this.#all.length
  }

  run(work: Work, onImages?: (images: number) => void): Promise<Tally | FaultTally> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, onImages, resolve, reject })
      this.#give()
    })
  }

  close(): void {
    for (const child of this.#all) child.disconnect()
  }

  #give(): void {
    while (this.#free.length > 0 && this.#waiting.length > 0) {
      const child = this.#free.shift()
      const next = this.#waiting.shift()
      if (!child || !next) return
      this.#busy.set(child, next)
      child.send(next.work)
    }
  }

  #hear(child: ChildProcess, word: Word): void {
    const busy = this.#busy.get(child)
    if ('images' in word) return busy?.onImages?.(word.images)
    this.#busy.delete(child)
    this.#free.push(child)
    if ('tally' in word) busy?.resolve(word.tally)
    else busy?.reject(new Error(word.threw))
    this.#give()
  }

  #lose(child: ChildProcess, why: string): void {
    this.#busy.get(child)?.reject(new Error(why))
    this.#busy.delete(child)
  }
}
