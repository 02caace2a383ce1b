// The rounds of a run: which kind of input, how many of them, and what came of it. A round goes on after a
// failure; each different failure is shrunk by fast-check, told once and kept.
import fc from 'fast-check'
import { callArbitrary, callCells } from './calls.ts'
import type { ServiceCase } from './case.ts'
import { envelopeArbitrary } from './envelopes.ts'
import { framesArbitrary } from './frames.ts'
import { headArbitrary } from './heads.ts'
import { Hung, send } from './http.ts'
import { paramsArbitrary } from './params.ts'
import { keepRegression } from './regressions.ts'
import { restArbitrary } from './rest.ts'
import { type Session, signatureOf, type Verdict } from './session.ts'

export interface RoundReport {
  readonly name: string
  inputs: number
  refused: number
  deaths: number
  failures: number
  stalls: number
  worstStallMs: number
  largestErrorBytes: number
  /** Of calls that nothing is wrong with, between the inputs. */
  normalP99Ms: number
  seconds: number
}

export interface Failure {
  readonly round: string
  readonly broken: readonly string[]
  readonly input: unknown
  readonly kept: string
}

export interface Round {
  readonly name: string
  /** Of all inputs, in hundredths. */
  readonly share: number
  readonly limits: 'raised' | 'default'
  readonly arbitrary: fc.Arbitrary<ServiceCase>
}

const everything = fc.oneof<fc.Arbitrary<ServiceCase>[]>(
  callArbitrary(),
  restArbitrary,
  headArbitrary,
  envelopeArbitrary,
)

export const rounds: readonly Round[] = [
  { name: 'procedures', share: 48, limits: 'raised', arbitrary: callArbitrary() },
  { name: 'REST routes', share: 16, limits: 'raised', arbitrary: restArbitrary },
  { name: 'HTTP bytes', share: 12, limits: 'raised', arbitrary: headArbitrary },
  { name: 'WebSocket frames', share: 8, limits: 'raised', arbitrary: framesArbitrary },
  { name: 'tRPC envelopes', share: 8, limits: 'raised', arbitrary: envelopeArbitrary },
  { name: 'connection parameters', share: 4, limits: 'raised', arbitrary: paramsArbitrary },
  { name: 'all, default limits', share: 4, limits: 'default', arbitrary: everything },
]

/** Inputs between two looks at whether everybody still has something and the service is well. */
const batchSize = 100
const normalCalls = 20
const shrinksMax = 60
/** What a busy machine holds up once, it does not hold up always. */
const hungTries = 3

export interface RoundOptions {
  readonly inputs: number
  readonly seed: number
  readonly onFailure: (failure: Failure) => void
  readonly onProgress: (done: number) => void
}

export async function runRound(round: Round, session: Session, options: RoundOptions) {
  const report = emptyReport(round.name)
  const known = new Set<string>()
  const startedAt = performance.now()
  const normalMs: number[] = []
  for (let batch = 0; report.inputs < options.inputs; batch++) {
    const count = Math.min(batchSize, options.inputs - report.inputs)
    await runBatch(round, session, { ...options, seed: options.seed + batch }, count, report, known)
    if (round.limits === 'raised') await session.refill()
    else await session.target.signBackIn()
    normalMs.push(...(await normalDurations(session)))
    options.onProgress(report.inputs)
  }
  normalMs.sort((a, b) => a - b)
  report.normalP99Ms = normalMs[Math.floor(normalMs.length * 0.99)] ?? 0
  report.seconds = (performance.now() - startedAt) / 1_000
  return report
}

/** Every procedure by every role, once, before chance decides. */
export async function runCells(session: Session, options: Omit<RoundOptions, 'inputs'>) {
  const report = emptyReport('procedure by role')
  const known = new Set<string>()
  const startedAt = performance.now()
  for (const [index, arbitrary] of callCells.entries()) {
    const round = { name: report.name, arbitrary }
    await runBatch(round, session, { ...options, seed: options.seed + index }, 1, report, known)
    if (index % batchSize === batchSize - 1) await session.refill()
    options.onProgress(report.inputs)
  }
  await session.refill()
  report.normalP99Ms = Math.max(...(await normalDurations(session)))
  report.seconds = (performance.now() - startedAt) / 1_000
  return report
}

export const cellCount = callCells.length

async function runBatch(
  { name, arbitrary }: Pick<Round, 'name' | 'arbitrary'>,
  session: Session,
  { seed, onFailure }: Omit<RoundOptions, 'inputs'>,
  count: number,
  report: RoundReport,
  known: Set<string>,
): Promise<void> {
  let shrinks = 0
  let lastVerdict: Verdict | undefined
  const property = fc.asyncProperty(arbitrary, async (input) => {
    // What is smaller is nicer, and not worth a thousand tries.
    if (shrinks > shrinksMax) return true
    const verdict = await session.judge(input)
    if (shrinks === 0) note(report, verdict)
    else shrinks++
    const isNew = verdict.broken.length > 0 && !known.has(signatureOf(input, verdict.broken))
    if (isNew) {
      shrinks = Math.max(1, shrinks)
      lastVerdict = verdict
    }
    return !isNew
  })
  const result = await fc.check(property, { numRuns: count, seed })
  const [input] = result.counterexample ?? []
  if (!result.failed || input === undefined) return
  const broken = lastVerdict?.broken ?? [String(result.errorInstance)]
  known.add(signatureOf(input, broken))
  onFailure({ round: name, broken, input, kept: keepRegression({ broken, input }) })
}

/** Counts one verdict. */
export function note(report: RoundReport, verdict: Verdict): void {
  report.inputs++
  if (verdict.refused) report.refused++
  if (verdict.died) report.deaths++
  if (verdict.broken.length > 0) report.failures++
  if (verdict.broken.some((what) => what.startsWith('the loop stood still'))) report.stalls++
  report.worstStallMs = Math.max(report.worstStallMs, verdict.stallMs)
  report.largestErrorBytes = Math.max(report.largestErrorBytes, verdict.errorBytes)
}

export const emptyReport = (name: string): RoundReport => ({
  name,
  inputs: 0,
  refused: 0,
  deaths: 0,
  failures: 0,
  stalls: 0,
  worstStallMs: 0,
  largestErrorBytes: 0,
  normalP99Ms: 0,
  seconds: 0,
})

/** Calls that nothing is wrong with are answered, whatever came before; slowly where the machine is busy. */
async function normalDurations({ target }: Session): Promise<number[]> {
  const durations: number[] = []
  const headers = target.headersOf('ana')
  const path = '/trpc/assessment.list'
  for (let hung = 0; durations.length < normalCalls; ) {
    const startedAt = performance.now()
    try {
      const { status, text } = await send(target.port, { method: 'GET', path, headers })
      if (status !== 200) throw new Error(`A normal call got ${status}: ${text.slice(0, 300)}`)
    } catch (error) {
      if (!(error instanceof Hung) || ++hung >= hungTries) throw error
    }
    durations.push(performance.now() - startedAt)
  }
  return durations
}
