// What people who embed the service test against: a whole service on simulated time.
export { outsideAssessment, simpleAssessment, type WorldSettings } from './defaults.ts'
export { type Call, FakeAnalyzer, type Script } from './fake-analyzer.ts'
export type { ForeignRow } from './foreign-row.ts'
export { ProcessDied } from './process-clock.ts'
export { SimulatedClock } from './simulated-clock.ts'
export {
  createWorld,
  type World,
  type WorldOptions,
} from './world.ts'
export { WorldWorker } from './world-worker.ts'
