// What takes all memory ends as failed with its token back, whether Node ends its thread, or the whole process with it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createUnstuckClient } from '../../client/index.ts'
import { ServerProcess } from './support/server-process.ts'

/** Two deaths at one job are poison; the start after them tells how it ended. */
const startsMax = 4

test('given an analysis whose thread takes all memory, then it fails with its token back, at the latest after two deaths of the process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unstuck-memory-'))
  const env = {
    DATABASE_PATH: join(folder, 'memory.db'),
    PORT: '0',
    LOG_LEVEL: 'silent',
    ASSESSMENTS_MODULE: 'test/process/support/hog.assessments.mjs',
    DEFAULT_TOKEN_BALANCE: '5',
  }
  let server: ServerProcess | undefined = await ServerProcess.start(env)
  const token = await server.register()
  const ids = await within(server, token, (client) => client.submit({}))
  let end: unknown
  for (let starts = 1; end === undefined && starts <= startsMax; starts++) {
    // It may die before it says where it serves.
    if (starts > 1) server = await ServerProcess.start(env).catch(() => undefined)
    if (!server) continue
    const told = within(server, token, (client) =>
      client.job(ids).done({ signal: AbortSignal.timeout(30_000) }),
    )
    // Either it is told, or there is nobody left to tell it.
    end = await Promise.race([told.catch((error) => error), server.exited.then(() => undefined)])
  }

  expect(end).toMatchObject({
    code: expect.stringMatching(/^(ANALYSIS_FAILED|POISON)$/),
    refundedTokens: 1,
    newBalance: 5,
  })
  expect(await server?.end('SIGTERM')).toBe(0)
  rmSync(folder, { recursive: true, force: true })
})

type Client = ReturnType<typeof createUnstuckClient>

async function within<T>(
  { url }: ServerProcess,
  token: string,
  ask: (client: Client) => Promise<T>,
): Promise<T> {
  const client = createUnstuckClient({ url, token, WebSocket: null })
  try {
    return await ask(client)
  } finally {
    client.close()
  }
}
