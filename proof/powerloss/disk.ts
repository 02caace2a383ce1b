// What a disk may hold when the power goes: everything synced, and of what was written since the last sync
// of each file any part, in any order, torn at sectors. It follows the log; it knows nothing of SQLite.
import type { Entry } from './log.ts'
import type { Random } from './random.ts'

/** File contents by the name behind the database's path. */
export type Files = ReadonlyMap<string, Buffer>

type FileChange = Extract<Entry, { kind: 'write' | 'truncate' }>
type FolderChange = { readonly name: string; readonly file: File | undefined }

interface File {
  /** What the process reads back: the page cache, which its death leaves alone. */
  readonly cached: Contents
  readonly synced: Contents
  /** Since the last sync. */
  unsynced: FileChange[]
}

const makeFile = (bytes: Buffer): File => ({
  cached: new Contents(Buffer.from(bytes)),
  synced: new Contents(Buffer.from(bytes)),
  unsynced: [],
})

export class Disk {
  /** As the process sees the folder, and as it was last synced. */
  readonly #seen = new Map<string, File>()
  readonly #synced = new Map<string, File>()
  #folderChanges: FolderChange[] = []

  /** Starts with these files, all of them synced. */
  constructor(files: Files = new Map()) {
    for (const [name, bytes] of files) {
      const file = makeFile(bytes)
      this.#seen.set(name, file)
      this.#synced.set(name, file)
    }
  }

  /** Follows one entry. `random` decides what a failed sync has lost for good. */
  apply(entry: Entry, random: Random): void {
    switch (entry.kind) {
      case 'create':
        this.#rebind(entry.name, makeFile(Buffer.alloc(0)))
        return
      case 'unlink':
        this.#rebind(entry.name, undefined)
        return
      case 'write':
      case 'truncate':
        if (!entry.failed) change(this.#file(entry.name), entry)
        return
      case 'sync':
        flush(this.#file(entry.name), entry.failed ? drawLuck(random) : spared)
        return
      case 'sync-folder':
        for (const change of this.#folderChanges) bind(this.#synced, change)
        this.#folderChanges = []
        return
      case 'mark':
    }
  }

  /** The files as they are found after the power went now. */
  afterPowerLoss(random: Random): Files {
    const luck = drawLuck(random)
    const folder = new Map(this.#synced)
    // A file system keeps the order of changes to names; how many of them it had stored is luck.
    const kept = luck.shared === 'none' ? 0 : random.below(this.#folderChanges.length + 1)
    for (const change of this.#folderChanges.slice(0, kept)) bind(folder, change)
    return new Map([...folder].map(([name, file]) => [name, after(file, luck)]))
  }

  /** The files as the process left them: what the page cache holds survives its death. */
  afterDeath(): Files {
    return new Map([...this.#seen].map(([name, { cached }]) => [name, cached.bytes]))
  }

  #rebind(name: string, file: File | undefined): void {
    const change = { name, file }
    bind(this.#seen, change)
    this.#folderChanges.push(change)
  }

  #file(name: string): File {
    const file = this.#seen.get(name)
    if (!file) throw new Error(`The log writes to "${name}", which it never created`)
    return file
  }
}

/** What happens to the changes of one image or of one failed sync. */
interface Luck {
  readonly shared: 'none' | 'all' | 'first' | 'last' | 'some' | 'some-sectors'
  readonly odds: number
  readonly sectorBytes: number
  /** A file that grew may have its new size without its new content. */
  readonly growth: 'as-written' | 'zeros' | 'junk'
  readonly random: Random
}

const alwaysZero: Random = {
  next: () => 0,
  below: () => 0,
  pick: () => {
    throw new Error('Nothing is left to luck here')
  },
}

const spared: Luck = {
  shared: 'all',
  odds: 1,
  sectorBytes: 512,
  growth: 'as-written',
  random: alwaysZero,
}

const drawLuck = (random: Random): Luck => ({
  shared: random.pick(['none', 'all', 'first', 'last', 'some', 'some-sectors', 'some-sectors']),
  odds: random.pick([0.02, 0.1, 0.5, 0.9, 0.98]),
  sectorBytes: random.pick([512, 4_096]),
  growth: random.pick(['as-written', 'as-written', 'zeros', 'junk']),
  random,
})

function change(file: File, made: FileChange): void {
  put(file.cached, made)
  file.unsynced.push(made)
}

function flush(file: File, luck: Luck): void {
  scatter(file.synced, file.unsynced, luck)
  file.unsynced = []
}

function after(file: File, luck: Luck): Buffer {
  if (file.unsynced.length === 0 || luck.shared === 'none') return file.synced.bytes
  const contents = new Contents(Buffer.from(file.synced.bytes))
  scatter(contents, file.unsynced, luck)
  return contents.bytes
}

function scatter(contents: Contents, changes: readonly FileChange[], luck: Luck): void {
  const { shared, random } = luck
  if (luck.growth !== 'as-written') grow(contents, changes, luck)
  const cut = random.below(changes.length)
  for (const [index, change] of changes.entries()) {
    const odds = oddsOf(luck, index - cut)
    const isWhole = odds === 1 || (shared === 'some' && random.next() < odds)
    if (isWhole) put(contents, change)
    else if (shared !== 'some' && odds > 0) putSectors(contents, change, luck, odds)
  }
}

/** How likely a change, or a sector of it, is stored; `place` is counted from where the order was cut. */
function oddsOf({ shared, odds }: Luck, place: number): number {
  if (shared === 'all') return 1
  if (shared === 'some' || shared === 'some-sectors') return odds
  if (shared === 'none') return 0
  if (place === 0) return 0.5
  return place < 0 === (shared === 'first') ? 1 : 0
}

const junkBytes = 4_096

/** Bytes that mean nothing. */
export const junk = (random: Random, bytes: number): Buffer =>
  Buffer.from(Array.from({ length: bytes }, () => random.below(256)))

function grow(contents: Contents, changes: readonly FileChange[], luck: Luck): void {
  const before = contents.size
  let end = before
  for (const change of changes) if (change.kind === 'write') end = Math.max(end, endOf(change))
  contents.resize(end)
  if (luck.growth === 'junk') contents.bytes.fill(junk(luck.random, junkBytes), before)
}

const endOf = ({ offset, data }: Extract<FileChange, { kind: 'write' }>): number =>
  offset + data.length

function put(contents: Contents, change: FileChange): void {
  if (change.kind === 'truncate') contents.resize(change.size)
  else contents.write(change.offset, change.data)
}

/** Each sector that the write touches is stored or not, by itself. */
function putSectors(contents: Contents, change: FileChange, luck: Luck, odds: number): void {
  const { random, sectorBytes } = luck
  if (change.kind === 'truncate') {
    if (random.next() < odds) put(contents, change)
    return
  }
  const end = endOf(change)
  let at = change.offset
  while (at < end) {
    const next = Math.min(end, (Math.floor(at / sectorBytes) + 1) * sectorBytes)
    if (random.next() < odds) {
      contents.write(at, change.data.subarray(at - change.offset, next - change.offset))
    }
    at = next
  }
}

/** Bytes that grow: what is skipped reads as zeros. */
class Contents {
  #buffer: Buffer
  #size: number

  constructor(bytes: Buffer) {
    this.#buffer = bytes
    this.#size = bytes.length
  }

  get size(): number {
    return this.#size
  }

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#size)
  }

  resize(size: number): void {
    if (size > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(size, this.#buffer.length * 2))
      this.#buffer.copy(larger, 0, 0, this.#size)
      this.#buffer = larger
    }
    // What a truncate cuts off must not come back when the file grows again.
    if (size < this.#size) this.#buffer.fill(0, size, this.#size)
    this.#size = size
  }

  write(offset: number, data: Buffer): void {
    if (offset + data.length > this.#size) this.resize(offset + data.length)
    data.copy(this.#buffer, offset)
  }
}

function bind(folder: Map<string, File>, { name, file }: FolderChange): void {
  if (file) folder.set(name, file)
  else folder.delete(name)
}
