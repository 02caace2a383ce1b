// What is offered where the embedding program names nothing: a team's own module, or talent mapping with the
// occupations, the language model or the workers that the configuration names. It starts no thread and asks no model.
import { loadAssessmentsModule } from './assessments/assessments-module.ts'
import { type LlmSettings, withLlm } from './assessments/talent-mapping/llm/llm-talent-mapping.ts'
import { createTalentMapping } from './assessments/talent-mapping/talent-mapping.ts'
import { type Config, ConfigError } from './config.ts'
import { type AssessmentDefinition, externalWorker } from './domain/assessment.ts'
import { monotonicMs } from './system/monotonic.ts'

/** The default first. Throws a plain `Error` with what to do when what is configured cannot be used. */
export async function assessmentsOf(config: Config): Promise<readonly AssessmentDefinition[]> {
  if (config.ASSESSMENTS_MODULE !== '') return loadAssessmentsModule(config.ASSESSMENTS_MODULE)
  if (config.TALENT_MAPPING_ANALYZER === 'external') return [talentMappingOutside()]
  const definition = talentMappingOf(config)
  return [config.LLM_PROVIDER === '' ? definition : await withLlm(definition, llmOf(config))]
}

/** The same scores, profile and price; its thread pool is never used, and starts nothing. */
function talentMappingOutside(): AssessmentDefinition {
  return { ...createTalentMapping(), analyzer: externalWorker(), estimateMs: 60_000 }
}

function talentMappingOf({ occupationsFile }: Config) {
  try {
    return createTalentMapping({ occupationsFile })
  } catch (error) {
    if (occupationsFile === undefined) throw error
    throw new ConfigError((error as Error).message)
  }
}

function llmOf(config: Config): LlmSettings {
  return {
    provider: config.LLM_PROVIDER === 'gemini' ? 'gemini' : 'openai-compatible',
    model: config.LLM_MODEL,
    baseUrl: config.LLM_BASE_URL || undefined,
    apiKey: config.LLM_API_KEY || undefined,
    timeoutMs: config.LLM_TIMEOUT * 1_000,
    locale: config.LLM_LANGUAGE,
    onFailure: config.LLM_ON_FAILURE,
    triesMax: config.ANALYSIS_TRIES_MAX,
    prices: { input: config.LLM_INPUT_PRICE, output: config.LLM_OUTPUT_PRICE },
    now: monotonicMs,
  }
}
