// Plainer forms of a step, of settings and of the time between steps, for a plan that is made small.
import type { Action, Config, Plan, Script, Step } from './plan.ts'

const plainScripts: readonly Script[] = [{ does: 'answer', afterMs: 1_000 }]

/** Forms of the step that ask less of the reader; none that is as it was. */
export function plainerSteps(step: Step | undefined): Step[] {
  if (!step) return []
  const now = JSON.stringify(step)
  return plainerActions(step)
    .map((changes) => ({ ...step, ...changes }) as Step)
    .filter((plainer) => JSON.stringify(plainer) !== now)
}

function plainerActions(step: Action): Partial<Step>[] {
  switch (step.do) {
    case 'submit':
      return [
        { user: 0 },
        { times: 1 },
        { assessment: 0 },
        { scripts: plainScripts },
        ...(step.scripts.length > 1 ? [{ scripts: step.scripts.slice(0, 1) }] : []),
      ]
    case 'crash':
      return [
        { again: [] },
        { again: step.again.slice(1) },
        { place: 'now', skip: 0 },
        { skip: 0 },
        { awayMs: 1_000 },
      ]
    case 'insert-row':
      return [{ user: 0 }, { id: 'foreign' }, { ageMs: 0 }, { status: 'queued' }]
    case 'connect':
      return [{ user: 0 }, { slowMs: 0 }, { back: 0 }]
    case 'fail':
      return [{ pick: 0 }, { when: 'now' }]
    case 'retry':
    case 'cancel':
    case 'hide':
      return [{ user: 0 }, { pick: 0 }]
    case 'update-row':
    case 'delete-row':
      return [{ pick: 0 }]
    case 'grant':
      return [{ user: 0 }, { amount: 100 }]
    case 'stop':
      return [{ awayMs: 1_000 }]
    case 'full':
      return [{ pagesLeft: 0 }, { forMs: 60_000 }]
    case 'stall':
    case 'busy':
      return [{ forMs: 1_000 }]
    default:
      return []
  }
}

/** Settings that come closer to those of a plain service, one at a time. */
export function plainerConfigs({ config, steps }: Plan): Partial<Config>[] {
  const usersSeen = Math.max(0, ...steps.map((step) => ('user' in step ? step.user : 0))) + 1
  const plain: Config = {
    store: 'memory',
    defer: 'promises',
    timers: 'apart',
    users: Math.min(config.users, usersSeen),
    startingBalance: 100,
    tokenCost: 1,
    slotsMax: 1,
    queuedTimeoutMs: 60_000,
    processingTimeoutMs: 60_000,
    hardLimitMs: 60_000,
    triesMax: 1,
    estimateMs: 1_000,
    unfinishedMax: 1_000,
    liveActorsMax: 1_000,
    submitsPerMinute: 100_000,
    submitsAtOnce: 100_000,
    sweepMs: 600_000,
  }
  const names = Object.keys(plain) as (keyof Config)[]
  return names
    .filter((name) => config[name] !== plain[name])
    .map((name) => ({ [name]: plain[name] }))
}

/** The same steps, the one at `index` and all after it moved up to `gapMs` after the one before. */
export function withoutGap(
  steps: readonly Step[],
  index: number,
  gapMs: number,
): Step[] | undefined {
  const before = index === 0 ? 0 : (steps[index - 1]?.at ?? 0)
  const byMs = (steps[index]?.at ?? 0) - before - gapMs
  if (byMs <= 0) return undefined
  return steps.map((step, place) => (place < index ? step : { ...step, at: step.at - byMs }))
}
