// `unstuck health`: whether the service answers and may be sent work, once or until it does. For deploys, container
// checks and people; it needs no key and changes nothing.
import type { Config } from '../config.ts'
import { type Clock, pause } from '../system/clock.ts'
import { urlOf } from './operations.ts'
import type { Output } from './output.ts'

export interface HealthArguments {
  /** How long to wait for it; 0: it is asked once. */
  readonly waitMs: number
  /** Only whether the process answers. */
  readonly live: boolean
}

interface Answer {
  readonly isWell: boolean
  /** In words. */
  readonly status: string
}

const betweenMs = 500
const answerWithinMs = 2_000

/** Exit code 0: well. 1: it is not, or does not answer. */
export async function healthCommand(
  config: Config,
  { waitMs, live }: HealthArguments,
  clock: Clock,
  output: Output,
): Promise<number> {
  const url = urlOf(config)
  const endsAt = clock.now() + waitMs
  let answer = await ask(url, live)
  while (!answer.isWell && clock.now() < endsAt) {
    await pause(clock, betweenMs)
    answer = await ask(url, live)
  }
  output.json({ url, ...answer })
  output.line(`${url}: ${answer.status}`)
  return answer.isWell ? 0 : 1
}

async function ask(url: string, live: boolean): Promise<Answer> {
  try {
    const path = live ? '/health/live' : '/health/ready'
    const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(answerWithinMs) })
    const body: unknown = await response.json()
    return { isWell: response.ok, status: wordsOf(body) ?? `HTTP ${response.status}` }
  } catch {
    const fix = 'start it, or set PORT and HOST as the service has them'
    return { isWell: false, status: `nothing answers; ${fix}` }
  }
}

function wordsOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('status' in body)) return undefined
  const reason = 'reason' in body ? `, ${String(body.reason)}` : ''
  return `${String(body.status).replace('_', ' ')}${reason}`
}
