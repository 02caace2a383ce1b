// What a run adds up to over all its worlds: figures for the table, and everything that was found.
import type { Book } from './book.ts'
import type { Finding } from './findings.ts'
import { type FaultKind, type Place, places } from './plan.ts'

export interface FaultFigures {
  rounds: number
  kills: number
}

export class Tally {
  readonly findings: Finding[] = []
  readonly faults = new Map<FaultKind, FaultFigures>()
  /** How often the process died at each place. */
  readonly reached = new Map<Place, number>(places.map((place) => [place, 0]))
  readonly startMs: number[] = []
  /** How long a refused second process took, and an orderly stop. */
  readonly refusedMs: number[] = []
  readonly stopMs: number[] = []
  readonly counts = {
    kills: 0,
    worlds: 0,
    clients: 0,
    asked: 0,
    promised: 0,
    refused: 0,
    unknown: 0,
    recovered: 0,
    told: 0,
    subscriptions: 0,
    cuts: 0,
    jobs: 0,
    completed: 0,
    failed: 0,
    refunds: 0,
    copies: 0,
    readings: 0,
    refusedWhileFull: 0,
    readWithoutWrites: 0,
  }
  latestMs = 0
  longestReadMs = 0
  readonly ends = new Map<string, number>()

  round(kind: FaultKind, kills: number): void {
    const figures = this.faults.get(kind) ?? { rounds: 0, kills: 0 }
    this.faults.set(kind, { rounds: figures.rounds + 1, kills: figures.kills + kills })
    this.counts.kills += kills
  }

  addBook({ counts }: Book): void {
    this.counts.asked += counts.asked
    this.counts.promised += counts.promised
    this.counts.refused += counts.refused
    this.counts.unknown += counts.unknown
    this.counts.told += counts.told
  }
}
