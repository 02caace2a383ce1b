// A real service with the real assessment on loopback, whose analyses wait until the test says how they end.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describePersona } from '../../../src/assessments/talent-mapping/profile.ts'
import { createTalentMapping } from '../../../src/assessments/talent-mapping/talent-mapping.ts'
import { createService, defineAssessment, readConfig } from '../../../src/index.ts'
import { HandAnalyzer } from '../../support/hand-analyzer.ts'

export const password = 'a password for tests'

export async function startPagesService() {
  const folder = mkdtempSync(join(tmpdir(), 'unstuck-pages-'))
  const analyzer = new HandAnalyzer({
    name: 'offline',
    version: '1.0.0',
    resultOf: describePersona,
  })
  // Analyses end by themselves until a test wants them to wait.
  analyzer.isByHand = false
  const { name, input, result, sections } = createTalentMapping()
  const assessment = defineAssessment({
    ...{ name, input, result, analyzer },
    ...(sections && { sections }),
    estimateMs: 1_000,
  })
  const config = readConfig({
    DATABASE_PATH: join(folder, 'pages.db'),
    PORT: '0',
    ENVIRONMENT_NAME: 'staging',
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
