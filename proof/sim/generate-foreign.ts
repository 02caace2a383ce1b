// What somebody with sqlite3 does: rows with five columns and odd ids, changes behind the service's back,
// accounts that are gone.
import { type Action, type Config, dayMs, rowChanges } from './plan.ts'
import type { Random } from './random.ts'

const oddIds = [
  'test-stuck-1730000000000-abc',
  '42',
  ' ',
  "x' or 1=1 --",
  'ключ',
  '🧩',
  'null',
  'A'.repeat(255),
  '__proto__',
  '%',
] as const

const oddStatuses = ['pending', 'PROCESSING', '', 'retrying', 'done', '💥'] as const

export function drawForeign(
  random: Random,
  kind: 'rows' | 'users',
  config: Config,
  index: number,
): Action {
  const user = random.whole(0, config.users - 1)
  if (kind === 'users') return { do: 'delete-user', user }
  const choice = random.next()
  if (choice < 0.5) return drawInsert(random, config, index)
  if (choice < 0.95) {
    return { do: 'update-row', pick: random.next(), change: random.pick(rowChanges) }
  }
  return { do: 'delete-row', pick: random.next() }
}

function drawInsert(random: Random, config: Config, index: number): Action {
  const isOdd = random.chance(0.2)
  const user = random.chance(0.9) ? random.whole(0, config.users - 1) : -1
  const withScores = random.chance(0.4)
  const status = isOdd
    ? random.pick(oddStatuses)
    : random.pick(['queued', 'queued', 'processing', 'failed'])
  return {
    do: 'insert-row',
    user,
    id: random.chance(0.3) ? random.pick(oddIds) : `foreign-${index}`,
    status,
    ageMs: drawAge(random, config),
    ...(random.chance(0.3) && { cost: random.whole(1, 20) }),
    ...(withScores && { scripts: [{ does: 'answer', afterMs: random.scaled(50, 20_000) }] }),
    mark: 500_000 + index,
  }
}

function drawAge(random: Random, { queuedTimeoutMs, processingTimeoutMs }: Config): number {
  return random.pick([
    0,
    random.whole(0, 60_000),
    queuedTimeoutMs,
    processingTimeoutMs - 1,
    processingTimeoutMs + 1,
    30 * dayMs,
    // Seconds where milliseconds are meant.
    56 * 365 * dayMs,
    // A clock that runs ahead.
    -30 * dayMs,
  ])
}
