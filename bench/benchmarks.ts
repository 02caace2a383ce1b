// Every benchmark, in the order in which they run. Those of the network and of other systems come last.
import type { Benchmark } from './harness.ts'
import { idle } from './idle.bench.ts'
import { lifecycle } from './lifecycle.bench.ts'
import { loopDelay } from './loop-delay.bench.ts'
import { repair } from './repair.bench.ts'
import { restart } from './restart.bench.ts'
import { size } from './size.bench.ts'
import { startLatency } from './start-latency.bench.ts'
import { submit } from './submit.bench.ts'
import { subscriberLatency } from './subscriber-latency.bench.ts'

export const benchmarks: readonly Benchmark[] = [
  submit,
  lifecycle,
  startLatency,
  subscriberLatency,
  loopDelay,
  repair,
  size,
  restart,
  idle,
]
