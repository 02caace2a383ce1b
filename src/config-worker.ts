// The variables of workers outside: whether talent mapping is left to them, what opens the service to them, and how
// long they may be silent. What would be ignored beside them stops the start.
import { z } from 'zod'
import { secret, whole } from './config-fields.ts'

export const workerVariables = {
  TALENT_MAPPING_ANALYZER: z
    .enum(['offline', 'external'])
    .default('offline')
    .describe(
      'Who analyses talent mapping: offline is this process, external are workers of yours (offline or external; default offline)',
    ),
  WORKER_KEY: secret(
    'Lets workers claim and report jobs, as a bearer token, and opens nothing else; generated when unset',
  ),
  WORKER_LEASE: whole(
    30,
    1,
    3_600,
    'seconds',
    'How long a worker may be silent before its job is given to another',
  ),
  WORKER_LEASES_MAX: whole(
    1_000,
    1,
    100_000,
    'jobs',
    'Jobs that workers may have at the same time',
  ),
}

type WorkerEnvironment = {
  [Name in keyof typeof workerVariables]: z.infer<(typeof workerVariables)[Name]>
}

/** Each one sentence with its fix; a variable that is not right in itself is undefined here. */
export function workerProblems(
  env: Partial<WorkerEnvironment> & {
    ASSESSMENTS_MODULE?: string
    OCCUPATIONS_FILE?: string
    LLM_PROVIDER?: string
    STUCK_JOB_PROCESSING_TIMEOUT?: number
  },
): string[] {
  const isExternal = env.TALENT_MAPPING_ANALYZER === 'external'
  const beside = 'beside TALENT_MAPPING_ANALYZER=external'
  const rules: readonly (readonly [boolean, string])[] = [
    [
      isExternal && Boolean(env.LLM_PROVIDER),
      `LLM_PROVIDER is ignored ${beside}, since your workers write the texts; unset one of them`,
    ],
    [
      isExternal && Boolean(env.OCCUPATIONS_FILE),
      `OCCUPATIONS_FILE is ignored ${beside}, since your workers choose the careers; unset one of them`,
    ],
    [
      isExternal && Boolean(env.ASSESSMENTS_MODULE),
      'TALENT_MAPPING_ANALYZER is for talent mapping, which ASSESSMENTS_MODULE replaces; unset one of them',
    ],
    [
      (env.WORKER_LEASE ?? 0) >=
        60 * (env.STUCK_JOB_PROCESSING_TIMEOUT ?? Number.POSITIVE_INFINITY),
      'WORKER_LEASE must be shorter than STUCK_JOB_PROCESSING_TIMEOUT, or a lost job has no time for another worker; lower it',
    ],
  ]
  return rules.filter(([isBroken]) => isBroken).map(([, problem]) => problem)
}
