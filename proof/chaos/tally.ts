// What a run adds up to over all its worlds: figures for the table, and everything that was found. Plain data,
// so that worlds may run in processes of their own.
import type { Book } from './book.ts'
import type { Finding } from './findings.ts'
import { type FaultKind, type Place, places } from './plan.ts'
import type { Stall } from './stall-meter.ts'

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
    /** Processes that really ended by SIGKILL. */
    kills: 0,
    worlds: 0,
    clients: 0,
    asked: 0,
    /** Acknowledged: everything else is compared with these. */
    acked: 0,
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
    /** Of workers outside: jobs they were given, and reports that counted or came too late. */
    claims: 0,
    reportsTaken: 0,
    reportsRefused: 0,
    /** Of webhooks, that arrived. */
    messages: 0,
    /** People whose erasure was promised. */
    erased: 0,
    copies: 0,
    readings: 0,
    /** Times the system showed the process as stopped. */
    frozen: 0,
    /** Jobs that were at work when the process was told to stop. */
    atWorkWhenToldToStop: 0,
    refusedWhileFull: 0,
    writeLocksHeld: 0,
    readWithoutWrites: 0,
    stalls: 0,
  }
  latestMs = 0
  longestReadMs = 0
  stalledMs = 0
  longestStallMs = 0
  readonly ends = new Map<string, number>()

  round(kind: FaultKind, kills: number): void {
    this.#addFault(kind, { rounds: 1, kills })
  }

  stall({ from, to }: Stall): void {
    this.counts.stalls++
    this.stalledMs += to - from
    this.longestStallMs = Math.max(this.longestStallMs, to - from)
  }

  addBook({ counts }: Book): void {
    this.counts.asked += counts.asked
    this.counts.acked += counts.promised
    this.counts.refused += counts.refused
    this.counts.unknown += counts.unknown
    this.counts.told += counts.told
  }

  /** Takes in what another run of worlds added up to. */
  add(other: Omit<Tally, 'round' | 'stall' | 'addBook' | 'add'>): void {
    this.findings.push(...other.findings)
    for (const [kind, figures] of other.faults) this.#addFault(kind, figures)
    for (const [place, times] of other.reached) addTo(this.reached, place, times)
    for (const [end, times] of other.ends) addTo(this.ends, end, times)
    this.startMs.push(...other.startMs)
    this.refusedMs.push(...other.refusedMs)
    this.stopMs.push(...other.stopMs)
    const { clients } = this.counts
    for (const name of Object.keys(this.counts) as (keyof Tally['counts'])[]) {
      this.counts[name] += other.counts[name]
    }
    this.counts.clients = Math.max(clients, other.counts.clients)
    this.latestMs = Math.max(this.latestMs, other.latestMs)
    this.longestReadMs = Math.max(this.longestReadMs, other.longestReadMs)
    this.stalledMs += other.stalledMs
    this.longestStallMs = Math.max(this.longestStallMs, other.longestStallMs)
  }

  #addFault(kind: FaultKind, { rounds, kills }: FaultFigures): void {
    const figures = this.faults.get(kind) ?? { rounds: 0, kills: 0 }
    this.faults.set(kind, { rounds: figures.rounds + rounds, kills: figures.kills + kills })
  }
}

export function addTo<Key>(counts: Map<Key, number>, key: Key, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count)
}
