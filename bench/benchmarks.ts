// Every benchmark, in the order in which they run.
import type { Benchmark } from './harness.ts'
import { lifecycle } from './lifecycle.bench.ts'
import { submit } from './submit.bench.ts'

export const benchmarks: readonly Benchmark[] = [submit, lifecycle]
