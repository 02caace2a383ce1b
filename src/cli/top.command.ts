// `unstuck top`: how a running service is, again and again, in a terminal. It reads what operators may read and
// changes nothing; it goes on while the service restarts.
import type { Config } from '../config.ts'
import type { Clock } from '../system/clock.ts'
import { type Output, table } from './output.ts'
import { operatorClient, plain } from './service-client.ts'
import { urlOf } from './service-url.ts'
import { asTyped } from './typed.ts'

export interface TopArguments {
  readonly once: boolean
  readonly everyMs: number
  /** The screen is cleared before each view. */
  readonly isTerminal: boolean
  /** Aborts when the person has seen enough. */
  readonly stop: AbortSignal
}

const jobsShown = 10
const clearScreen = '\u001b[2J\u001b[H'

/** Exit code 0; with `--once` 1 where the service does not answer. */
export async function topCommand(
  config: Config,
  { once, everyMs, isTerminal, stop }: TopArguments,
  { clock, write }: { clock: Clock; write: (text: string) => void },
  output: Output,
): Promise<number> {
  const url = urlOf(config)
  const client = operatorClient(url, config)
  while (!stop.aborted) {
    const view = await read(client).catch((error: Error) => ({ trouble: error.message }))
    if (isTerminal && !once && !output.isJson) write(clearScreen)
    output.json({ url, at: new Date(clock.now()).toISOString(), ...view })
    for (const line of linesOf(view, url, clock.now())) output.line(line)
    if (once) return 'trouble' in view ? 1 : 0
    await paused(clock, everyMs, stop)
  }
  return 0
}

type View = Awaited<ReturnType<typeof read>>

async function read(client: ReturnType<typeof operatorClient>) {
  const [health, stats, line, running, failed] = await Promise.all([
    plain(client.health.details.query()),
    plain(client.monitor.stats.query()),
    plain(client.monitor.queue.query()),
    plain(client.admin.jobs.query({ status: 'processing', limit: jobsShown, order: 'asc' })),
    plain(client.admin.jobs.query({ status: 'failed', limit: jobsShown, order: 'desc' })),
  ])
  return { health, stats, line, running: running.jobs, failed: failed.jobs }
}

function linesOf(view: View | { trouble: string }, url: string, now: number): string[] {
  if ('trouble' in view) {
    return [
      `${url} does not answer: ${view.trouble}`,
      'start it, or set PORT and HOST as it has them',
    ]
  }
  const { health, stats, line, running, failed } = view
  const upMs = health.internals ? now - health.internals.startedAt : 0
  const noted = health.checks.filter(({ ok, reason }) => !ok || reason !== undefined)
  return [
    `${url}  ${health.status}  ${health.internals?.version ?? ''}  up ${shortly(upMs)}`,
    ...noted.map(({ name, reason }) => `  ${name}: ${asTyped(reason ?? 'not well')}`),
    `slots ${line.slotsMax - line.freeSlots} of ${line.slotsMax} busy   waiting ${line.waiting}   oldest ${shortly(line.oldestWaitingMs ?? 0)}   ${nextWords(line.estimatedWaitMs)}   an analysis takes ${shortly(line.meanProcessingMs)}`,
    ...workersLine(line),
    `last 24 h: completed ${stats.completed_jobs}   failed ${stats.failed_jobs}   now stuck ${stats.stuck_processing + stats.stuck_queued}   quarantined ${stats.quarantined_jobs}`,
    '',
    ...table(
      ['being analysed', 'user', 'attempt', 'for'],
      running.map(({ jobId, userId, attempt, startedAt }) => [
        jobId,
        userId,
        String(attempt),
        shortly(now - (startedAt ?? now)),
      ]),
    ),
    '',
    ...table(
      ['failed lately', 'user', 'code', 'ago'],
      failed.map(({ jobId, userId, error, finishedAt }) => [
        jobId,
        userId,
        error?.code ?? '',
        shortly(now - (finishedAt ?? now)),
      ]),
    ),
  ]
}

const nextWords = (waitMs: number | null): string =>
  waitMs === null ? 'nothing is started' : `next starts in about ${shortly(waitMs)}`

function workersLine({ workers }: Exclude<View, { trouble: string }>['line']): string[] {
  if (!workers) return []
  const { seen, leases, leasesMax, waiting, oldestWaitingMs, lastAskedMs } = workers
  return [
    `workers ${seen} seen   leases ${leases} of ${leasesMax}   waiting for workers ${waiting}   oldest ${shortly(oldestWaitingMs ?? 0)}   last asked ${shortly(lastAskedMs)} ago`,
  ]
}

/** A duration in its largest unit: 850ms, 12s, 4m, 3h, 2d. */
export function shortly(ms: number): string {
  const positive = Math.max(0, Math.round(ms))
  if (positive < 1_000) return `${positive}ms`
  if (positive < 60_000) return `${Math.floor(positive / 1_000)}s`
  if (positive < 3_600_000) return `${Math.floor(positive / 60_000)}m`
  if (positive < 86_400_000) return `${Math.floor(positive / 3_600_000)}h`
  return `${Math.floor(positive / 86_400_000)}d`
}

function paused(clock: Clock, delayMs: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clock.clearTimeout(timer)
      stop.removeEventListener('abort', done)
      resolve()
    }
    const timer = clock.setTimeout(done, delayMs)
    stop.addEventListener('abort', done)
  })
}
