// Keeps a full disk from stopping what was paid for: a file beside the database holds space in reserve. When the disk
// runs out it is given up, so that refunds and results can still be stored, and nothing new is taken until there is
// room for it again.

import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { guarded, type NetworkIntake } from './actors/guarded-intake.ts'
import { DomainError, describeError } from './domain/errors.ts'
import type { Clock } from './system/clock.ts'
import { fileBytes, freeBytesOn } from './system/disk-figures.ts'
import type { Log } from './system/log.ts'

export interface DiskWatchOptions {
  /** Where the reserve lies; on the disk of the database. */
  readonly path: string
  /** 0: there is none, and the disk is not watched. */
  readonly reserveBytes: number
  /** What the file is filled with: nothing that a disk could store as less. */
  readonly randomBytes: (length: number) => Uint8Array
  readonly clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>
  readonly log: Log
  readonly freeBytes?: () => number
}

const lookEveryMs = 2_000
const retryAfterMs = 30_000
const chunkBytes = 1_048_576

export class DiskWatch {
  readonly #options: DiskWatchOptions
  readonly #freeBytes: () => number
  #timer: unknown
  #isFull = false

  constructor(options: DiskWatchOptions) {
    this.#options = options
    this.#freeBytes = options.freeBytes ?? (() => freeBytesOn(dirname(options.path)))
  }

  /** The reserve is given up, and nothing new is taken. */
  get isFull(): boolean {
    return this.#isFull
  }

  start(): void {
    if (this.#options.reserveBytes === 0) return
    this.#look()
    this.#timer = this.#options.clock.setTimeout(() => this.start(), lookEveryMs)
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer)
  }

  #look(): void {
    try {
      this.#judge(this.#freeBytes())
    } catch (error) {
      // The disk that cannot be asked is not called full: the store itself says so when it is.
      this.#options.log.warn('disk.not-watched', { error: describeError(error) })
    }
  }

  /** Below half the reserve it is given up; it is made anew once there is room for it twice over. */
  #judge(free: number): void {
    const { path, reserveBytes, log } = this.#options
    if (free < reserveBytes / 2) {
      rmSync(path, { force: true })
      if (!this.#isFull) log.error('disk.full', { count: free })
      this.#isFull = true
      return
    }
    const kept = fileBytes(path)
    if (kept < reserveBytes && free + kept >= 2 * reserveBytes) this.#fill()
    if (!this.#isFull || free < 2 * reserveBytes) return
    log.info('disk.roomy', { count: free })
    this.#isFull = false
  }

  #fill(): void {
    const { path, reserveBytes, randomBytes } = this.#options
    const chunk = randomBytes(Math.min(chunkBytes, reserveBytes))
    const file = openSync(path, 'w', 0o600)
    try {
      for (let at = 0; at < reserveBytes; ) {
        at += writeSync(file, chunk, 0, Math.min(chunk.length, reserveBytes - at))
      }
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  }
}

/** The intake as everybody finds it: closed while the disk is full, charging nothing. */
export function keepingReserve(
  intake: NetworkIntake,
  disk: Pick<DiskWatch, 'isFull'>,
): NetworkIntake {
  return guarded(intake, () => {
    if (!disk.isFull) return
    const message = 'The service has no room for new work; nothing was charged'
    throw new DomainError('STORE_UNAVAILABLE', message, { retryAfterMs })
  })
}
