// A real service on loopback in a folder of its own, with an analyzer the test steers by hand.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { createService, defineAssessment, readConfig } from '../../../src/index.ts'
import { HandAnalyzer } from '../../support/hand-analyzer.ts'

export async function startLiveService(env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'unstuck-live-'))
  const analyzer = new HandAnalyzer({
    name: 'by-hand',
    version: '1',
    resultOf: () => ({ text: 'done by hand' }),
  })
  const assessment = defineAssessment({
    name: 'Hand Made',
    input: z.strictObject({ score: z.int().min(0).max(100) }),
    result: z.strictObject({ text: z.string() }),
    analyzer,
  })
  const config = readConfig({
    DATABASE_PATH: join(folder, 'live.db'),
    PORT: '0',
    LOG_LEVEL: 'silent',
    SHUTDOWN_GRACE: '0',
    ...env,
  })
  const service = await createService({ config, assessments: [assessment] })
  const { url } = await service.start()
  return {
    service,
    analyzer,
    url,
    /** Registers a person and gives their access token. */
    async register(name: string): Promise<string> {
      const response = await fetch(`${url}/auth/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: `${name}@example.com`, password: 'a password for tests' }),
      })
      const body = (await response.json()) as { data: { token: string } }
      return body.data.token
    },
    async stop(): Promise<void> {
      await service.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type LiveService = Awaited<ReturnType<typeof startLiveService>>
