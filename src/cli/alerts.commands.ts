// `unstuck alerts` and `unstuck alerts test`: what fires on a running service, and whether operators would hear of it.
import type { Config } from '../config.ts'
import { type Output, table } from './output.ts'
import { operatorClient, plain } from './service-client.ts'
import { urlOf } from './service-url.ts'
import { asTyped } from './typed.ts'

/** Exit code 1 while an alert fires. */
export async function listAlertsCommand(config: Config, output: Output): Promise<number> {
  const { firing } = await plain(operatorClient(urlOf(config), config).admin.alerts.query())
  output.json({ firing })
  for (const { rule, since } of firing) {
    output.line(`${rule} fires since ${new Date(since).toISOString()}`)
  }
  if (firing.length === 0) output.line('no alert fires')
  return firing.length === 0 ? 0 : 1
}

type Channel = Awaited<
  ReturnType<ReturnType<typeof operatorClient>['admin']['testAlerts']['mutate']>
>['channels'][number]

/** Exit code 0 when somebody would hear of an alert: all that is configured took it, and it is more than the log. */
export async function testAlertsCommand(config: Config, output: Output): Promise<number> {
  const { admin } = operatorClient(urlOf(config), config)
  const { channels } = await plain(admin.testAlerts.mutate())
  const tried = channels.filter(({ configured }) => configured)
  const isHeard = tried.some(({ channel }) => channel !== 'log')
  output.json({ channels, isHeard })
  const rows = channels.map((each) => [each.channel, stateOf(each), asTyped(each.detail)])
  for (const line of table(['channel', 'state', 'detail'], rows)) output.line(line)
  if (!isHeard) output.line('nobody would be told: neither a webhook nor mail is configured')
  return isHeard && tried.every(({ ok }) => ok) ? 0 : 1
}

const stateOf = ({ configured, ok }: Channel): string =>
  configured ? (ok ? 'ok' : 'failed') : 'not configured'
