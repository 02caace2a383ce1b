// The jobs that a filter finds, as a file: read page by page up to a bound, put together in the browser, sent nowhere.
import { useMutation } from '@tanstack/react-query'
import { trpc } from '../api/client.ts'
import { Refused } from '../parts/refusal.tsx'
import { now } from '../system/clock.ts'
import { saveFile } from '../system/save-file.ts'
import { type Cell, csvOf } from './csv.ts'
import type { Admin, JobsWish } from './questions.ts'
import { useWords } from './words.tsx'

/** Jobs one file holds at most. */
export const exportMax = 5_000
/** As many as the service gives at once. */
const stepMax = 200

type Job = Admin['jobs']['jobs'][number]

export function Export({ request }: { readonly request: JobsWish }) {
  const w = useWords()
  const exporting = useMutation({
    mutationFn: async (kind: 'csv' | 'json') => {
      const found = await readAll(request)
      if (kind === 'csv') save(csvOf([heads, ...found.jobs.map(cellsOf)]), 'csv', 'text/csv')
      else save(JSON.stringify(found, null, 2), 'json', 'application/json')
      return found
    },
  })
  const { data, isPending, error, mutate } = exporting
  return (
    <>
      <div className="actions">
        {(['csv', 'json'] as const).map((kind) => (
          <button
            key={kind}
            type="button"
            className="button small"
            aria-disabled={isPending}
            onClick={() => !isPending && mutate(kind)}
          >
            {w.jobs.exports[kind]}
          </button>
        ))}
        <span role="status" className="quiet">
          {isPending && w.jobs.exporting}
          {data && w.jobs.exported(data.jobs.length)} {data?.isCut && w.jobs.exportCut}
        </span>
      </div>
      <Refused error={error} />
    </>
  )
}

/** In the order of the list, as of its first page: what comes in meanwhile is in no later one. */
async function readAll(request: JobsWish): Promise<{ asOf: string; isCut: boolean; jobs: Job[] }> {
  const first = await trpc.admin.jobs.query({ ...request, limit: stepMax, offset: 0 })
  const createdTo = first.asOf + 1
  const jobs = new Map(first.jobs.map((job) => [job.jobId, job]))
  let { hasMore } = first
  for (let offset = stepMax; hasMore && offset < exportMax; offset += stepMax) {
    const page = await trpc.admin.jobs.query({ createdTo, ...request, limit: stepMax, offset })
    for (const job of page.jobs) jobs.set(job.jobId, job)
    hasMore = page.hasMore
  }
  return { asOf: isoOf(first.asOf), isCut: hasMore, jobs: [...jobs.values()] }
}

const heads = [
  ...['job', 'status', 'user', 'email', 'result', 'assessment', 'attempt', 'retry_of', 'tokens'],
  ...['created', 'started', 'finished', 'code', 'message'],
]

const cellsOf = (job: Job): Cell[] => [
  ...[job.jobId, job.status, job.userId, job.userEmail, job.resultId, job.assessmentName],
  ...[job.attempt, job.retryOf, job.tokenCost],
  ...[job.createdAt, job.startedAt, job.finishedAt].map((at) => (at === null ? null : isoOf(at))),
  ...[job.error?.code ?? null, job.error?.message ?? null],
]

const isoOf = (at: number): string => new Date(at).toISOString()

function save(text: string, ending: string, type: string): void {
  const at = isoOf(now()).slice(0, 19).replaceAll(':', '-')
  saveFile(`jobs-${at}.${ending}`, text, `${type};charset=utf-8`)
}
