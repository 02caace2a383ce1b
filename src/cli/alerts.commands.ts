// `unstuck alerts` and `unstuck alerts test`: what fires on a running service, and whether operators would hear of it.
import type { Config } from '../config.ts'
import { operatorClient, plain, urlOf } from './operations.ts'
import { type Output, table } from './output.ts'

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

/** Exit code 1 when a channel did not take it. */
export async function testAlertsCommand(config: Config, output: Output): Promise<number> {
  const { admin } = operatorClient(urlOf(config), config)
  const { channels } = await plain(admin.testAlerts.mutate())
  output.json({ channels })
  const rows = channels.map(({ channel, ok, detail }) => [channel, ok ? 'ok' : 'failed', detail])
  for (const line of table(['channel', 'state', 'detail'], rows)) output.line(line)
  return channels.every(({ ok }) => ok) ? 0 : 1
}
