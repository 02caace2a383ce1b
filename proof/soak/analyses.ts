// What the analyses of a soak may do, as far as whoever checks them must know: how often each is asked for, and how
// each must end.
import type { Random } from '../sim/random.ts'

export interface Kind {
  /** How many of a hundred submissions. */
  readonly share: number
  readonly assessmentName: 'Inside' | 'Outside'
  readonly ends: 'completed' | 'failed'
}

export const kinds = {
  quick: { share: 70, assessmentName: 'Inside', ends: 'completed' },
  slow: { share: 5, assessmentName: 'Inside', ends: 'completed' },
  chatty: { share: 5, assessmentName: 'Inside', ends: 'completed' },
  transient: { share: 5, assessmentName: 'Inside', ends: 'completed' },
  permanent: { share: 4, assessmentName: 'Inside', ends: 'failed' },
  hang: { share: 1, assessmentName: 'Inside', ends: 'failed' },
  /** A worker outside completes it. */
  outside: { share: 8, assessmentName: 'Outside', ends: 'completed' },
  /** A worker outside says that it failed for good. */
  refused: { share: 1, assessmentName: 'Outside', ends: 'failed' },
  /** A worker outside claims it and is never heard of again. */
  silent: { share: 1, assessmentName: 'Outside', ends: 'failed' },
} as const satisfies Readonly<Record<string, Kind>>

export type KindName = keyof typeof kinds

export interface Scores {
  /** Names the submission: no two have the same. */
  readonly tag: string
  readonly kind: KindName
  readonly filling: string
}

const names = Object.keys(kinds) as KindName[]
const weighted = names.flatMap((name) => Array.from({ length: kinds[name].share }, () => name))

/** As large as real scores with answers are, most of the time. */
const fillingChars = [200, 4_000] as const

export function drawScores(random: Random, tag: string): Scores {
  return { tag, kind: random.pick(weighted), filling: 'x'.repeat(random.whole(...fillingChars)) }
}
