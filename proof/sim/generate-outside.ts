// What a plan has of the parts around the line: shifts of workers, moods of receivers, erasures, retention, and changes
// of a running service. Each kind draws from a stream of its own, so that one that is off moves nothing else.
import { type Config, dayMs, type Script, type Step } from './plan.ts'
import {
  hookDeeds,
  moods,
  type OutsideAction,
  settingNames,
  type WorkerScript,
} from './plan-outside.ts'
import { type Random, randomStream } from './random.ts'
import type { Swarm } from './swarm.ts'

type Submit = Step & { readonly do: 'submit' }

export interface OutsideScene {
  readonly days: number
  readonly swarm: Swarm
  readonly submits: readonly Submit[]
}

const workersMax = 5

/** Gives a part of the submissions to workers outside. */
export function forWorkers(seed: number, { swarm, submits }: OutsideScene): Submit[] {
  const { outside } = swarm.config
  if (!outside) return [...submits]
  const random = randomStream(seed, 'outside')
  return submits.map((step) => {
    if (!random.chance(0.3)) return step
    const claims = random.chance(0.5) ? random.whole(2, 4) : 1
    const scripts = Array.from({ length: claims }, () => drawWorker(random, swarm.config, outside))
    const usual: readonly Script[] = []
    return { ...step, assessment: 2, scripts: usual, outside: scripts }
  })
}

function drawWorker(
  random: Random,
  config: Config,
  { leaseMs }: { leaseMs: number },
): WorkerScript {
  const choice = random.next()
  const afterMs = random.scaled(20, Math.max(30, Math.ceil(leaseMs * 0.9)))
  const beats = random.chance(0.5) ? random.whole(1, 4) : 0
  const longMs = beats > 0 ? random.scaled(leaseMs, Math.max(leaseMs, config.hardLimitMs)) : afterMs
  if (choice < 0.4) return { works: 'complete', afterMs: longMs, beats }
  if (choice < 0.52) return { works: 'fail', afterMs, beats, transient: random.chance(0.8) }
  if (choice < 0.57) return { works: 'lie', afterMs }
  if (choice < 0.7) return { works: 'vanish' }
  if (choice < 0.8) return { works: 'late', pastMs: random.pick([-1, 0, 1, 700, 40_000]) }
  if (choice < 0.86) return { works: 'twice', afterMs }
  if (choice < 0.91) return { works: 'revive', afterMs }
  if (choice < 0.96) return { works: 'forge', afterMs, how: random.whole(0, 2) }
  return { works: 'cling', everyMs: Math.ceil(leaseMs * 0.7) }
}

/** Everything else, in no order. */
export function drawOutside(seed: number, scene: OutsideScene): Step[] {
  const { on } = scene.swarm
  return [
    ...(scene.swarm.config.outside ? drawShifts(randomStream(seed, 'shifts'), scene) : []),
    ...(on.has('webhooks') ? drawHooks(randomStream(seed, 'webhooks'), scene) : []),
    ...(on.has('erasures') ? drawErasures(randomStream(seed, 'erasures'), scene) : []),
    ...(on.has('retention') ? drawRetention(randomStream(seed, 'retention'), scene) : []),
    ...(on.has('settings') ? drawControls(randomStream(seed, 'settings'), scene) : []),
  ]
}

function drawShifts(random: Random, { submits }: OutsideScene): Step[] {
  return submits
    .filter(({ assessment }) => assessment === 2)
    .filter(() => random.chance(0.5))
    .map(({ at }) => ({
      at: Math.max(0, at + random.whole(-20_000, 30_000)),
      do: 'shift',
      worker: random.whole(0, workersMax - 1),
      forMs: random.scaled(5_000, 300_000),
      waitMs: random.pick([0, 5_000, 30_000, 30_000]),
      ...(random.chance(0.15) && {
        leavesAfterMs: random.chance(0.4) ? 0 : random.scaled(1, 20_000),
      }),
    }))
}

function drawHooks(random: Random, scene: OutsideScene): Step[] {
  const { users } = scene.swarm.config
  const receivers = random.whole(1, 4)
  const receiver = () => random.whole(0, receivers - 1)
  const user = () => (random.chance(0.2) ? -1 : random.whole(0, users - 1))
  return [
    ...Array.from({ length: random.whole(1, 3) }, () => ({
      at: random.whole(0, 120_000),
      ...({ do: 'hook', user: user(), receiver: receiver() } as const),
    })),
    ...many(random, scene, [1, 6], () => ({ do: 'hook', user: user(), receiver: receiver() })),
    ...many(random, scene, [3, 40], () => ({
      ...({ do: 'mood', receiver: receiver() } as const),
      mood: random.chance(0.35) ? 'well' : random.pick(moods),
    })),
    ...many(random, scene, [1, 12], () => ({
      ...({ do: 'hook-do', pick: random.next() } as const),
      what: random.pick(hookDeeds),
    })),
    ...drawRevivals(random, scene),
  ]
}

/** What was lost while an endpoint was off, its owner has sent again. */
function drawRevivals(random: Random, scene: OutsideScene): Step[] {
  const offs = many(random, scene, [1, 6], () => ({
    do: 'hook-do',
    pick: random.next(),
    what: 'off',
  }))
  return offs.flatMap((step): Step[] => {
    const onAt = Math.min(scene.days * dayMs - 2, step.at + random.scaled(1, 600_000))
    return [
      step,
      { ...step, at: onAt, what: 'on' } as Step,
      { ...step, at: onAt + 1, what: 'redeliver' } as Step,
    ]
  })
}

function drawErasures(random: Random, scene: OutsideScene): Step[] {
  const { users } = scene.swarm.config
  const erased = many(random, scene, [1, 10], () => ({
    ...({ do: 'erase', user: random.whole(0, users - 1) } as const),
    by: random.pick(['owner', 'operator'] as const),
  }))
  const backups = many(random, scene, [1, 4], () => ({ do: 'backup' }))
  const restores = many(random, scene, [1, 3], () => ({
    ...({ do: 'restore' } as const),
    way: random.pick(['tool', 'by hand'] as const),
  }))
  // Somebody makes a webhook, or asks for something, while they are being erased.
  const late = erased.flatMap((step): Step[] =>
    step.do === 'erase' && scene.swarm.on.has('webhooks') && random.chance(0.5)
      ? [
          {
            at: Math.max(0, step.at - random.whole(0, 3_000)),
            do: 'hook',
            user: step.user,
            receiver: 0,
          },
        ]
      : [],
  )
  return [...erased, ...drawDeaths(random, erased, scene), ...backups, ...restores, ...late]
}

function drawRetention(random: Random, scene: OutsideScene): Step[] {
  const runs = many(random, scene, [1, 20], () => ({ do: 'retain' }))
  return [...runs, ...drawDeaths(random, runs, scene)]
}

/** The service dies at one of the commits of what these steps begin. */
const drawDeaths = (random: Random, steps: readonly Step[], { swarm }: OutsideScene): Step[] =>
  steps
    .filter(() => swarm.on.has('crash') && random.chance(0.5))
    .map(({ at }) => ({
      ...({ at: at + 1, do: 'crash' } as const),
      place: random.pick(['now', 'before-commit', 'after-commit'] as const),
      skip: random.whole(0, 9),
      awayMs: random.scaled(1, 20_000),
      again: random.chance(0.3) ? [{ place: 'before-commit', skip: random.whole(0, 5) }] : [],
    }))

function drawControls(random: Random, scene: OutsideScene): Step[] {
  const { slotsMax } = scene.swarm.config
  const sets = many(random, scene, [1, 10], () => {
    const name = random.pick(settingNames)
    const isSlots = name === 'WORKER_CONCURRENCY'
    const value = isSlots ? random.whole(1, slotsMax + 3) : random.scaled(1, 20)
    return random.chance(0.2) ? { do: 'unset' } : { do: 'set', name, value }
  })
  const holds = many(random, scene, [1, 8], () =>
    random.chance(0.4)
      ? { do: 'drain' }
      : { do: 'hold', what: random.pick(['intake', 'dispatch'] as const) },
  )
  const ends = holds.map(({ at }): Step => {
    const until = at + random.scaled(1, 1_200_000)
    return { at: Math.min(scene.days * dayMs - 1, until), do: 'let-go' }
  })
  return [...sets, ...holds, ...ends]
}

/** So many a day, mostly while people are at work. */
function many(
  random: Random,
  { days, submits }: OutsideScene,
  [from, to]: readonly [number, number],
  draw: () => OutsideAction,
): Step[] {
  const count = Math.round(days * random.scaled(from, to))
  return Array.from({ length: count }, () => {
    const isAtWork = submits.length > 0 && random.chance(0.8)
    const at = isAtWork
      ? random.pick(submits).at + random.scaled(1, 60_000)
      : random.next() * days * dayMs
    return { at: Math.min(days * dayMs - 1, Math.floor(at)), ...draw() }
  })
}
