// A real service on loopback in a folder of its own, with an analyzer the test steers by hand.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import {
  type AnalysisContext,
  AnalysisFailure,
  createService,
  defineAssessment,
  readConfig,
} from '../../../src/index.ts'

export interface Waiting {
  readonly context: AnalysisContext
  succeed(): void
  fail(): void
}

/** Each call of the analyzer waits here until the test ends it. */
export class HandAnalyzer {
  readonly name = 'by-hand'
  readonly version = '1'
  readonly #waiting: Waiting[] = []
  readonly #wanted: ((waiting: Waiting) => void)[] = []

  analyze(_input: unknown, context: AnalysisContext): Promise<{ text: string }> {
    return new Promise((resolve, reject) => {
      const waiting = {
        context,
        succeed: () => resolve({ text: 'done by hand' }),
        fail: () => reject(new AnalysisFailure('by hand', { transient: false })),
      }
      const wanted = this.#wanted.shift()
      if (wanted) wanted(waiting)
      else this.#waiting.push(waiting)
    })
  }

  /** The next call that waits, or the next that comes. */
  next(): Promise<Waiting> {
    const waiting = this.#waiting.shift()
    if (waiting) return Promise.resolve(waiting)
    return new Promise((resolve) => this.#wanted.push(resolve))
  }
}

export async function startLiveService(env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'unstuck-live-'))
  const analyzer = new HandAnalyzer()
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
