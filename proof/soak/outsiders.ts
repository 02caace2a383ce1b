// Those who are not people: a worker that analyses outside, a receiver of webhooks, and operators who look in. None of
// them is more than an operator's or a team's own program would be.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { createTRPCClient, createWSClient, httpLink, wsLink } from '@trpc/client'
import { WebSocket } from 'ws'
import { z } from 'zod'
import type { AppRouter } from '../../src/index.ts'

/** The keys the service is started with. */
export interface Keys {
  readonly service: string
  readonly worker: string
  readonly metrics: string
}

const claimed = z.object({
  data: z
    .object({
      jobId: z.string(),
      attempt: z.number(),
      leaseToken: z.string(),
      input: z.object({ tag: z.string(), kind: z.string(), filling: z.string() }),
    })
    .nullable(),
})

/** Claims and reports until told to stop; what it may not answer it keeps silent about. */
export async function workOutside(
  url: string,
  { worker }: Keys,
  signal: AbortSignal,
): Promise<void> {
  const call = async (name: string, body: object): Promise<unknown> => {
    const response = await fetch(`${url}/worker/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${worker}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return response.json()
  }
  while (!signal.aborted) {
    try {
      const { data: claim } = claimed.parse(
        await call('claim', { workerId: 'soak', waitMs: 1_000 }),
      )
      if (!claim || claim.input.kind === 'silent') continue
      const { jobId, attempt, leaseToken, input } = claim
      const lease = { jobId, attempt, leaseToken }
      await call('heartbeat', { ...lease, fraction: 0.5, note: 'half' })
      const { tag, filling, kind } = input
      if (kind === 'refused') await call('fail', { ...lease, reason: 'no use', transient: false })
      else await call('complete', { ...lease, result: { tag, filling } })
    } catch {
      // The service is being started anew.
      await pause(200)
    }
  }
}

/** Takes nine of ten deliveries; the tenth is sent again. */
export class Receiver {
  readonly #server: Server
  #received = 0

  private constructor(server: Server) {
    this.#server = server
  }

  static async open(): Promise<Receiver> {
    const server = createServer()
    const receiver = new Receiver(server)
    server.on('request', (request, response) => {
      request.resume()
      request.once('end', () => response.writeHead(receiver.#answer()).end())
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    return receiver
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`
  }

  get received(): number {
    return this.#received
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #answer(): number {
    this.#received++
    return this.#received % 10 === 0 ? 503 : 204
  }
}

/** An operator looks at everything once, changes a setting and takes it back, and leaves. */
export async function lookIn(url: string, { service, metrics }: Keys): Promise<void> {
  const headers = { 'x-internal-service': 'true', 'x-service-key': service }
  const { admin, monitor, health } = createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/trpc`, headers })],
  })
  await admin.overview.query({})
  await admin.jobs.query({ search: 'STUCK_PROCESSING', facets: true })
  await admin.ledger.query({ limit: 50 })
  await admin.audit.query({ limit: 50 })
  await admin.system.query()
  await health.details.query()
  await monitor.check.mutate({ dryRun: false })
  await admin.setSetting.mutate({ name: 'WORKER_CONCURRENCY', value: 12, reason: 'soak' })
  await admin.resetSettings.mutate({ reason: 'soak' })
  for (const path of ['metrics', 'openapi.json', 'docs', 'health/ready', '']) {
    const bearer = { authorization: `Bearer ${metrics}` }
    await (await fetch(`${url}/${path}`, { headers: bearer })).arrayBuffer()
  }
  await passBy(url)
}

/** A connection that is made, subscribes, and is cut off without a word. */
async function passBy(url: string): Promise<void> {
  const client = createWSClient({
    url: `${url.replace(/^http/, 'ws')}/trpc`,
    WebSocket: WebSocket as never,
    connectionParams: { token: 'nobody' },
  })
  const trpc = createTRPCClient<AppRouter>({ links: [wsLink({ client })] })
  await new Promise<void>((refused) => {
    trpc.notifications.onEvent.subscribe(
      {},
      { onError: () => refused(), onComplete: () => refused() },
    )
  })
  await client.close()
}
