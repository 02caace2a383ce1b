// `unstuck webhooks …` and its options. It only parses.
import type { Command } from 'commander'
import { RealClock } from '../system/clock.ts'
import { add, config, run } from './program.ts'

const webhookCommands = () => import('./webhooks.commands.ts')

export function addWebhookCommands(program: Command): void {
  const webhooks = program
    .command('webhooks')
    .description('tell systems of yours what happens, over HTTP')
  add(webhooks, 'list', 'the webhooks of the service', 'unstuck webhooks list').action(({ json }) =>
    run(json, async (output) =>
      (await webhookCommands()).listWebhooksCommand(await config(), output),
    ),
  )
  add(
    webhooks,
    'create <url>',
    'make one; its secret is shown once',
    'unstuck webhooks create https://ops.example.com/hook --events analysis.failed,alert.firing',
  )
    .option('--events <types>', 'which events, comma-separated (all but analysis.progress)')
    .action((url: string, { json, events }) =>
      run(json, async (output) =>
        (await webhookCommands()).createWebhookCommand(await config(), { url, events }, output),
      ),
    )
  add(
    webhooks,
    'test <webhook>',
    'send a test event, and say what became of it: 0 delivered, 1 not',
    'unstuck webhooks test 0199-…',
  ).action((webhookId: string, { json }) =>
    run(json, async (output) =>
      (await webhookCommands()).testWebhookCommand(
        await config(),
        webhookId,
        new RealClock(),
        output,
      ),
    ),
  )
  addChanges(webhooks)
  addDeliveries(webhooks)
}

function addChanges(webhooks: Command): void {
  add(
    webhooks,
    'rotate <webhook>',
    'a new secret; the one before signs as well for 24 hours',
    'unstuck webhooks rotate 0199-…',
  ).action((webhookId: string, { json }) =>
    run(json, async (output) =>
      (await webhookCommands()).rotateWebhookCommand(await config(), webhookId, output),
    ),
  )
  for (const [name, isActive, what] of [
    ['enable', true, 'switch it on; it is told what happens from then on'],
    ['disable', false, 'switch it off; what was pending is a dead letter'],
  ] as const) {
    add(webhooks, `${name} <webhook>`, what, `unstuck webhooks ${name} 0199-…`).action(
      (webhookId: string, { json }) =>
        run(json, async (output) =>
          (await webhookCommands()).switchWebhookCommand(
            await config(),
            { webhookId, isActive },
            output,
          ),
        ),
    )
  }
  add(
    webhooks,
    'delete <webhook>',
    'remove it with everything it was told',
    'unstuck webhooks delete 0199-…',
  ).action((webhookId: string, { json }) =>
    run(json, async (output) =>
      (await webhookCommands()).deleteWebhookCommand(await config(), webhookId, output),
    ),
  )
}

function addDeliveries(webhooks: Command): void {
  add(
    webhooks,
    'deliveries <webhook>',
    'what it was sent or is to be, newest first',
    'unstuck webhooks deliveries 0199-… --status dead',
  )
    .option('--status <status>', 'pending, delivered or dead')
    .action((webhookId: string, { json, status }) =>
      run(json, async (output) =>
        (await webhookCommands()).deliveriesCommand(await config(), { webhookId, status }, output),
      ),
    )
  add(
    webhooks,
    'redeliver <webhook> [delivery]',
    'make one delivery anew, or all dead letters',
    'unstuck webhooks redeliver 0199-…',
  ).action((webhookId: string, deliveryId: string | undefined, { json }) =>
    run(json, async (output) =>
      (await webhookCommands()).redeliverCommand(await config(), { webhookId, deliveryId }, output),
    ),
  )
}
