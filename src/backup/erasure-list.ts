// The list of who was erased, in a file beside the database: keyed hashes of ids, so that it says nothing of anybody.
// An older backup holds those people still; whoever restores it erases them again before it is served.
import { createHmac } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { sync } from './files.ts'

export const erasureListPath = (databasePath: string): string => `${databasePath}.erasures`

/** Its first line tells by which key the others were made. */
const probe = 'unstuck erasures'

export class ErasureFile {
  readonly #path: string
  readonly #key: () => string
  #hashes: Set<string> | undefined

  /** `key` is asked for when somebody is added or looked up; it may make one. */
  constructor(options: { readonly databasePath: string; readonly key: () => string }) {
    this.#path = erasureListPath(options.databasePath)
    this.#key = options.key
  }

  /** How many people are on it. */
  get size(): number {
    return existsSync(this.#path) ? this.#read().size : 0
  }

  has(userId: string): boolean {
    return this.size > 0 && this.#read().has(hashOf(this.#key(), userId))
  }

  /** On the disk when it returns; whoever is on it already is not added again. */
  add(userId: string): void {
    if (this.has(userId)) return
    const isNew = !existsSync(this.#path)
    const key = this.#key()
    const hash = hashOf(key, userId)
    const file = openSync(this.#path, 'a', 0o600)
    try {
      // Each begins a line of its own, so that one that a full disk cut short spoils no other.
      for (const text of isNew ? [hashOf(key, probe), hash] : [hash]) writeSync(file, `\n${text}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    if (isNew) sync(dirname(this.#path))
    this.#hashes = undefined
  }

  #read(): Set<string> {
    this.#hashes ??= this.#readAll()
    return this.#hashes
  }

  #readAll(): Set<string> {
    const lines = readFileSync(this.#path, 'utf8').split('\n')
    const [first, ...hashes] = lines.filter((line) => /^[0-9a-f]{64}$/.test(line))
    if (first === undefined || first === hashOf(this.#key(), probe)) return new Set(hashes)
    throw new Error(
      `${this.#path} was made with another secrets/erasure-key: put that one back, so that who was erased is known`,
    )
  }
}

const hashOf = (key: string, text: string): string =>
  createHmac('sha256', key).update(text).digest('hex')
