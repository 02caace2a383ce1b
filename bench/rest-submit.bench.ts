// How many submissions a second come in durably by POST /assessment/submit, on 64 connections kept alive,
// and how long does each take? Signed in by tokens of an external provider, validated, charged, put in line
// and told, synchronous=FULL; no job is started, and only the limits of how often one may call are raised.
import type { Benchmark } from './harness.ts'
import { netSubmit } from './net-submit.ts'

export const restSubmit: Benchmark = {
  name: 'rest-submit',
  question: 'How many submissions a second come in over REST?',
  run: (bench) =>
    netSubmit(bench, {
      benchmark: 'rest-submit',
      transport: 'rest',
      what: 'submits over REST',
      aimPerSecond: 4_000,
    }),
}
