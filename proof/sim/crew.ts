// Plays seeds in several processes at once: each asks for the next when it has done one. The results do not
// depend on who played what.
import { type ChildProcess, fork } from 'node:child_process'
import { playSeed, type SeedOrder, type SeedResult } from './play-seed.ts'

export interface CrewOptions {
  /** The module that calls `work` when it is started with `workerFlag`. */
  readonly script: string
  readonly orders: readonly SeedOrder[]
  readonly workers: number
  readonly onResult: (result: SeedResult) => void
}

export const workerFlag = '--as-worker'

/**
 * A seed takes seconds; one that takes this many ticks will never end. A run that is held meanwhile does not
 * tick.
 */
const ticksMax = 60
const tickMs = 10_000

/** Resolves when every seed is played; rejects when a process dies of something. */
export async function playSeeds(options: CrewOptions): Promise<void> {
  const { script, orders, workers } = options
  const left = [...orders]
  const crew = Array.from({ length: Math.min(workers, orders.length) }, () =>
    fork(script, [workerFlag], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
  )
  try {
    await Promise.all(crew.map((child) => feed(child, left, options)))
  } finally {
    for (const child of crew) child.kill()
  }
}

function feed(child: ChildProcess, left: SeedOrder[], { onResult }: CrewOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    let watchdog: NodeJS.Timeout | undefined
    const next = () => {
      clearInterval(watchdog)
      const order = left.shift()
      if (order === undefined) return resolve()
      child.send(order)
      let ticks = 0
      watchdog = setInterval(() => {
        if (++ticks === ticksMax) reject(new Error(hung(order)))
      }, tickMs).unref()
    }
    child.on('message', (result: SeedResult) => {
      onResult(result)
      next()
    })
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`a worker ended with code ${code}`)))
    next()
  })
}

const hung = ({ seed, days }: SeedOrder): string =>
  `seed ${seed} has not ended: npm run sim -- --seed ${seed} --days ${days}`

/** What a process of the crew does. */
export function work(): void {
  for (const end of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(end, () => process.exit(0))
  process.on('message', async (order: SeedOrder) => {
    process.send?.(await playSeed(order))
  })
}
