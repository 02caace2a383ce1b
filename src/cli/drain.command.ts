// `unstuck drain`: empties a running service and says when nothing runs any more. It ends no analysis, and what waits
// is kept.
import type { Config } from '../config.ts'
import { type Clock, pause } from '../system/clock.ts'
import type { Output } from './output.ts'
import { operatorClient, plain } from './service-client.ts'
import { isServing, urlOf } from './service-url.ts'
import { shortly } from './top.command.ts'
import { asTyped } from './typed.ts'

export interface DrainArguments {
  readonly reason: string
  /** How long it is waited for; the service goes on draining after that. */
  readonly waitMs: number
  /** The process ends when nothing runs any more. */
  readonly exit: boolean
}

type Client = ReturnType<typeof operatorClient>
type Status = Awaited<ReturnType<Client['admin']['drained']['query']>>

const betweenMs = 500

/** Exit code 0: nothing runs any more (and the process has ended). 1: something still does. */
export async function drainCommand(
  config: Config,
  { reason, waitMs, exit }: DrainArguments,
  clock: Clock,
  output: Output,
): Promise<number> {
  const url = urlOf(config)
  const { admin } = operatorClient(url, config)
  const beganAt = clock.now()
  const isLate = () => clock.now() >= beganAt + waitMs
  let status = await plain(admin.drain.mutate({ reason, exit }))
  output.line(`${url} takes and starts nothing new: ${status.running} run, ${status.waiting} wait`)
  for (const line of leasedWords(status)) output.line(line)
  let hasEnded = false
  while (!hasEnded && (exit || status.running > 0) && !isLate()) {
    await pause(clock, betweenMs)
    const next = await admin.drained.query().catch((error: unknown) => ({ error }))
    if (!('error' in next)) status = next
    else hasEnded = exit && !(await isServing(url))
  }
  const tookMs = clock.now() - beganAt
  output.json({ url, ...status, hasEnded, tookMs })
  for (const line of endWords(status, { exit, hasEnded, tookMs })) output.line(line)
  return hasEnded || (!exit && status.running === 0) ? 0 : 1
}

/** They hold up no restart: their leases are in the file. */
const leasedWords = ({ leased }: Status): string[] =>
  leased === 0
    ? []
    : [`${leased} job(s) are with workers outside and not waited for: they go on over a restart`]

function endWords(
  { running, waiting, drain }: Status,
  { exit, hasEnded, tookMs }: { exit: boolean; hasEnded: boolean; tookMs: number },
): string[] {
  if (drain === null && !hasEnded) return ['called off by somebody who let intake or dispatch go']
  const took = shortly(tookMs)
  if (hasEnded) return [`ended after ${took}; ${waiting} job(s) wait for the next start`]
  if (running > 0) {
    return [
      `${running} still run after ${took}; it goes on draining`,
      asTyped('to call it off: unstuck resume intake, unstuck resume dispatch'),
    ]
  }
  if (exit) return [`nothing runs after ${took}, but the process has not ended yet`]
  const { completed = 0, failed = 0 } = drain ?? {}
  return [
    `drained after ${took}: ${completed} completed, ${failed} failed; ${waiting} job(s) wait and are kept`,
  ]
}
