// What the browser test runs in the page: this project's client and a stock one, side by side.
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client'
import { createUnstuckClient } from '../../../client/index.ts'
import type { AppRouter } from '../../../src/router/index.ts'

interface Given {
  readonly url: string
  readonly token: string
}

const page = {
  seen: [] as string[],
  stock: [] as number[],
  result: undefined as unknown,

  /** Follows one job with this project's client; `result` is set at its end. */
  async follow({ url, token }: Given): Promise<string> {
    const client = createUnstuckClient<{ text: string }>({ url, token })
    const job = await client.submit({ score: 50 })
    void (async () => {
      for await (const { event } of job.events()) page.seen.push(event)
      page.result = await job.done()
      client.close()
    })()
    return job.jobId
  },

  /** Subscribes with nothing but the stock tRPC client. */
  subscribe({ url, token }: Given): void {
    const socket = createWSClient({
      url: `${url.replace('http', 'ws')}/trpc`,
      connectionParams: { token },
      retryDelayMs: () => 50,
    })
    const trpc = createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] })
    trpc.notifications.onEvent.subscribe(
      { from: 'start' },
      { onData: ({ id }) => void page.stock.push(Number(id)) },
    )
  },
}

Object.assign(globalThis, { page })
