// A run: each bug is planted in a copy of the tree and its harness is let loose on it, two at a time; then the
// harnesses must find nothing in the source as it is, over everything they had played until they caught one.
import { inCopy } from './copy.ts'
import type { Mutant, Net } from './mutant.ts'
import { cast, type Haul, NetBroke, playSeeds, tests } from './nets.ts'

export interface Hunted {
  readonly name: string
  readonly by: Net['by']
  readonly caught: boolean
  /** How much of the harness it took. */
  readonly after: string
  readonly seconds: number
  /** What the harness complained of first; why it broke off, where it did. */
  readonly saw: string
  /** How much of the harness the unmutated source must pass for this to count. */
  readonly played: number
}

export interface Report {
  readonly mutants: readonly Hunted[]
  readonly canaries: readonly Hunted[]
  /** The harnesses on the unmutated source: each must catch nothing. */
  readonly baseline: readonly Hunted[]
  readonly ok: boolean
  readonly seconds: number
}

export interface HuntOptions {
  readonly mutants: readonly Mutant[]
  readonly canaries: readonly Mutant[]
  readonly atOnce: number
  readonly onHunted: (hunted: Hunted, done: number, of: number) => void
}

export async function hunt({ mutants, canaries, atOnce, onHunted }: HuntOptions): Promise<Report> {
  const startedAt = performance.now()
  const planted = [...canaries, ...mutants]
  // What takes longest begins first, so that nothing is left to wait for alone.
  const queue = planted.toSorted((a, b) => weight(b.caughtBy) - weight(a.caughtBy))
  const found = new Map<string, Hunted>()
  const lane = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const mutant = next
      const hunted = await timed(mutant.name, mutant.caughtBy.by, () =>
        inCopy(mutant.edits, (folder) => castTwice(folder, mutant.caughtBy)),
      )
      found.set(mutant.name, hunted)
      onHunted(hunted, found.size, planted.length)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  const of = (list: readonly Mutant[]) => list.flatMap(({ name }) => found.get(name) ?? [])
  const baseline = await castOnSource(planted, found)
  const all = [...of(mutants), ...of(canaries)]
  return {
    mutants: of(mutants),
    canaries: of(canaries),
    baseline,
    ok: all.every(({ caught }) => caught) && baseline.every(({ caught, saw }) => !caught && !saw),
    seconds: (performance.now() - startedAt) / 1_000,
  }
}

/** What broke off once may have had a busy machine; what does so twice has caught nothing. */
const castTwice = (folder: string, net: Net): Promise<Haul> =>
  cast(folder, net).catch((error: unknown) => {
    if (!(error instanceof NetBroke)) throw error
    return cast(folder, net)
  })

/** A harness that complains of the unmutated source too has caught nothing. */
async function castOnSource(
  planted: readonly Mutant[],
  found: ReadonlyMap<string, Hunted>,
): Promise<Hunted[]> {
  const of = (by: Net['by']) => planted.filter(({ caughtBy }) => caughtBy.by === by)
  const playedBy = (by: Net['by']) =>
    Math.max(0, ...of(by).map(({ name }) => found.get(name)?.played ?? 0))
  const files = planted.flatMap(({ caughtBy }) => ('files' in caughtBy ? caughtBy.files : []))
  const baseline: Hunted[] = []
  const add = async (by: Net['by'], work: (folder: string) => Promise<Haul>) => {
    if (playedBy(by) > 0) {
      baseline.push(await timed('the source as it is', by, () => inCopy([], work)))
    }
  }
  await add('simulation', (folder) => playSeeds(folder, 1, playedBy('simulation')))
  await add('histories', (folder) => cast(folder, { by: 'histories', runs: playedBy('histories') }))
  await add('tests', (folder) => tests(folder, [...new Set(files)]))
  await add('fuzz', (folder) => cast(folder, { by: 'fuzz', inputs: playedBy('fuzz') }))
  await add('power loss', (folder) =>
    cast(folder, { by: 'power loss', images: playedBy('power loss') }),
  )
  const faults = of('disk faults')[0]?.caughtBy
  if (faults) await add('disk faults', (folder) => cast(folder, faults))
  return baseline
}

async function timed(name: string, by: Net['by'], work: () => Promise<Haul>): Promise<Hunted> {
  const startedAt = performance.now()
  const seconds = () => (performance.now() - startedAt) / 1_000
  try {
    return { name, by, ...(await work()), seconds: seconds() }
  } catch (error) {
    const saw = error instanceof Error ? error.message : String(error)
    return { name, by, caught: false, after: 'broke off', saw, played: 0, seconds: seconds() }
  }
}

const weights: Readonly<Record<Net['by'], number>> = {
  'disk faults': 6,
  'power loss': 5,
  simulation: 4,
  fuzz: 3,
  tests: 2,
  histories: 1,
}

const weight = ({ by }: Net): number => weights[by]
