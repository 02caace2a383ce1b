// Runs one command of a harness and keeps what it said. What outlives its time is ended with all its children.
import { spawn } from 'node:child_process'

export interface Ended {
  /** Null where it was ended from outside, or took too long. */
  readonly code: number | null
  readonly output: string
}

const outputMaxChars = 2_000_000
const groups = new Set<number>()

// Whoever stops the run stops what it started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    for (const pid of groups) endGroup(pid)
    process.exit(130)
  })
}

/** Runs Node with `args` in `folder`. */
export function runNode(
  folder: string,
  args: readonly string[],
  options: { readonly maxMs: number; readonly env?: Readonly<Record<string, string>> },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: folder,
      // A group of its own, so that its children end with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    })
    const { pid } = child
    if (pid !== undefined) groups.add(pid)
    let output = ''
    const hear = (text: Buffer) => {
      if (output.length < outputMaxChars) output += text.toString()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    const tooLong = setTimeout(() => pid !== undefined && endGroup(pid), options.maxMs)
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(tooLong)
      if (pid !== undefined) {
        endGroup(pid)
        groups.delete(pid)
      }
      resolve({ code, output })
    })
  })
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It is gone.
  }
}
