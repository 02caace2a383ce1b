// What the owner of a result sees of it. Scores and profiles are whatever their assessment says; the router
// knows nothing of what is in them.
import { z } from 'zod'
import type { JobOfResult } from '../db/archive.queries.ts'
import type { ResultRow } from '../db/results.queries.ts'
import { instant } from './job-shapes.ts'

export const resultShape = z.object({
  resultId: z.string(),
  jobId: z.string().nullable(),
  userId: z.string(),
  assessmentName: z.string(),
  status: z.enum(['pending', 'completed', 'failed']),
  /** Where its job stands; null where there is none any more. */
  jobStatus: z.string().nullable(),
  /** Why the job failed. */
  errorMessage: z.string().nullable(),
  /** The scores as submitted. */
  assessmentData: z.unknown(),
  rawResponses: z.unknown(),
  /** What the analysis made of them; null until it is completed. */
  profile: z.unknown(),
  /** Which analyzer made it, as `name@version`. */
  analyzer: z.string().nullable(),
  createdAt: instant,
  updatedAt: instant,
})

/** In lists scores and profile come only when asked for. */
export const resultSummary = resultShape
  .omit({ rawResponses: true })
  .partial({ assessmentData: true, profile: true })

export const resultOf = (
  { id, ...row }: ResultRow,
  jobs: ReadonlyMap<string, JobOfResult>,
): z.input<typeof resultShape> => ({
  ...row,
  resultId: id,
  jobId: jobs.get(id)?.jobId ?? null,
  jobStatus: jobs.get(id)?.status ?? null,
  errorMessage: jobs.get(id)?.errorMessage ?? null,
  assessmentData: parsed(row.assessmentData),
  rawResponses: parsed(row.rawResponses),
  profile: parsed(row.profile),
})

function parsed(json: string | null): unknown {
  if (json === null) return null
  try {
    return JSON.parse(json)
  } catch {
    // Somebody else wrote the row: its text is all there is to show.
    return json
  }
}
