// All that is held about a person, collected page by page, and the deletion of their analyses one by one. It adds nothing
// to what the service gives out, and leaves nothing away.
import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '../../../src/router/index.ts'
import { trpc } from './client.ts'

const pageSize = 100

type Page = inferRouterOutputs<AppRouter>['account']['export']

/** The document that `unstuck export` writes: its head, then each section with all its items. */
export async function collectOwnData() {
  const sections: Partial<Record<Page['section'], Page['items']>> = {}
  let page = await trpc.account.export.query({})
  const { format, version, userId, exportedAt } = page
  for (;;) {
    const { section, items, next } = page
    sections[section] = [...(sections[section] ?? []), ...items]
    if (next === null) return { format, version, userId, exportedAt, ...sections }
    // One after the other: a download must not crowd out those who wait for an analysis.
    page = await trpc.account.export.query({ cursor: next })
  }
}

/** Takes back every link, then deletes every analysis that has ended or can be cancelled. */
export async function deleteAnalyses(): Promise<{ deleted: number; left: number }> {
  const { shares } = await trpc.shares.list.query()
  for (const { shareId, revokedAt } of shares) {
    if (revokedAt === null) await trpc.shares.revoke.mutate({ shareId })
  }
  let deleted = 0
  let left = 0
  for (;;) {
    const { jobs, hasMore } = await trpc.assessment.list.query({ limit: pageSize, offset: left })
    for (const job of jobs) {
      if (job.status === 'processing') left++
      else {
        await deleteAnalysis(job.jobId, job.resultId)
        deleted++
      }
    }
    if (!hasMore || jobs.length === 0) return { deleted, left }
  }
}

/** The job first: a waiting one is cancelled by it, after which its result can go. */
async function deleteAnalysis(jobId: string, resultId: string | null): Promise<void> {
  await trpc.assessment.deleteJob.mutate({ jobId })
  if (resultId !== null) await trpc.assessment.deleteResult.mutate({ resultId })
}
