// All that the service shows a person of themselves, collected page by page, and the deletion of their analyses
// one by one. It asks the same procedures as the pages do, and nothing that those do not show.
import { trpc } from './client.ts'

const pageSize = 100

/** Everything in one value; each list whole, each result with its scores and raw responses. */
export async function collectOwnData() {
  const summaries = await allPages(async (offset) => {
    const { results, hasMore } = await trpc.assessment.results.query({ limit: pageSize, offset })
    return { items: results, hasMore }
  })
  const results = []
  // One after the other: a download must not crowd out those who wait for an analysis.
  for (const { resultId } of summaries) {
    results.push(await trpc.assessment.result.query({ resultId }))
  }
  return {
    account: await trpc.auth.profile.query(),
    analyses: await allPages(async (offset) => {
      const { jobs, hasMore } = await trpc.assessment.list.query({ limit: pageSize, offset })
      return { items: jobs, hasMore }
    }),
    results,
    tokenMovements: await allBefore(async (before: { seq: number } | undefined) => {
      const { entries, hasMore } = await trpc.tokens.history.query({
        limit: 200,
        ...(before && { before: before.seq }),
      })
      return { items: entries, hasMore }
    }),
    notifications: await allBefore(async (before: { id: number } | undefined) => {
      const { notifications, hasMore } = await trpc.notifications.list.query({
        limit: pageSize,
        ...(before && { before: before.id }),
      })
      return { items: notifications, hasMore }
    }),
    links: (await trpc.shares.list.query()).shares,
  }
}

interface Page<Item> {
  readonly items: readonly Item[]
  readonly hasMore: boolean
}

async function allPages<Item>(read: (offset: number) => Promise<Page<Item>>): Promise<Item[]> {
  const all: Item[] = []
  for (;;) {
    const { items, hasMore } = await read(all.length)
    all.push(...items)
    if (!hasMore || items.length === 0) return all
  }
}

async function allBefore<Item extends Last, Last>(
  read: (last: Last | undefined) => Promise<Page<Item>>,
): Promise<Item[]> {
  const all: Item[] = []
  for (;;) {
    const { items, hasMore } = await read(all.at(-1))
    all.push(...items)
    if (!hasMore || items.length === 0) return all
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
