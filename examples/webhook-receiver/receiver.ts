// A receiver of webhooks: it verifies who sent a delivery and when, answers at once, and handles each delivery once.
// Run: WEBHOOK_SECRET=whsec_… node dist/examples/webhook-receiver/receiver.js
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { pathToFileURL } from 'node:url'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'

interface Told {
  readonly type: string
  readonly timestamp: string
  readonly data: Record<string, unknown>
}

const bodyMaxBytes = 100_000
/** Ids of deliveries that were handled; a receiver of your own keeps them where a restart finds them. */
const rememberedMax = 10_000

export function makeReceiver(secret: string, handle: (told: Told) => void): Server {
  const webhook = new Webhook(secret)
  const handled = new Set<string>()
  return createServer(async (request, response) => {
    const answer = (status: number) => response.writeHead(status).end()
    try {
      // The signature covers the bytes as they came: verify before anything parses them.
      const body = await bodyOf(request)
      if (body === undefined) return answer(413)
      // Throws for a wrong signature, and for a timestamp more than 5 minutes from now.
      const told = webhook.verify(body, request.headers as Record<string, string>) as Told
      const id = String(request.headers['webhook-id'])
      if (!handled.has(id)) handle(told)
      handled.add(id)
      const [oldest] = handled
      if (handled.size > rememberedMax && oldest !== undefined) handled.delete(oldest)
      return answer(204)
    } catch (error) {
      // Anything but 2xx is sent again later.
      return answer(error instanceof WebhookVerificationError ? 401 : 500)
    }
  })
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bodyMaxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const show = (told: Told) => process.stdout.write(`${JSON.stringify(told)}\n`)
  makeReceiver(process.env['WEBHOOK_SECRET'] ?? '', show).listen(4000, '127.0.0.1')
}
