// Talent mapping with prose by a language model: the same definition with another analyzer. Only this file loads
// the AI SDK, and only when it is called.
import type { AnalyzedHere } from '../../../domain/assessment.ts'
import type { TalentMappingInput } from '../input.schema.ts'
import type { PersonaProfile } from '../profile.schema.ts'
import { LlmAnalyzer, type LlmOptions } from './llm-analyzer.ts'
import type { LlmConnection } from './model.ts'

export type LlmSettings = LlmConnection &
  Pick<LlmOptions, 'locale' | 'onFailure' | 'triesMax' | 'prices' | 'now'>

/** An answer takes some seconds; used until the service has measured its own. */
const estimateMs = 20_000

export async function withLlm(
  definition: AnalyzedHere<TalentMappingInput, PersonaProfile>,
  settings: LlmSettings,
): Promise<AnalyzedHere<TalentMappingInput, PersonaProfile>> {
  const { makeAsk } = await loadModel()
  const analyzer = new LlmAnalyzer({
    ...settings,
    ask: makeAsk(settings),
    offline: definition.analyzer,
  })
  return { ...definition, analyzer, estimateMs }
}

/** The SDK is an optional peer: a service without a model installs none of it. */
async function loadModel(): Promise<typeof import('./model.ts')> {
  try {
    return await import('./model.ts')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    const fix = 'npm install ai@6 @ai-sdk/openai-compatible@2 @ai-sdk/google@3'
    throw new Error(`LLM_PROVIDER needs packages that are not installed; run \`${fix}\``, {
      cause: error,
    })
  }
}
