// Scores as bars: traits as a place between two ends, strengths as ranks within the person. They draw; the tables
// say the same in numbers.
import {
  bandOf,
  type Scores,
  strengthKeys,
  strengthsOf,
  traitKeys,
  virtues,
} from '../api/scores.ts'
import { useMessages } from '../i18n/messages.tsx'

export function TraitBars({ scores }: { readonly scores: Scores['ocean'] }) {
  const m = useMessages()
  return (
    <div className="bars">
      {traitKeys.map((key) => (
        <div key={key} className="bar">
          <span>{m.words.traits[key].name}</span>
          <span className="value">
            {scores[key]} · {m.words.bands[bandOf(scores[key])]}
          </span>
          <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect className="track" width="100" height="4" rx="2" />
            <rect className="middle" x="40" width="20" height="4" />
            <rect className="fill" width={scores[key]} height="4" rx="1" />
          </svg>
          <span className="help">{m.words.traits[key].help}</span>
        </div>
      ))}
    </div>
  )
}

export interface Ranked {
  readonly key: keyof Scores['viaIs']
  readonly score: number
  /** Equal scores share a rank. */
  readonly rank: number
  readonly virtue: (typeof virtues)[number]
}

/** The 24 strengths by score, ties by their published order. */
export function rankStrengths(scores: Scores['viaIs']): Ranked[] {
  const sorted = [...strengthKeys].sort((a, b) => scores[b] - scores[a])
  return sorted.map((key) => ({
    key,
    score: scores[key],
    rank: sorted.findIndex((other) => scores[other] === scores[key]) + 1,
    virtue: virtues.find((virtue) => strengthsOf(virtue).includes(key)) ?? 'wisdom',
  }))
}

const signatureMax = 5

export function StrengthRanks({ ranked }: { readonly ranked: readonly Ranked[] }) {
  const m = useMessages()
  return (
    <div className="ranks">
      {ranked.map(({ key, score, rank }, index) => (
        <div key={key} className={index < signatureMax ? 'bar top' : 'bar'}>
          <span className="place">{rank}</span>
          <span>{m.words.strengths[key]}</span>
          <span className="value">{score}</span>
          <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect className="track" width="100" height="4" rx="2" />
            <rect className="fill" width={score} height="4" rx="1" />
          </svg>
        </div>
      ))}
    </div>
  )
}
