// `unstuck webhooks …`: the webhooks of a running service, and what became of their deliveries.
import type { Config } from '../config.ts'
import type { WebhookEventType } from '../domain/webhooks.ts'
import { serviceEventTypes } from '../domain/webhooks.ts'
import { type Clock, pause } from '../system/clock.ts'
import { type Output, table } from './output.ts'
import { operatorClient, plain } from './service-client.ts'
import { urlOf } from './service-url.ts'
import { UsageError } from './usage-error.ts'

const webhooksOf = (config: Config) => operatorClient(urlOf(config), config).serviceWebhooks

export async function listWebhooksCommand(config: Config, output: Output): Promise<number> {
  const { webhooks } = await plain(webhooksOf(config).list.query())
  output.json({ webhooks })
  const rows = webhooks.map(({ webhookId, url, disabledReason, failingSince, pending }) => {
    const failing = failingSince === null ? 'on' : `fails since ${isoOf(failingSince)}`
    return [
      webhookId,
      disabledReason === null ? failing : `off: ${disabledReason}`,
      `${pending}`,
      url,
    ]
  })
  for (const line of table(['webhook', 'state', 'pending', 'url'], rows)) output.line(line)
  return 0
}

export async function createWebhookCommand(
  config: Config,
  given: { url: string; events: string | undefined },
  output: Output,
): Promise<number> {
  const eventTypes = given.events?.split(',').map((name) => typeOf(name.trim()))
  const wish = { url: given.url, ...(eventTypes && { eventTypes }) }
  const made = await plain(webhooksOf(config).create.mutate(wish))
  output.json(made)
  output.line(`${made.webhookId} is told events at ${made.url}`)
  output.line(`Its secret, which is shown now and never again: ${made.secret}`)
  return 0
}

function typeOf(name: string): WebhookEventType {
  const type = serviceEventTypes.find((each) => each === name)
  if (type !== undefined) return type
  throw new UsageError(`--events must be of ${serviceEventTypes.join(', ')}, not "${name}"`)
}

export async function rotateWebhookCommand(
  config: Config,
  webhookId: string,
  output: Output,
): Promise<number> {
  const made = await plain(webhooksOf(config).rotate.mutate({ webhookId }))
  output.json(made)
  output.line(`Its new secret, which is shown now and never again: ${made.secret}`)
  output.line(`The one before signs as well until ${isoOf(made.previousUntil)}`)
  return 0
}

export async function deleteWebhookCommand(
  config: Config,
  webhookId: string,
  output: Output,
): Promise<number> {
  const removed = await plain(webhooksOf(config).delete.mutate({ webhookId }))
  output.json(removed)
  output.line(`${webhookId} is told nothing any more`)
  return 0
}

export async function switchWebhookCommand(
  config: Config,
  given: { webhookId: string; isActive: boolean },
  output: Output,
): Promise<number> {
  const changed = await plain(webhooksOf(config).setActive.mutate(given))
  output.json(changed)
  output.line(`${given.webhookId} is ${given.isActive ? 'on' : 'off'}`)
  return 0
}

export async function redeliverCommand(
  config: Config,
  given: { webhookId: string; deliveryId: string | undefined },
  output: Output,
): Promise<number> {
  const { webhookId, deliveryId } = given
  const which = { webhookId, ...(deliveryId !== undefined && { deliveryId }) }
  const made = await plain(webhooksOf(config).redeliver.mutate(which))
  output.json(made)
  output.line(`${made.count} deliveries are made again`)
  return 0
}

export async function deliveriesCommand(
  config: Config,
  given: { webhookId: string; status: string | undefined },
  output: Output,
): Promise<number> {
  const { webhookId } = given
  const status = (['pending', 'delivered', 'dead'] as const).find((each) => each === given.status)
  if (given.status !== undefined && status === undefined) {
    throw new UsageError(`--status must be pending, delivered or dead, not "${given.status}"`)
  }
  const asked = { webhookId, limit: 100, ...(status && { status }) }
  const { deliveries } = await plain(webhooksOf(config).deliveries.query(asked))
  output.json({ deliveries })
  const rows = deliveries.map((each) => [
    each.deliveryId,
    each.type,
    each.status,
    `${each.attempts}`,
    isoOf(each.createdAt),
    each.error ?? '',
  ])
  const headings = ['delivery', 'event', 'status', 'attempts', 'since', 'error']
  for (const line of table(headings, rows)) output.line(line)
  return 0
}

const pollMs = 250
const testWaitMs = 15_000

/** Sends a test and waits a while for what becomes of it. Exit code 1 when it was not delivered. */
export async function testWebhookCommand(
  config: Config,
  webhookId: string,
  clock: Clock,
  output: Output,
): Promise<number> {
  const { deliveryId } = await plain(webhooksOf(config).test.mutate({ webhookId }))
  const endsAt = clock.now() + testWaitMs
  const which = { webhookId, deliveryId }
  let delivery = await deliveryOf(config, which)
  while (delivery?.attempts === 0 && delivery.status === 'pending' && clock.now() < endsAt) {
    await pause(clock, pollMs)
    delivery = await deliveryOf(config, which)
  }
  output.json({ delivery: delivery ?? null })
  if (delivery?.status === 'delivered') {
    output.line(`Delivered in ${delivery.durationMs} ms`)
    return 0
  }
  output.line(`Not delivered: ${delivery?.error ?? 'it was not sent yet'}`)
  return 1
}

async function deliveryOf(config: Config, which: { webhookId: string; deliveryId: string }) {
  const asked = { webhookId: which.webhookId, limit: 100 }
  const { deliveries } = await plain(webhooksOf(config).deliveries.query(asked))
  return deliveries.find((each) => each.deliveryId === which.deliveryId)
}

const isoOf = (at: number): string => new Date(at).toISOString()
