// Opens the files of one image as the service would at its next start, and says what is wrong with them.
// On request the service is then started on them, on simulated time, and must bring every job to its end.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type OpenDatabase, openDatabase } from '../../src/db/connection.ts'
import { newestInstant } from '../../src/db/events.queries.ts'
import { verify } from '../../src/db/verify.ts'
import { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import type { Files } from './disk.ts'
import { brokenInvariants } from './invariants.ts'
import type { Promises } from './promises.ts'
import { readView } from './view.ts'
import { makeRuntime } from './workload.ts'

/** Each a list of lines; all empty where nothing is wrong. */
export interface Finding {
  /** Promised, and not there. */
  readonly lost: readonly string[]
  /** There, and never asked for. */
  readonly invented: readonly string[]
  /** Rows that contradict each other. */
  readonly drift: readonly string[]
  /** Files that do not open, or not whole. */
  readonly corrupt: readonly string[]
}

const sound: Finding = { lost: [], invented: [], drift: [], corrupt: [] }

export const isSound = (finding: Finding): boolean =>
  Object.values(finding).every((lines: readonly string[]) => lines.length === 0)

/** Longer than every timeout of the service under test. */
const untilAllEndedMs = 60_000

export class Examiner {
  readonly #folder: string
  readonly #path: string

  /** `folder` is made, and emptied for every image. */
  constructor(folder: string) {
    this.#folder = folder
    this.#path = join(folder, 'image.db')
  }

  async examine(
    files: Files,
    promises: Promises,
    options: { startService: boolean },
  ): Promise<Finding> {
    this.#lay(files)
    let database: OpenDatabase | undefined
    try {
      database = openDatabase(this.#path)
      const finding = look(database, promises)
      if (!options.startService || !isSound(finding)) return finding
      return await lookAfterAll(database, promises)
    } catch (error) {
      return { ...sound, corrupt: [String(error)] }
    } finally {
      database?.close()
    }
  }

  clear(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #lay(files: Files): void {
    this.clear()
    mkdirSync(this.#folder, { recursive: true })
    for (const [name, bytes] of files) writeFileSync(this.#path + name, bytes)
  }
}

/** The service's own proof of a file, and the rules written down here a second time, by another hand. */
function look({ db }: OpenDatabase, promises: Promises): Finding {
  const { checks } = verify(db, { now: newestInstant(db) })
  const broken = checks.filter(({ ok }) => !ok)
  const lines = (found: typeof broken) => found.map(({ id, sample }) => `${id}: ${sample[0]}`)
  const damaged = broken.filter(({ id }) => id === 'F1' || id === 'F2')
  if (damaged.length > 0) return { ...sound, corrupt: lines(damaged) }
  const view = readView(db)
  return {
    ...sound,
    lost: promises.lostIn(view),
    invented: promises.inventedIn(view),
    drift: [...lines(broken), ...brokenInvariants(view)],
  }
}

async function lookAfterAll(database: OpenDatabase, promises: Promises): Promise<Finding> {
  const clock = new SimulatedClock(newestInstant(database.db))
  const runtime = makeRuntime(database, clock)
  const started = runtime.start()
  await clock.advance(untilAllEndedMs)
  await started
  runtime.stop()
  await clock.advance(0)
  const finding = look(database, promises)
  const stuck = [...readView(database.db).jobs.values()]
    .filter(({ status }) => status !== 'completed' && status !== 'failed')
    .map(({ id, status }) => `job ${id} is ${status} for ever`)
  return { ...finding, drift: [...finding.drift, ...stuck] }
}
