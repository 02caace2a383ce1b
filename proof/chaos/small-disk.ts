// A disk that can be filled: a small file system in memory where this process may mount one. Where it may
// not, there is none, and the database is told not to grow instead.
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const sizeMib = 64
const chunksBytes = [65_536, 4_096, 1]

export class SmallDisk {
  readonly path: string
  readonly #ballast: string

  private constructor(path: string) {
    this.path = path
    this.#ballast = join(path, 'ballast')
  }

  /** Mounts it at `path`; undefined where that is not allowed. */
  static mount(path: string): SmallDisk | undefined {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
    mkdirSync(path, { recursive: true })
    const options = ['-t', 'tmpfs', '-o', `size=${sizeMib}m`, 'tmpfs', path]
    const { status } = spawnSync('mount', options, { stdio: 'ignore' })
    if (status !== 0) return undefined
    const disk = new SmallDisk(path)
    process.once('exit', disk.unmount)
    return disk
  }

  /** Leaves not one byte. */
  fill(): void {
    const file = openSync(this.#ballast, 'w')
    try {
      for (const bytes of chunksBytes) writeUntilFull(file, Buffer.alloc(bytes))
    } finally {
      closeSync(file)
    }
  }

  free(): void {
    if (existsSync(this.#ballast)) rmSync(this.#ballast)
  }

  readonly unmount = (): void => {
    process.off('exit', this.unmount)
    spawnSync('umount', [this.path], { stdio: 'ignore' })
  }
}

function writeUntilFull(file: number, chunk: Buffer): void {
  try {
    while (writeSync(file, chunk) === chunk.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}
