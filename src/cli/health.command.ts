// `unstuck health`: whether the service answers and may be sent work, once or until it does, and what operators hold
// back meanwhile. For deploys, container checks and people; it needs no key, makes none, and changes nothing.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Config } from '../config.ts'
import { type Clock, pause } from '../system/clock.ts'
import type { Output } from './output.ts'
import { urlOf } from './service-url.ts'
import { asTyped } from './typed.ts'

export interface HealthArguments {
  /** How long to wait for it; 0: it is asked once. */
  readonly waitMs: number
  /** Only whether the process answers. */
  readonly live: boolean
}

const betweenMs = 500
const answerWithinMs = 2_000

const heldShape = z.array(z.object({ what: z.string(), since: z.string() })).default([])
const answerShape = z.object({
  status: z.string(),
  reason: z.string().optional(),
  held: heldShape,
})

interface Answer {
  readonly isWell: boolean
  /** In words. */
  readonly status: string
  readonly held: z.infer<typeof heldShape>
}

/** Exit code 0: well, whatever is held back on purpose. 1: it is not, or does not answer. */
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
  // What waits for a start runs by itself, and might meet whoever took the port meanwhile: that is shown no key.
  const notes = live || waitMs > 0 ? [] : await notesOf(url, config)
  output.json({ url, ...answer, notes })
  output.line(`${url}: ${answer.status}`)
  if (notes.length > 0)
    for (const { name, reason } of notes) output.line(`  ${name}: ${asTyped(reason)}`)
  else for (const { what, since } of answer.held) output.line(`  ${what}: held back since ${since}`)
  return answer.isWell ? 0 : 1
}

async function ask(url: string, live: boolean): Promise<Answer> {
  try {
    const path = live ? '/health/live' : '/health/ready'
    const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(answerWithinMs) })
    const { success, data } = answerShape.safeParse(await response.json())
    if (!success) return { isWell: response.ok, status: `HTTP ${response.status}`, held: [] }
    const { status, reason, held } = data
    return { isWell: response.ok, status: inWords(status, reason, held), held }
  } catch {
    const fix = 'start it, or set PORT and HOST as the service has them'
    return { isWell: false, status: `nothing answers; ${fix}`, held: [] }
  }
}

function inWords(status: string, reason: string | undefined, held: Answer['held']): string {
  const is = (what: string) => held.some((each) => each.what === what)
  const holds = [
    ...(is('intake') ? ['new work is refused'] : []),
    ...(is('dispatch') ? ['what waits is not started'] : []),
  ]
  const why = is('drain') ? 'draining: ' : ''
  const but = holds.length > 0 ? `, but ${why}${holds.join(', ')}` : ''
  return `${status.replace('_', ' ')}${reason === undefined ? '' : `, ${reason}`}${but}`
}

const detailsShape = z.object({
  dependencies: z.record(z.string(), z.object({ details: z.string().optional() })),
})

/** Whatever is not well or not as configured, with who and why: where the key of the service can be read. */
async function notesOf(url: string, config: Config): Promise<{ name: string; reason: string }[]> {
  const key = config.INTERNAL_SERVICE_KEY || keyBeside(config.databasePath)
  if (key === undefined) return []
  try {
    const response = await fetch(`${url}/health`, {
      headers: { 'x-internal-service': 'true', 'x-service-key': key },
      signal: AbortSignal.timeout(answerWithinMs),
    })
    const { data } = detailsShape.safeParse(await response.json())
    return Object.entries(data?.dependencies ?? {}).flatMap(([name, { details }]) =>
      details === undefined ? [] : [{ name, reason: details }],
    )
  } catch {
    // What everybody is told has been told.
    return []
  }
}

function keyBeside(databasePath: string): string | undefined {
  try {
    const path = join(dirname(databasePath), 'secrets', 'internal-service-key')
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}
