// Each harness as its command, and how its output is read: it found something, it found nothing, or it did not
// get that far, which is neither.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ended, runNode } from './command.ts'
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
export const historiesMax = 4_000
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

interface SimDocument {
  readonly failures: readonly {
    readonly seed: number
    readonly violation: { readonly rule: string; readonly what: string }
  }[]
  readonly relapses: readonly { readonly title: string }[]
}

/** Plays seeds without stopping at the first that breaks. */
export async function playSeeds(folder: string, from: number, seeds: number): Promise<Haul> {
  const range = ['--from', String(from), '--seeds', String(seeds)]
  const args = [...tsx, 'proof/sim/run.ts', ...range, '--no-shrink', '--json']
  const ended = await runNode(folder, args, { maxMs: (4 + seeds) * minute })
  const { failures, relapses } = documentOf<SimDocument>('simulation', ended)
  const [failed] = failures
  // That a long run must also meet every situation is not asked here.
  if (!failed && relapses.length === 0) return nothing(`${seeds} seeds`, seeds)
  const saw = failed
    ? `seed ${failed.seed}: ${failed.violation.rule}, ${failed.violation.what}`
    : `again: ${relapses[0]?.title}`
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

interface PowerDocument {
  readonly failures: readonly string[]
}

async function powerLoss(folder: string, args: readonly string[], played: number): Promise<Haul> {
  await build(folder)
  const all = [join('dist', 'proof', 'powerloss', 'run.js'), ...args, '--lanes', '1', '--json']
  const ended = await runNode(folder, all, { maxMs: 10 * minute })
  const { failures } = documentOf<PowerDocument>('power loss', ended)
  const what = args.includes('images') ? `${played} images` : `${played} places`
  // That it no longer sees what it plants itself is no finding about this source.
  const saw = failures.find((failure) => !failure.startsWith('the harness does not catch'))
  return saw === undefined ? nothing(what, played) : { caught: true, after: what, saw, played }
}

interface FuzzDocument {
  readonly failures: readonly { readonly round: string; readonly broken: readonly string[] }[]
}

async function fuzz(folder: string, inputs: number): Promise<Haul> {
  await build(folder)
  const args = ['--inputs', String(inputs), '--seed', String(seed), '--json']
  const ended = await runNode(folder, [...tsx, 'proof/fuzz/run.ts', ...args], {
    maxMs: 10 * minute,
  })
  const [failed] = documentOf<FuzzDocument>('fuzz', ended).failures
  if (!failed) return nothing(`${inputs} inputs`, inputs)
  const saw = `${failed.round}: ${failed.broken.join('; ')}`
  return { caught: true, after: `${inputs} inputs`, saw, played: inputs }
}

/** The JSON document a harness ends with; a harness that gives none has broken off. */
function documentOf<T>(net: string, { code, output }: Ended): T {
  const line = output.split('\n').findLast((each) => each.startsWith('{'))
  if ((code !== 0 && code !== 1) || line === undefined) throw broke(net, code, output)
  return JSON.parse(line)
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
      maxMs: 5 * minute,
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
