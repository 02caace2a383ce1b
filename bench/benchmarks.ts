// Every benchmark, in the order in which they run. Those of the network and of other systems come last.
import { fanOut } from './fan-out.bench.ts'
import type { Benchmark } from './harness.ts'
import { idle } from './idle.bench.ts'
import { lifecycle } from './lifecycle.bench.ts'
import { loopDelay } from './loop-delay.bench.ts'
import { embeddedPeers, serverPeers } from './peers.bench.ts'
import { repair } from './repair.bench.ts'
import { restSubmit } from './rest-submit.bench.ts'
import { restart } from './restart.bench.ts'
import { size } from './size.bench.ts'
import { slowDisk } from './slow-disk.bench.ts'
import { startLatency } from './start-latency.bench.ts'
import { submit } from './submit.bench.ts'
import { subscriberLatency } from './subscriber-latency.bench.ts'
import { wsSubmit } from './ws-submit.bench.ts'

export const benchmarks: readonly Benchmark[] = [
  submit,
  slowDisk,
  lifecycle,
  startLatency,
  subscriberLatency,
  loopDelay,
  repair,
  size,
  restart,
  idle,
  restSubmit,
  wsSubmit,
  fanOut,
  embeddedPeers,
  serverPeers,
]
