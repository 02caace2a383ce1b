// The database as real files in a RAM disk. A crash leaves an image of them taken at that instant; the
// connection it dies with is closed only when its files are nobody's any more.
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Db, type OpenDatabase, openDatabase } from '../../src/db/connection.ts'
import { type Random, randomStream } from './random.ts'
import type { ForeignWork, Store } from './store.ts'

const parts = ['', '-wal', '-shm', '.lock'] as const

export class FileStore implements Store {
  readonly #folder = mkdtempSync(join(ramDisk(), 'unstuck-sim-'))
  readonly #tears: Random | undefined
  #life = 0
  #captured: string | undefined
  #open = opened(this.#path)
  readonly #remove = () => rmSync(this.#folder, { recursive: true, force: true })

  /** `tearsFrom`: a seed; each crash then leaves a write to the log that was cut off. */
  constructor({ tearsFrom }: { tearsFrom: number | undefined }) {
    this.#tears = tearsFrom === undefined ? undefined : randomStream(tearsFrom, 'torn writes')
    // What is in a RAM disk is not left to those who end a run early.
    process.once('exit', this.#remove)
  }

  get db(): Db {
    return this.#open.db
  }

  capture(): void {
    const from = this.#path
    this.#life++
    this.#captured = from
    for (const part of ['', '-wal']) {
      if (existsSync(from + part)) copyFileSync(from + part, this.#path + part)
    }
    if (this.#tears) tearLog(`${this.#path}-wal`, this.#tears)
  }

  reopen(): void {
    if (this.#captured === undefined) this.capture()
    // Closing checkpoints into the file of the life before, where nobody looks any more.
    this.#open.close()
    for (const part of parts) rmSync(`${this.#captured}${part}`, { force: true })
    this.#captured = undefined
    this.#open = opened(this.#path)
  }

  closeAndReopen(): void {
    this.#open.close()
    this.#open = opened(this.#path)
  }

  foreign(work: ForeignWork) {
    const other = new Database(this.#path, { timeout: 0 })
    try {
      other.pragma('foreign_keys = off')
      // What is deleted without it stays in the free space of its page, where no erasure can know of it.
      other.pragma('secure_delete = on')
      work(other)
    } finally {
      other.close()
    }
    return { isNoticed: true }
  }

  holdWriteLock(): () => void {
    const other = new Database(this.#path, { timeout: 0 })
    other.exec('begin immediate')
    return () => {
      if (!other.open) return
      other.exec('rollback')
      other.close()
    }
  }

  holds(text: string): boolean {
    return ['', '-wal'].some(
      (part) => existsSync(this.#path + part) && readFileSync(this.#path + part).includes(text),
    )
  }

  dispose(): void {
    this.#open.close()
    process.off('exit', this.#remove)
    this.#remove()
  }

  get #path(): string {
    return join(this.#folder, `life-${this.#life}.db`)
  }
}

/** Waiting for somebody else's lock would take real time, which here stands still. */
function opened(path: string): OpenDatabase {
  const open = openDatabase(path)
  open.db.$client.pragma('busy_timeout = 0')
  return open
}

/** As in SQLite's file format: the log's header, and the one of each frame, which begins a page. */
const logHeaderBytes = 32
const frameHeaderBytes = 24

/** Writes part of one more frame behind the last that counts: its salts are right, its checksum is not. */
function tearLog(path: string, random: Random): void {
  if (!existsSync(path) || statSync(path).size < logHeaderBytes) return
  const file = openSync(path, 'r+')
  try {
    const header = Buffer.alloc(logHeaderBytes)
    readSync(file, header, 0, logHeaderBytes, 0)
    const frameBytes = frameHeaderBytes + header.readUInt32BE(8)
    const salts = header.subarray(16, 24)
    const frame = Buffer.alloc(frameHeaderBytes)
    let end = logHeaderBytes
    while (readSync(file, frame, 0, frameHeaderBytes, end) === frameHeaderBytes) {
      if (!frame.subarray(8, 16).equals(salts)) break
      end += frameBytes
    }
    writeSync(file, tornFrame(salts, frameBytes, random), 0, random.whole(1, frameBytes), end)
  } finally {
    closeSync(file)
  }
}

/** It claims to be page 1 and to end a transaction. */
function tornFrame(salts: Buffer, bytes: number, random: Random): Buffer {
  const frame = Buffer.alloc(bytes, random.whole(0, 255))
  frame.writeUInt32BE(1, 0)
  frame.writeUInt32BE(random.whole(1, 1_000), 4)
  salts.copy(frame, 8)
  return frame
}

const ramDisk = (): string =>
  existsSync('/dev/shm') && statSync('/dev/shm').isDirectory() ? '/dev/shm' : tmpdir()
