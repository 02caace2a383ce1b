// A whole run: what once broke, every round of inputs, the command line, the races; then whether the books of
// the fuzzed service are still in order.
import fc from 'fast-check'
import { commandArbitrary, judgeCommand } from './commands.ts'
import { type Race, races, runRace } from './races.ts'
import { keepRegression, regressions } from './regressions.ts'
import {
  cellCount,
  emptyReport,
  type Failure,
  note,
  type RoundReport,
  rounds,
  runCells,
  runRound,
} from './rounds.ts'
import { Session, signatureOf } from './session.ts'

export interface FuzzOptions {
  readonly inputs: number
  readonly seed: number
  /** Runs of the command line among them; each takes as long as hundreds of other inputs. */
  readonly commands: number
  readonly races?: readonly Race[]
  readonly onProgress?: (round: string, done: number, of: number) => void
}

export interface FuzzReport {
  readonly seed: number
  readonly rounds: readonly RoundReport[]
  readonly races: { readonly orders: number; readonly outcomes: Readonly<Record<string, number>> }
  readonly failures: readonly Failure[]
  readonly seconds: number
}

const commandsAtOnce = 2

export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { seed, inputs, onProgress = () => {} } = options
  const startedAt = performance.now()
  const failures: Failure[] = []
  const reports: RoundReport[] = []
  const onFailure = (failure: Failure) => void failures.push(failure)
  for (const limits of ['raised', 'default'] as const) {
    const session = await Session.start(limits)
    try {
      if (limits === 'raised') {
        reports.push(await replay(session, failures))
        const onDone = (done: number) => onProgress('procedure by role', done, cellCount)
        reports.push(await runCells(session, { seed, onFailure, onProgress: onDone }))
      }
      for (const round of rounds.filter((each) => each.limits === limits)) {
        const count = Math.ceil((inputs * round.share) / 100)
        reports.push(
          await runRound(round, session, {
            inputs: count,
            seed,
            onFailure,
            onProgress: (done) => onProgress(round.name, done, count),
          }),
        )
      }
      failures.push(...(await booksOf(session, limits)))
    } finally {
      await session.stop()
    }
  }
  if (options.commands > 0) reports.push(await runCommands(options, onFailure))
  const raced = await runRaces(options.races ?? races, onFailure, onProgress)
  const seconds = (performance.now() - startedAt) / 1_000
  return { seed, rounds: reports, races: raced, failures, seconds }
}

/** What was found once must never come back. */
async function replay(session: Session, failures: Failure[]): Promise<RoundReport> {
  const report = emptyReport('once broken')
  const startedAt = performance.now()
  for (const { input, broken: once } of regressions()) {
    const verdict =
      input.kind === 'command' ? await judgeCommand(input) : await session.judge(input)
    note(report, verdict)
    const { broken } = verdict
    if (broken.length > 0) {
      failures.push({ round: report.name, broken, input, kept: `known: ${once[0]}` })
    }
  }
  report.seconds = (performance.now() - startedAt) / 1_000
  return report
}

async function booksOf(session: Session, limits: string): Promise<Failure[]> {
  const { broken } = await session.target.ask('verify')
  return broken.length === 0
    ? []
    : [{ round: 'verify', broken, input: `everything, ${limits} limits`, kept: '' }]
}

async function runCommands(
  { commands, seed, onProgress = () => {} }: FuzzOptions,
  onFailure: (failure: Failure) => void,
): Promise<RoundReport> {
  const report = emptyReport('command line')
  const startedAt = performance.now()
  const waiting = fc.sample(commandArbitrary, { numRuns: commands, seed })
  const known = new Set<string>()
  const work = async () => {
    for (let input = waiting.shift(); input !== undefined; input = waiting.shift()) {
      const verdict = await judgeCommand(input)
      note(report, verdict)
      onProgress(report.name, report.inputs, commands)
      const { broken } = verdict
      const signature = signatureOf(input, broken)
      if (broken.length === 0 || known.has(signature)) continue
      known.add(signature)
      onFailure({ round: report.name, broken, input, kept: keepRegression({ broken, input }) })
    }
  }
  await Promise.all(Array.from({ length: commandsAtOnce }, work))
  report.seconds = (performance.now() - startedAt) / 1_000
  return report
}

async function runRaces(
  among: readonly Race[],
  onFailure: (failure: Failure) => void,
  onProgress: (round: string, done: number, of: number) => void,
): Promise<FuzzReport['races']> {
  const outcomes: Record<string, number> = {}
  let orders = 0
  for (const [index, race] of among.entries()) {
    const report = await runRace(race)
    orders += report.orders
    for (const [outcome, count] of Object.entries(report.outcomes)) {
      outcomes[outcome] = (outcomes[outcome] ?? 0) + count
    }
    if (report.broken.length > 0) {
      const broken = report.broken.slice(0, 20)
      onFailure({ round: 'races', broken, input: race, kept: '' })
    }
    onProgress('races', index + 1, among.length)
  }
  return { orders, outcomes }
}
