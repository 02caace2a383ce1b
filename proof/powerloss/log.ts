// The recorder's log: every change to the files of one database in order, and between them the marks that
// the process under test sets when it is asked for something and when it has answered.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { Mark } from './marks.ts'

/** `name` is what stands behind the database's path; empty for the database itself. */
export type Entry =
  | { readonly kind: 'create' | 'unlink'; readonly name: string }
  | {
      readonly kind: 'write'
      readonly name: string
      readonly offset: number
      readonly data: Buffer
      readonly failed: boolean
    }
  | {
      readonly kind: 'truncate'
      readonly name: string
      readonly size: number
      readonly failed: boolean
    }
  | { readonly kind: 'sync'; readonly name: string; readonly failed: boolean }
  | { readonly kind: 'sync-folder' }
  | { readonly kind: 'mark'; readonly mark: Mark }

const headBytes = 16
const markKind = 'M'

export function readLog(path: string): Entry[] {
  const bytes = readFileSync(path)
  const entries: Entry[] = []
  let at = 0
  while (at < bytes.length) {
    const nameLength = bytes.readUInt8(at + 1)
    const length = bytes.readUInt32LE(at + 4)
    const name = bytes.toString('latin1', at + headBytes, at + headBytes + nameLength)
    const dataAt = at + headBytes + nameLength
    const data = bytes.subarray(dataAt, dataAt + length)
    const kind = String.fromCharCode(bytes.readUInt8(at))
    const failed = bytes.readUInt16LE(at + 2) !== 0
    const offset = Number(bytes.readBigUInt64LE(at + 8))
    entries.push(entryOf(kind, { name, failed, offset, data }))
    at = dataAt + length
  }
  return entries
}

function entryOf(
  kind: string,
  { name, failed, offset, data }: { name: string; failed: boolean; offset: number; data: Buffer },
): Entry {
  switch (kind) {
    case 'C':
      return { kind: 'create', name }
    case 'U':
      return { kind: 'unlink', name }
    case 'W':
      return { kind: 'write', name, offset, data, failed }
    case 'T':
      return { kind: 'truncate', name, size: offset, failed }
    case 'S':
      return { kind: 'sync', name, failed }
    case 'D':
      return { kind: 'sync-folder' }
    case markKind:
      return { kind: 'mark', mark: JSON.parse(data.toString()) }
    default:
      throw new Error(`The log holds a record of the unknown kind "${kind}"`)
  }
}

/** Puts marks into the log of this process's recorder, each in its place between the calls. */
export class Marker {
  readonly #fd: number

  constructor(logPath: string) {
    this.#fd = openSync(logPath, 'a', 0o600)
  }

  set(mark: Mark): void {
    const data = Buffer.from(JSON.stringify(mark))
    const head = Buffer.alloc(headBytes)
    head.write(markKind, 0, 'latin1')
    head.writeUInt32LE(data.length, 4)
    writeSync(this.#fd, Buffer.concat([head, data]))
  }

  close(): void {
    closeSync(this.#fd)
  }
}
