// How many submissions a second come in durably by tRPC over WebSocket, two in flight on each of 32 sockets,
// and how long does each take? Signed in by tokens of an external provider, validated, charged, put in line
// and told, synchronous=FULL; no job is started, and only the limits of how often one may call are raised.
import type { Benchmark } from './harness.ts'
import { netSubmit } from './net-submit.ts'

export const wsSubmit: Benchmark = {
  name: 'ws-submit',
  question: 'How many submissions a second come in over tRPC WebSockets?',
  run: (bench) =>
    netSubmit(bench, {
      benchmark: 'ws-submit',
      transport: 'ws',
      what: 'submits over tRPC WebSocket',
      aimPerSecond: 5_000,
    }),
}
