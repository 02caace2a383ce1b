// A plan from a seed. The workload and each kind of fault draw from streams of their own and are merged by
// time, so that leaving one out moves nothing else.
import { drawForeign } from './generate-foreign.ts'
import { drawOutside, forWorkers } from './generate-outside.ts'
import { drawScripts } from './generate-scripts.ts'
import { type Action, type CrashPlace, dayMs, type Plan, type Step } from './plan.ts'
import { type Random, randomStream } from './random.ts'
import { drawSwarm, type FaultKind, type Swarm } from './swarm.ts'

export function generatePlan(seed: number, days: number): Plan {
  const swarm = drawSwarm(seed)
  const submits = forWorkers(seed, { days, swarm, submits: submitsOf(seed, days, swarm) })
  const work = drawWork(seed, days, swarm, submits)
  const faults = [...swarm.on].flatMap((kind) => {
    const random = randomStream(seed, `fault ${kind}`)
    return drawFaults(random, kind, { days, swarm, busyAt: work.map(({ at }) => at) })
  })
  const around = drawOutside(seed, { days, swarm, submits })
  const steps = [...work, ...faults, ...around].sort((a, b) => a.at - b.at)
  return { format: 1, title: `seed ${seed}, ${days} d`, seed, config: swarm.config, steps }
}

/** People's day: they connect, submit in clusters, look, change their minds, buy tokens. */
function drawWork(seed: number, days: number, swarm: Swarm, submits: readonly Submit[]): Step[] {
  const people = randomStream(seed, 'people')
  const { config, on } = swarm
  const steps: Step[] = submits.map((step) => step)
  for (const { at, user, scripts } of submits) {
    // A running job that is touched loses its analysis, which may answer all the same.
    const isDuel = on.has('rows') && scripts[0]?.does === 'answer-late'
    if (isDuel) {
      const touchedAt = at + people.scaled(1, 5_000)
      steps.push({ at: touchedAt, do: 'update-row', pick: people.next() / 2, change: 'touch' })
    }
    const soon = at + people.scaled(1, 120_000)
    if (people.chance(0.06)) steps.push({ at: soon, do: 'cancel', user, pick: people.next() })
    if (people.chance(0.03)) steps.push({ at: soon, do: 'hide', user, pick: people.next() })
    if (people.chance(0.2)) steps.push({ at: soon, do: 'read', user })
    if (people.chance(0.1)) {
      const key = 1_000_000 + steps.length
      const pick = people.next()
      steps.push({ at: soon, do: 'retry', user, pick, key })
      if (people.chance(0.2)) steps.push({ at: soon, do: 'retry', user, pick, key: key + 1 })
    }
    const worth = config.tokenCost * people.whole(1, 40)
    if (people.chance(0.15)) steps.push({ at: soon, do: 'grant', user, amount: worth })
  }
  for (let user = 0; user < config.users; user++) {
    const isSlow = on.has('lines') && people.chance(0.2)
    const slowMs = isSlow ? people.scaled(10, 20_000) : 0
    steps.push({ at: people.whole(0, 60_000), do: 'connect', user, slowMs, back: 0 })
    const amount = config.tokenCost * people.scaled(1, 200)
    steps.push({ at: people.whole(0, 60_000), do: 'grant', user, amount })
  }
  // The day is lived to its end.
  steps.push({ at: days * dayMs, do: 'read', user: 0 })
  return steps
}

type Submit = Step & { do: 'submit' }

const submitsOf = (seed: number, days: number, swarm: Swarm): Submit[] =>
  drawSubmits(seed, randomStream(seed, 'work'), days, swarm)

function drawSubmits(
  seed: number,
  random: Random,
  days: number,
  { config, on, jobsPerDay }: Swarm,
) {
  const scripts = randomStream(seed, 'latencies')
  const doubles = randomStream(seed, 'fault duplicates')
  const total = Math.round(days * jobsPerDay)
  const submits: Submit[] = []
  while (submits.length < total) {
    const centre = random.next() * days * dayMs
    const spreadMs = random.pick([0, 1_000, 20_000, 300_000])
    // Now and then a storm, more than one transaction takes.
    const isStorm = random.chance(0.02) && total >= 300 * days
    for (
      let left = isStorm ? 300 : random.scaled(1, 30);
      left > 0 && submits.length < total;
      left--
    ) {
      const mark = submits.length + 1
      const isKeyed = random.chance(0.8)
      const reused = on.has('duplicates') && doubles.chance(0.03) && mark > 1
      const key = reused ? doubles.whole(1, mark - 1) : mark
      submits.push({
        at: Math.min(days * dayMs - 1, Math.floor(centre + random.next() * spreadMs)),
        do: 'submit',
        user: random.whole(0, config.users - 1),
        mark,
        ...(isKeyed && { key }),
        times: on.has('duplicates') && doubles.chance(0.15) ? doubles.whole(2, 3) : 1,
        assessment: random.chance(0.25) ? 1 : 0,
        scripts: drawScripts(scripts, on, config),
      })
    }
  }
  return submits
}

interface Scene {
  readonly days: number
  readonly swarm: Swarm
  /** When people are at work; most faults strike there. */
  readonly busyAt: readonly number[]
}

/** How often a day each fault strikes: from, to. */
const rates: Partial<Record<FaultKind, readonly [number, number]>> = {
  crash: [16, 220],
  recovery: [6, 40],
  stop: [1, 10],
  clock: [1, 10],
  stall: [1, 20],
  full: [1, 15],
  busy: [1, 15],
  rows: [10, 150],
  users: [1, 8],
  operators: [2, 40],
  release: [1, 5],
  lines: [5, 100],
}

function drawFaults(random: Random, kind: FaultKind, scene: Scene): Step[] {
  const rate = rates[kind]
  if (!rate) return []
  const count = Math.round(scene.days * random.scaled(...rate))
  const steps: Step[] = []
  for (let index = 0; index < count; index++) {
    const anywhere = random.next() * scene.days * dayMs
    const isAtWork = scene.busyAt.length > 0 && random.chance(0.8)
    const at = isAtWork ? random.pick(scene.busyAt) + random.scaled(1, 60_000) : anywhere
    const action = drawFault(random, kind, scene.swarm, index)
    if (!action) continue
    const step = { at: Math.min(scene.days * dayMs - 1, Math.floor(at)), ...action }
    steps.push(step)
    // A death with a full disk, so that the next start has nowhere to write.
    const dies = action.do === 'full' && scene.swarm.on.has('crash') && random.chance(0.4)
    if (dies)
      steps.push({
        at: step.at + random.scaled(1, action.forMs),
        ...drawCrash(random, scene.swarm, 0),
      })
    // An operator who looks just when somebody else has written.
    const looks = kind === 'rows' && random.chance(0.2)
    if (looks)
      steps.push({ at: step.at + random.whole(0, 2_000), do: 'check', dryRun: random.chance(0.5) })
  }
  return steps
}

const places: readonly CrashPlace[] = ['now', 'before-commit', 'after-commit', 'ack']
const boundaries: readonly CrashPlace[] = ['before-commit', 'after-commit']

function drawCrash(random: Random, swarm: Swarm, cuts: number): Action {
  // Some are away for longer than a deadline.
  const { queuedTimeoutMs, processingTimeoutMs } = swarm.config
  const longMs = random.pick([queuedTimeoutMs, processingTimeoutMs]) + random.whole(-2_000, 2_000)
  const awayMs = random.chance(0.2) ? Math.max(0, longMs) : random.scaled(1, 60_000)
  const again = Array.from({ length: cuts }, () => ({
    place: random.pick(boundaries),
    skip: random.chance(0.7) ? 0 : random.whole(1, 3),
  }))
  return { do: 'crash', place: random.pick(places), skip: random.scaled(1, 8) - 1, awayMs, again }
}

function drawFault(
  random: Random,
  kind: FaultKind,
  swarm: Swarm,
  index: number,
): Action | undefined {
  const { config } = swarm
  const user = random.whole(0, config.users - 1)
  switch (kind) {
    case 'crash':
      return drawCrash(random, swarm, 0)
    case 'recovery':
      return drawCrash(random, swarm, random.scaled(1, 8))
    case 'stop':
      return { do: 'stop', awayMs: random.scaled(1, 60_000) }
    case 'clock':
      return { do: 'clock', byMs: random.pick([-1, 1]) * random.scaled(1_000, 400 * dayMs) }
    case 'stall':
      return { do: 'stall', forMs: random.scaled(100, 60_000) }
    case 'full':
      return { do: 'full', forMs: drawOutage(random), pagesLeft: random.whole(0, 2) }
    case 'busy':
      return config.store !== 'memory' ? { do: 'busy', forMs: random.scaled(1, 30_000) } : undefined
    case 'release':
      return { do: 'release', tokenCost: random.whole(1, 10), withdrawn: random.chance(0.5) }
    case 'operators':
      return drawOperator(random, user)
    case 'lines':
      return drawLine(random, user)
    case 'rows':
    case 'users':
      return drawForeign(random, kind, config, index)
    default:
      return undefined
  }
}

/** Mostly short: while it lasts, the service tries once a second. */
const drawOutage = (random: Random): number =>
  random.chance(0.1) ? random.scaled(60_000, 900_000) : random.scaled(1_000, 60_000)

function drawOperator(random: Random, user: number): Action {
  const pick = random.next()
  const choice = random.next()
  if (choice < 0.4) return { do: 'fail', pick, when: random.pick(['now', 'deadline']) }
  if (choice < 0.6) return { do: 'check', dryRun: random.chance(0.5) }
  if (choice < 0.7) return { do: 'grant', user, amount: random.scaled(1, 100) }
  return { do: random.chance(0.4) ? 'disable' : 'enable', user }
}

function drawLine(random: Random, user: number): Action {
  if (random.chance(0.4)) return { do: 'disconnect', user }
  const slowMs = random.chance(0.3) ? random.scaled(10, 20_000) : 0
  return { do: 'connect', user, slowMs, back: random.chance(0.3) ? random.whole(1, 20) : 0 }
}
