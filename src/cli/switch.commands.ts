// `unstuck pause` and `unstuck resume`: holds the intake or the dispatch of a running service back, and lets it go.
import type { Config } from '../config.ts'
import type { Output } from './output.ts'
import { operatorClient, plain } from './service-client.ts'
import { urlOf } from './service-url.ts'
import { UsageError } from './usage-error.ts'

export interface SwitchArguments {
  readonly what: string
  /** Given to pause, left out to resume. */
  readonly reason: string | undefined
}

export async function switchCommand(
  config: Config,
  { what, reason }: SwitchArguments,
  output: Output,
): Promise<number> {
  if (what !== 'intake' && what !== 'dispatch') {
    throw new UsageError(`what must be intake or dispatch, not "${what}"`)
  }
  const { admin } = operatorClient(urlOf(config), config)
  const { held } = await plain(
    reason === undefined ? admin.resume.mutate({ what }) : admin.pause.mutate({ what, reason }),
  )
  output.json({ held })
  for (const each of held) output.line(`${each.what} is paused by ${each.by}: ${each.reason}`)
  if (held.length === 0) output.line('nothing is paused')
  return 0
}
