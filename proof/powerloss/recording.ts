// Records the lives of one file from its very beginning: made, killed, recovered, stopped, opened again and
// killed. One log holds them all, so the power can be cut in a migration or a recovery as well.
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Disk } from './disk.ts'
import type { LifeOptions } from './life.ts'
import { type Entry, readLog } from './log.ts'
import { makeRandom } from './random.ts'
import { type Recorder, runLife } from './recorder.ts'

export interface RecordingOptions {
  readonly recorder: Recorder
  /** For the files and the log; emptied before. */
  readonly folder: string
  readonly seed: number
  readonly synchronous: LifeOptions['synchronous']
  readonly lives: number
  readonly rounds: number
}

export interface Recording {
  readonly log: string
  readonly entries: readonly Entry[]
}

export async function record(options: RecordingOptions): Promise<Recording> {
  const { recorder, folder, seed, synchronous, lives, rounds } = options
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'data'), { recursive: true })
  const database = join(folder, 'data', 'recorded.db')
  const log = join(folder, 'recorded.log')
  for (let life = 0; life < lives; life++) {
    const end = life % 2 === 0 ? 'kill' : 'stop'
    // The first life checkpoints as shipped, the others more often: more of a log is then a checkpoint.
    const checkpointPages = life === 0 ? undefined : 60
    const options = {
      database,
      log,
      seed,
      life,
      rounds,
      end,
      synchronous,
      checkpointPages,
    } as const
    const { code, signal, said } = await runLife(recorder, options)
    if (end === 'kill' ? signal !== 'SIGKILL' : code !== 0) {
      throw new Error(`Life ${life} ended by ${signal ?? `exit ${code}`}: ${said}`)
    }
  }
  const entries = readLog(log)
  requireWhole(entries, database)
  return { log, entries }
}

/** The log must explain every byte that is on the disk, or the images made from it would prove nothing. */
export function requireWhole(entries: readonly Entry[], database: string): void {
  const disk = new Disk()
  const random = makeRandom(0)
  for (const entry of entries) disk.apply(entry, random)
  for (const [name, bytes] of disk.afterDeath()) {
    if (!bytes.equals(readFileSync(database + name))) {
      throw new Error(`The log does not lead to the bytes of ${database}${name}`)
    }
  }
}

/** Copies a log to where it outlives the run, and says where that is. */
export function keepLog(log: string, name: string): string {
  const kept = join(tmpdir(), `unstuck-powerloss-${name}.log`)
  copyFileSync(log, kept)
  return kept
}
