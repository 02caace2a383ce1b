// Each harness as its command, and how its output is read: it found something, it found nothing, or it did not
// get that far, which is neither.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runNode } from './command.ts'
import type { Net } from './mutant.ts'

export interface Haul {
  readonly caught: boolean
  /** How much of the harness it took. */
  readonly after: string
  /** The first thing it complained of. */
  readonly saw: string
  /** What of it passed on the way, which the unmutated source must pass too. */
  readonly played: number
}

/** The harness ended in a way that says neither yes nor no. */
export class NetBroke extends Error {
  override readonly name = 'NetBroke'
}

export const seedsMax = 40
export const historiesMax = 1_000
/** Of the histories and of the fuzzer: a run is to be repeatable. */
const seed = 7

const minute = 60_000
const tsx = ['--import', 'tsx']

/** Lets a harness loose on the source in `folder`. */
export function cast(folder: string, net: Net): Promise<Haul> {
  switch (net.by) {
    case 'simulation':
      return simulation(folder, net.seedsMax ?? seedsMax)
    case 'histories':
      return histories(folder, net.runs ?? historiesMax)
    case 'power loss':
      return powerLoss(folder, ['--only', 'images', '--images', String(net.images)], net.images)
    case 'disk faults':
      return powerLoss(
        folder,
        ['--only', 'faults', '--fault', net.fault, '--places', String(net.places)],
        net.places,
      )
    case 'fuzz':
      return fuzz(folder, net.inputs)
    case 'tests':
      return tests(folder, net.files)
  }
}

async function simulation(folder: string, seeds: number): Promise<Haul> {
  for (let played = 1; played <= seeds; played++) {
    const haul = await playSeeds(folder, played, 1)
    if (haul.caught) return { ...haul, played, after: `${played} seed${played > 1 ? 's' : ''}` }
  }
  return nothing(`${seeds} seeds`, seeds)
}

/** Plays seeds without stopping at the first that breaks. */
export async function playSeeds(folder: string, from: number, seeds: number): Promise<Haul> {
  const range = ['--from', String(from), '--seeds', String(seeds)]
  const args = [...tsx, 'proof/sim/run.ts', ...range, '--no-shrink', '--json']
  const { code, output } = await runNode(folder, args, { maxMs: (4 + seeds) * minute })
  if (code === 0) return nothing(`${seeds} seeds`, seeds)
  const [, saw] = /^(seed \d+: .*)$/m.exec(output) ?? /^(.*regressions.*\n.*)$/m.exec(output) ?? []
  // A full number of seeds must also meet every situation; that is not asked here.
  if (saw === undefined && code === 1 && /^never met: /m.test(output)) {
    return nothing(`${seeds} seeds`, seeds)
  }
  if (code !== 1 || saw === undefined) throw broke('simulation', code, output)
  return { caught: true, after: '', saw, played: seeds }
}

async function histories(folder: string, runs: number): Promise<Haul> {
  const env = { FC_SEED: String(seed), FC_RUNS: String(runs) }
  const haul = await tests(folder, ['test/properties/histories.property.test.ts'], env)
  if (!haul.caught) return nothing(`${runs} histories`, runs)
  const failedAfter = /Property failed after (\d+) tests/.exec(haul.saw)?.[1]
  if (failedAfter === undefined) throw broke('histories', 1, haul.saw)
  const saw = /Got [^\n]*|Cause: [^\n]*|Error: [^\n]*/.exec(
    haul.saw.split('\n').slice(3).join('\n'),
  )
  const first = saw?.[0] ?? haul.saw
  const played = Number(failedAfter)
  return { caught: true, after: `${played} histor${played > 1 ? 'ies' : 'y'}`, saw: first, played }
}

async function powerLoss(folder: string, args: readonly string[], played: number): Promise<Haul> {
  const all = [...tsx, 'proof/powerloss/run.ts', ...args]
  const { code, output } = await runNode(folder, all, { maxMs: 10 * minute })
  if (/skipped/.test(output)) throw broke('power loss', code, output)
  const what = args.includes('images') ? `${played} images` : `${played} places`
  if (code === 0) return nothing(what, played)
  if (code !== 1 || !/: FAILED$/m.test(output)) throw broke('power loss', code, output)
  const saw = /^.*(lost|invented|drift|corrupt): .*$/m.exec(output)?.[0] ?? output.slice(-500)
  return { caught: true, after: what, saw, played }
}

async function fuzz(folder: string, inputs: number): Promise<Haul> {
  const args = ['--inputs', String(inputs), '--seed', String(seed)]
  await build(folder)
  const all = [...tsx, 'proof/fuzz/run.ts', ...args]
  const { code, output } = await runNode(folder, all, { maxMs: 10 * minute })
  if (code === 0) return nothing(`${inputs} inputs`, inputs)
  const saw = /^FAILED in .*$/m.exec(output)?.[0]
  if (code !== 1 || saw === undefined) throw broke('fuzz', code, output)
  return { caught: true, after: `${inputs} inputs`, saw, played: inputs }
}

/** The command line is fuzzed, and tested, as it is built. */
export async function build(folder: string): Promise<void> {
  const args = [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json']
  const { code, output } = await runNode(folder, args, { maxMs: 5 * minute })
  if (code !== 0) throw broke('build', code, output)
}

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages?: readonly string[]
    }[]
  }[]
}

/** Runs test files of the suite in `folder`. */
export async function tests(
  folder: string,
  files: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Haul> {
  const report = await vitest(folder, files, env)
  const total = report.numPassedTests + report.numFailedTests
  const failed = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
  if (total === 0) throw broke('tests', 1, `no test ran of ${files.join(' ')}`)
  if (failed.length === 0) return nothing(`${total} tests`, total)
  const [first] = failed
  const saw = `${first?.fullName}: ${first?.failureMessages?.[0] ?? ''}`
  return { caught: true, after: `${failed.length} of ${total} tests`, saw, played: total }
}

async function vitest(
  folder: string,
  files: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<VitestReport> {
  const answers = mkdtempSync(join(tmpdir(), 'unstuck-mutant-report-'))
  try {
    const file = join(answers, 'report.json')
    const reporter = ['--reporter=json', `--outputFile=${file}`]
    const cli = join('node_modules', 'vitest', 'vitest.mjs')
    const ran = await runNode(folder, [cli, 'run', ...reporter, ...files], {
      maxMs: 10 * minute,
      env,
    })
    try {
      return JSON.parse(readFileSync(file, 'utf8'))
    } catch {
      throw broke('tests', ran.code, ran.output)
    }
  } finally {
    rmSync(answers, { recursive: true, force: true })
  }
}

const nothing = (after: string, played: number): Haul => ({ caught: false, after, saw: '', played })

const broke = (net: string, code: number | null, output: string): NetBroke =>
  new NetBroke(`${net} ended with ${code ?? 'a signal, or too late'}: ${output.slice(-1_500)}`)
