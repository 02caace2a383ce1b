// When the machine stood still for everybody, as a process that only looks at the clock saw it. Nobody can be
// on time then; what is left out of a measurement for it is counted here and printed.
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Stall {
  readonly from: number
  readonly to: number
}

export class StallMeter {
  readonly #child: ChildProcess

  constructor(onStall: (stall: Stall) => void) {
    const script = fileURLToPath(new URL('child-stall-meter.mjs', import.meta.url))
    const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#child = child
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (line) => {
      const [from = 0, to = 0] = line.split(' ').map(Number)
      onStall({ from, to })
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  stop(): void {
    this.#child.stdin?.end()
  }
}
