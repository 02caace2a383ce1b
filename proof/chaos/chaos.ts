// A whole run: worlds, each through its rounds to its end, in as many processes beside each other as told, and
// what it all adds up to. It touches no service itself.
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { whatNeverHappened } from './happened.ts'
import { Tally } from './tally.ts'
import type { WorldsOptions } from './worlds.ts'

export interface ChaosOptions {
  readonly kills: number
  readonly seed: number
  /** How many worlds live beside each other, each with a port and a folder of its own; 1 where not given. */
  readonly lanes?: number
  /** Told after each round, with the kills and findings of the whole run so far. */
  readonly onRound?: (kills: number, findings: number) => void
  /** Ends the run early; worlds that have not come to their end are not counted. */
  readonly signal?: AbortSignal
}

export interface ChaosRun {
  readonly tally: Tally
  /** Where the files are; undefined where nothing was found, as they are removed then. */
  readonly folder: string | undefined
  readonly tookMs: number
}

/** What a process that runs worlds says to the one that started it. */
export type Report =
  | { readonly kills: number; readonly findings: number }
  /** Of one world, at its end. */
  | { readonly tally: Parameters<Tally['add']>[0] }

export async function runChaos(options: ChaosOptions): Promise<ChaosRun> {
  const startedAt = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'unstuck-chaos-'))
  const tally = await runLanes(options, folder)
  for (const what of options.signal?.aborted ? [] : whatNeverHappened(tally)) {
    tally.findings.push({ kind: 'process', what, round: 'all', folder })
  }
  const isClean = tally.findings.length === 0
  if (isClean) rmSync(folder, { recursive: true, force: true })
  const tookMs = performance.now() - startedAt
  return { tally, folder: isClean ? undefined : folder, tookMs }
}

async function runLanes(options: ChaosOptions, folder: string): Promise<Tally> {
  const { kills, seed, lanes = 1, onRound, signal } = options
  const tally = new Tally()
  const soFar = Array.from({ length: lanes }, () => ({ kills: 0, findings: 0 }))
  const total = (name: 'kills' | 'findings') => soFar.reduce((sum, each) => sum + each[name], 0)
  await Promise.all(
    soFar.map((_, lane) =>
      runLane({ kills, seed, lanes, lane, folder }, signal, (report) => {
        if ('tally' in report) return tally.add(report.tally)
        soFar[lane] = report
        onRound?.(total('kills'), total('findings'))
      }),
    ),
  )
  return tally
}

function runLane(
  options: WorldsOptions,
  signal: AbortSignal | undefined,
  onReport: (report: Report) => void,
): Promise<void> {
  const script = fileURLToPath(new URL('child-worlds.ts', import.meta.url))
  const child = fork(script, [JSON.stringify(options)], {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
  })
  child.on('message', onReport)
  signal?.addEventListener('abort', () => child.kill('SIGTERM'), { once: true })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, killedBy) => {
      if (code === 0 || signal?.aborted) resolve()
      else reject(new Error(`The worlds of lane ${options.lane} ended with ${killedBy ?? code}`))
    })
  })
}
