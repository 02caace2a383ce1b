// Which faults a run meets, and in which order: drawn from the seed, every kind at least once, every named
// place at every count up to what the number of kills allows.
import { type Random, randomStream } from '../sim/random.ts'

/** In a life's order. The first kind is passed once a life, the others again and again. */
export const placesOnce = ['opened', 'listening', 'recovered', 'draining', 'stopped'] as const
export const placesOften = [
  'resuming',
  'decided',
  'before-commit',
  'after-commit',
  'telling',
  'told',
  'analysis-started',
  'analysis-ended',
  'repairing',
] as const
export type Place = (typeof placesOnce)[number] | (typeof placesOften)[number]

export const places: readonly Place[] = [...placesOnce, ...placesOften]

export type Fault =
  | { readonly kind: 'killed' }
  /** Before it serves, after this share of the time that starting usually takes. */
  | { readonly kind: 'killed starting'; readonly share: number }
  | {
      readonly kind: 'killed at a place'
      readonly place: Place
      readonly nth: number
      readonly armed: 'at start' | 'under load'
    }
  /** Once for each: so long after it began to serve. */
  | { readonly kind: 'dying at start'; readonly aliveMs: readonly number[] }
  | { readonly kind: 'frozen'; readonly forMs: number; readonly isKilledFrozen: boolean }
  | { readonly kind: 'told to stop' }
  | { readonly kind: 'told to stop twice'; readonly againAfterMs: number }
  | { readonly kind: 'second process' }
  | { readonly kind: 'disk full'; readonly isKilledFull: boolean }
  | {
      readonly kind: 'write lock held'
      readonly holdsMs: readonly number[]
      readonly isKilledHeld: boolean
    }
  | { readonly kind: 'connections cut'; readonly cuts: number }
export type FaultKind = Fault['kind']
export type FaultOf<Kind extends FaultKind> = Extract<Fault, { kind: Kind }>

export const faultKinds: readonly FaultKind[] = [
  'killed',
  'killed starting',
  'killed at a place',
  'dying at start',
  'frozen',
  'told to stop',
  'told to stop twice',
  'second process',
  'disk full',
  'write lock held',
  'connections cut',
]

export interface Round {
  readonly fault: Fault
  /** How long people use the service before it. */
  readonly loadMs: number
}

export interface WorldPlan {
  readonly seed: number
  /** While its file is being made, before anybody uses it. */
  readonly first: Round
  readonly rounds: readonly Round[]
  /** Its database lies on a disk that can be filled. */
  readonly hasSmallDisk: boolean
}

/** A database grows with each round; no world has more kills, and all have about as many. */
const killsOfWorldMax = 30
const loadMaxMs = 1_000
/** No more are at work at once when the process dies. */
const resumedMax = 6

export function makePlan({ kills, seed }: { kills: number; seed: number }): WorldPlan[] {
  const random = randomStream(seed, 'plan')
  const rounds = shuffled(random, [...atPlaces(random, kills), ...elsewhere(random, kills)])
  const parts = evenParts(rounds)
  // Where disks are filled, every other time it is a real one.
  const full = parts.filter((part) => part.some(({ fault }) => fault.kind === 'disk full'))
  return parts.map((part, index) => ({
    seed: seed * 1_000 + index,
    first: { fault: faultOf(random, 'killed starting', 1), loadMs: 0 },
    rounds: part,
    hasSmallDisk: parts.length > 1 && full.indexOf(part) % 2 === 0,
  }))
}

function evenParts(rounds: readonly Round[]): Round[][] {
  const all = sum(rounds.map(killsOf))
  const count = Math.ceil(all / killsOfWorldMax)
  const killsOfPart = all / count
  const parts: Round[][] = []
  let kills = 0
  for (const round of rounds) {
    if (parts.length < count && kills >= parts.length * killsOfPart) parts.push([])
    parts.at(-1)?.push(round)
    kills += killsOf(round)
  }
  return parts
}

export const killsOf = ({ fault }: Round): number => {
  if (fault.kind === 'dying at start') return fault.aliveMs.length
  // Only what died at work is taken up again.
  if (fault.kind === 'killed at a place' && fault.place === 'resuming') return 2
  return fault.kind.startsWith('told to stop') ? 0 : 1
}

/** Each place at its first pass, its second, its third: half of the kills, and each place once. */
function atPlaces(random: Random, kills: number): Round[] {
  const timesEach = Math.max(1, Math.round(kills / 2 / places.length))
  return places.flatMap((place) =>
    Array.from({ length: timesEach }, (_, index) => {
      const isOften = (placesOften as readonly Place[]).includes(place)
      const isAtStart = place === 'resuming' || (isOften && random.chance(0.5))
      const armed = !isOften || isAtStart ? 'at start' : 'under load'
      const most = place === 'resuming' ? resumedMax : timesEach
      const nth = isOften ? (index % most) + 1 : 1
      const fault: Fault = { kind: 'killed at a place', place, nth, armed }
      return { fault, loadMs: random.whole(0, 300) }
    }),
  )
}

/** Every kind once, then as they are drawn, until the kills are used up; and orderly stops among them. */
function elsewhere(random: Random, kills: number): Round[] {
  const left = kills - sum(atPlaces(random, kills).map(killsOf))
  const order: FaultKind[] = [
    'killed',
    'disk full',
    'frozen',
    'write lock held',
    'second process',
    'killed starting',
    'dying at start',
    'connections cut',
  ]
  const rounds: Round[] = []
  while (order.length > 0 || sum(rounds.map(killsOf)) < left) {
    const kind = order.shift() ?? random.pick(drawnFrom)
    const room = left - sum(rounds.map(killsOf))
    rounds.push({ fault: faultOf(random, kind, room), loadMs: random.whole(50, loadMaxMs) })
  }
  const stops = Math.max(1, Math.round(kills / 25))
  for (let index = 0; index < stops; index++) {
    rounds.push(stopOf(random, 'told to stop'), stopOf(random, 'told to stop twice'))
  }
  return rounds
}

const drawnFrom: readonly FaultKind[] = [
  ...Array.from({ length: 8 }, (): FaultKind => 'killed'),
  ...Array.from({ length: 4 }, (): FaultKind => 'killed starting'),
  'dying at start',
  'frozen',
  'frozen',
  'second process',
  'disk full',
  'write lock held',
  'write lock held',
  'connections cut',
  'connections cut',
]

const stopOf = (random: Random, kind: FaultKind): Round => ({
  fault: faultOf(random, kind, 0),
  loadMs: random.whole(100, loadMaxMs),
})

function faultOf(random: Random, kind: FaultKind, room: number): Fault {
  switch (kind) {
    case 'killed starting':
      return { kind, share: random.next() }
    case 'dying at start':
      return { kind, aliveMs: times(Math.max(2, Math.min(room, 6)), () => random.whole(0, 100)) }
    case 'frozen':
      return { kind, forMs: random.scaled(200, 3_000), isKilledFrozen: random.chance(0.3) }
    case 'told to stop twice':
      return { kind, againAfterMs: random.whole(0, 50) }
    case 'disk full':
      return { kind, isKilledFull: random.chance(0.4) }
    case 'write lock held':
      return {
        kind,
        holdsMs: times(random.whole(1, 3), () => random.scaled(1, 2_000)),
        isKilledHeld: random.chance(0.3),
      }
    case 'connections cut':
      return { kind, cuts: random.whole(3, 10) }
    case 'killed at a place':
      throw new Error('Places are not drawn; each has its turn')
    default:
      return { kind }
  }
}

const times = <T>(length: number, make: () => T): T[] => Array.from({ length }, make)

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0)

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  return list
    .map((each) => ({ each, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ each }) => each)
}
