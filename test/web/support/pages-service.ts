// A real service with the real assessment on loopback, whose analyses wait until the test says how they end.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TalentMappingInput } from '../../../src/assessments/talent-mapping/input.schema.ts'
import type { PersonaProfile } from '../../../src/assessments/talent-mapping/profile.schema.ts'
import { describePersona } from '../../../src/assessments/talent-mapping/profile.ts'
import { createTalentMapping } from '../../../src/assessments/talent-mapping/talent-mapping.ts'
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

class SteeredAnalyzer {
  readonly name = 'offline'
  readonly version = '1.0.0'
  /** Analyses end by themselves until a test wants them to wait. */
  isByHand = false
  readonly #waiting: Waiting[] = []
  readonly #wanted: ((waiting: Waiting) => void)[] = []

  analyze(input: TalentMappingInput, context: AnalysisContext): Promise<PersonaProfile> {
    if (!this.isByHand) return Promise.resolve(describePersona(input))
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        context,
        succeed: () => resolve(describePersona(input)),
        fail: () => reject(new AnalysisFailure('a test', { transient: false })),
      }
      const wanted = this.#wanted.shift()
      if (wanted) wanted(waiting)
      else this.#waiting.push(waiting)
    })
  }

  /** The next analysis that waits, or the next that comes. */
  next(): Promise<Waiting> {
    const waiting = this.#waiting.shift()
    if (waiting) return Promise.resolve(waiting)
    return new Promise((resolve) => this.#wanted.push(resolve))
  }
}

export const password = 'a password for tests'

export async function startPagesService() {
  const folder = mkdtempSync(join(tmpdir(), 'unstuck-pages-'))
  const analyzer = new SteeredAnalyzer()
  const { name, input, result, sections } = createTalentMapping()
  const assessment = defineAssessment({
    ...{ name, input, result, analyzer },
    ...(sections && { sections }),
    estimateMs: 1_000,
  })
  const config = readConfig({
    DATABASE_PATH: join(folder, 'pages.db'),
    PORT: '0',
    TRUSTED_PROXY: '127.0.0.1',
    LOG_LEVEL: 'silent',
    SHUTDOWN_GRACE: '0',
    WORKER_CONCURRENCY: '1',
    DEFAULT_TOKEN_BALANCE: '3',
  })
  const service = await createService({ config, assessments: [assessment] })
  const { url } = await service.start()
  return {
    service,
    analyzer,
    url,
    async stop(): Promise<void> {
      await service.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type PagesService = Awaited<ReturnType<typeof startPagesService>>
