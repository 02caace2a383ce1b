// The variables of the language model that may write the texts of a result. All of them or none: what is set beside
// an unset provider would be ignored without a word.
import { z } from 'zod'
import { text, url, whole } from './config-fields.ts'

export const llmVariables = {
  LLM_PROVIDER: z
    .enum(['', 'openai-compatible', 'gemini'])
    .default('')
    .describe(
      'Who writes the texts of a result: openai-compatible or gemini (default none: the offline analysis)',
    ),
  LLM_MODEL: text('', 'The model, as the provider names it').refine((name) => name.length <= 100, {
    error: 'must be at most 100 characters long',
  }),
  LLM_BASE_URL: url('Where the provider listens, with its version, e.g. http://127.0.0.1:11434/v1'),
  LLM_API_KEY: z.string().default('').describe('The key of the provider'),
  LLM_LANGUAGE: z
    .enum(['en', 'id'])
    .default('en')
    .describe('The language it writes (en or id; default en)'),
  LLM_TIMEOUT: whole(60, 1, 600, 'seconds', 'How long one answer of it may take'),
  LLM_ON_FAILURE: z
    .enum(['offline', 'fail'])
    .default('offline')
    .describe(
      'When it fails for good: offline keeps the texts of the offline analysis, fail fails the job and gives the token back (default offline)',
    ),
  LLM_INPUT_PRICE: whole(0, 0, 1_000_000, 'cents', 'What a million tokens that it reads cost'),
  LLM_OUTPUT_PRICE: whole(0, 0, 1_000_000, 'cents', 'What a million tokens that it writes cost'),
}

type LlmEnvironment = { [Name in keyof typeof llmVariables]: z.infer<(typeof llmVariables)[Name]> }

/** Each one sentence with its fix; a variable that is not right in itself is undefined here. */
export function llmProblems(
  env: Partial<LlmEnvironment> & {
    ASSESSMENTS_MODULE?: string
    STUCK_JOB_PROCESSING_TIMEOUT?: number
  },
): string[] {
  const { LLM_PROVIDER: provider } = env
  if (provider === undefined) return []
  return provider === '' ? idleProblems(env) : providerProblems(provider, env)
}

function idleProblems(env: Partial<LlmEnvironment>): string[] {
  const set = (['LLM_MODEL', 'LLM_BASE_URL', 'LLM_API_KEY'] as const).filter((name) => env[name])
  return set.length === 0
    ? []
    : [
        `LLM_PROVIDER is needed beside ${set.join(' and ')}; set it to openai-compatible or gemini, or unset ${set.join(' and ')}`,
      ]
}

function providerProblems(
  provider: 'openai-compatible' | 'gemini',
  env: Parameters<typeof llmProblems>[0],
): string[] {
  const rules: readonly (readonly [boolean, string])[] = [
    [
      env.LLM_MODEL === '',
      `LLM_MODEL is needed beside LLM_PROVIDER=${provider}; set it to a model of that provider`,
    ],
    [
      provider === 'openai-compatible' && env.LLM_BASE_URL === '',
      'LLM_BASE_URL is needed beside LLM_PROVIDER=openai-compatible; set it to its address, such as http://127.0.0.1:11434/v1',
    ],
    [
      provider === 'gemini' && env.LLM_API_KEY === '',
      'LLM_API_KEY is needed beside LLM_PROVIDER=gemini; set it to a key of that provider',
    ],
    [
      Boolean(env.LLM_API_KEY) && isPlainRemote(env.LLM_BASE_URL ?? ''),
      'LLM_BASE_URL must be an https URL, or an http one of this machine, since the key goes there',
    ],
    [
      Boolean(env.ASSESSMENTS_MODULE),
      'LLM_PROVIDER is for talent mapping, which ASSESSMENTS_MODULE replaces; unset one of them',
    ],
    [
      (env.LLM_TIMEOUT ?? 0) >= 60 * (env.STUCK_JOB_PROCESSING_TIMEOUT ?? Number.POSITIVE_INFINITY),
      'LLM_TIMEOUT must be shorter than STUCK_JOB_PROCESSING_TIMEOUT, or a slow answer is a stuck job; lower it',
    ],
  ]
  return rules.filter(([isBroken]) => isBroken).map(([, problem]) => problem)
}

const localHosts = ['localhost', '127.0.0.1', '[::1]']

const isPlainRemote = (address: string): boolean =>
  URL.canParse(address) &&
  new URL(address).protocol !== 'https:' &&
  !localHosts.includes(new URL(address).hostname)
