// A real service on loopback, in a folder of its own, whose log is kept to be looked at.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { type Config, createService, defineAssessment, readConfig } from '../../../src/index.ts'
import { makeLog } from '../../../src/system/log.ts'
import { ManualAnalyzer } from '../../support/manual-analyzer.ts'

export interface LiveOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Where the data lies; a folder that is made and removed where not given. */
  readonly folder?: string
}

export const password = 'a password for tests'

export async function startLive({ env = {}, folder }: LiveOptions = {}) {
  const data = folder ?? mkdtempSync(join(tmpdir(), 'unstuck-security-'))
  const logged: string[] = []
  const analyzer = new ManualAnalyzer()
  const assessment = defineAssessment({
    name: 'Manual',
    input: z.strictObject({ score: z.int().min(0).max(100), note: z.string().optional() }),
    result: z.strictObject({ text: z.string() }),
    analyzer,
  })
  const config: Config = readConfig({
    DATABASE_PATH: join(data, 'live.db'),
    PORT: '0',
    SHUTDOWN_GRACE: '0',
    ...env,
  })
  const log = makeLog(config.LOG_LEVEL, { write: (line: string) => void logged.push(line) })
  const service = await createService({ config, assessments: [assessment], log })
  const { url, port } = await service.start()
  await service.recovered()
  const ask = (method: string, path: string, options: Asked = {}) =>
    request(url, method, path, options)
  return {
    service,
    analyzer,
    url,
    port,
    /** Every line the service has logged, as it was written. */
    logged,
    ask,
    db: service.runtime.db.$client,
    async register(name: string, from?: string): Promise<{ token: string; id: string }> {
      const { status, body } = await ask('POST', '/auth/register', {
        body: { email: `${name}@example.com`, password },
        ...(from !== undefined && { headers: { 'x-forwarded-for': from } }),
      })
      if (status !== 201) throw new Error(`${name} cannot register: ${JSON.stringify(body)}`)
      return { token: body.data.token, id: body.data.user.id }
    },
    /** A WebSocket on which somebody has signed in. */
    async connect(token: string): Promise<WebSocket> {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/trpc?connectionParams=1`)
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
      socket.send(JSON.stringify({ method: 'connectionParams', data: { token } }))
      return socket
    },
    async stop(): Promise<void> {
      await service.stop()
      if (folder === undefined) rmSync(data, { recursive: true, force: true })
    },
  }
}

export type Live = Awaited<ReturnType<typeof startLive>>

export interface Asked {
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON; a text is sent as it is. */
  readonly body?: unknown
}

async function request(url: string, method: string, path: string, { token, headers, body }: Asked) {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: parsed(text) }
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
function parsed(text: string): any {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Starts services that are stopped after each test. */
export function useLive(afterEach: (stop: () => Promise<void>) => void) {
  const open: Live[] = []
  afterEach(async () => {
    for (const live of open.splice(0)) await live.stop()
  })
  return async (options?: LiveOptions): Promise<Live> => {
    const live = await startLive(options)
    open.push(live)
    return live
  }
}
