// How the service reaches others, by its configuration. Nothing is sent before somebody is there to send to.
import type { WebhookPort } from './actors/webhooks.ts'
import type { Config } from './config.ts'
import { WebhookSender } from './outbound/webhook-sender.ts'
import type { Clock } from './system/clock.ts'
import { monotonicMs } from './system/monotonic.ts'
import { version } from './version.ts'

export function webhookPortOf(
  config: Config,
  { clock, secret }: { clock: Clock; secret: string },
): WebhookPort {
  const { WEBHOOK_ALLOW_HTTP: allowHttp, WEBHOOK_ALLOW_PRIVATE: allowPrivate } = config
  const sender = new WebhookSender({
    clock,
    monotonicMs,
    policy: { allowHttp, allowPrivate },
    timeoutMs: config.WEBHOOK_TIMEOUT * 1_000,
    version,
  })
  return {
    secret,
    check: (url) => sender.check(url),
    send: (delivery, stop) => sender.send(delivery, stop),
  }
}
