// What the analyzers of a plan do: mostly answer, in many ways not.
import type { Config, Script } from './plan.ts'
import type { Random } from './random.ts'
import type { FaultKind } from './swarm.ts'

export function drawScripts(
  random: Random,
  on: ReadonlySet<FaultKind>,
  config: Config,
): readonly Script[] {
  const calls = random.chance(0.3) ? random.whole(2, 4) : 1
  return Array.from({ length: calls }, () => drawScript(random, on, config))
}

function drawScript(random: Random, on: ReadonlySet<FaultKind>, config: Config): Script {
  const afterMs = drawLatency(random, config)
  const choice = random.next()
  const detail = random.whole(0, 11)
  // Each fault owns a slice, so that one that is off leaves the others where they were.
  if (choice < 0.06 && on.has('hang')) return { does: 'hang', deaf: detail % 2 === 0 }
  if (choice >= 0.06 && choice < 0.14 && on.has('late')) {
    const { processingTimeoutMs } = config
    const atTheEndMs = processingTimeoutMs + detail * 500 - 500
    return { does: 'answer-late', afterMs: detail % 2 === 0 ? atTheEndMs : afterMs }
  }
  if (choice >= 0.14 && choice < 0.16 && on.has('late')) return { does: 'answer-twice', afterMs }
  if (choice >= 0.16 && choice < 0.25 && on.has('fail')) {
    return { does: 'fail', afterMs, transient: detail < 9 }
  }
  if (choice >= 0.25 && choice < 0.29 && on.has('lie')) return { does: 'throw', what: detail }
  if (choice >= 0.29 && choice < 0.34 && on.has('lie')) {
    return { does: 'lie', afterMs, what: detail }
  }
  if (choice >= 0.34 && choice < 0.5) return drawReport(random, config, detail)
  return { does: 'answer', afterMs }
}

function drawReport(random: Random, config: Config, detail: number): Script {
  const everyMs = random.scaled(200, config.processingTimeoutMs)
  const times = Math.min(random.whole(1, 12), Math.ceil((config.hardLimitMs * 1.2) / everyMs))
  return {
    does: 'report',
    everyMs,
    times,
    how: random.pick(['progress', 'progress', 'heartbeat', 'nonsense']),
    ends: detail < 8 ? 'answer' : detail < 10 ? 'fail' : 'hang',
  }
}

/** From quick to longer than allowed, with the exact instants of the deadlines among them. */
function drawLatency(random: Random, config: Config): number {
  const { processingTimeoutMs, queuedTimeoutMs, hardLimitMs } = config
  if (random.chance(0.05)) return processingTimeoutMs
  if (random.chance(0.02)) return random.pick([queuedTimeoutMs, hardLimitMs])
  if (random.chance(0.1)) return random.whole(0, 5)
  return random.scaled(50, Math.ceil(processingTimeoutMs * 1.1))
}
