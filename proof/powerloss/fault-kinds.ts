// Every kind of fault that a call can meet, which calls it may strike and how often, and the places at which
// it is tried. It runs nothing.
import type { Random } from './random.ts'
import type { Fault } from './recorder.ts'

export type Calls = Fault['kinds']

export interface FaultKind {
  readonly what: Fault['what']
  readonly calls: Calls
  /** 0 is from there on, for ever. */
  readonly times: number
}

export const faultKinds: readonly FaultKind[] = [
  { what: 'kill', calls: 'WTS', times: 1 },
  { what: 'eio', calls: 'S', times: 1 },
  { what: 'eio', calls: 'S', times: 0 },
  { what: 'eio', calls: 'W', times: 1 },
  { what: 'eio', calls: 'W', times: 0 },
  { what: 'eio', calls: 'T', times: 1 },
  { what: 'eio', calls: 'T', times: 0 },
  { what: 'enospc', calls: 'W', times: 1 },
  { what: 'enospc', calls: 'W', times: 30 },
  { what: 'enospc', calls: 'W', times: 0 },
  { what: 'short', calls: 'W', times: 1 },
  { what: 'short', calls: 'W', times: 0 },
]

const callNames: Record<Calls, string> = { W: 'write', T: 'truncate', S: 'sync', WTS: 'any call' }

export function nameOf({ what, calls, times }: FaultKind): string {
  const often = times === 0 ? 'for ever' : times === 1 ? 'once' : `${times} times`
  return what === 'kill' ? 'kill -9' : `${what} on ${callNames[calls]}, ${often}`
}

/** A death may come at any call, and a sync is what promises rest on: these are tried more often. */
const sharesOf = ({ what, calls }: FaultKind): number => (what === 'kill' || calls === 'S' ? 3 : 1)

/** The calls that a fault of this kind strikes, each in a run of its own: spread over all there are. */
export function placesOf(
  kind: FaultKind,
  calls: number,
  placesMax: number,
  random: Random,
): number[] {
  const most = placesMax * sharesOf(kind)
  if (calls <= most) return Array.from({ length: calls }, (_, index) => index + 1)
  const step = calls / most
  return Array.from({ length: most }, (_, n) => 1 + Math.floor((n + random.next()) * step))
}
