// The rows of a list of jobs. A row is reached by its link, and picked by its box.
import { now } from '../system/clock.ts'
import { JobId, Owner } from './names.tsx'
import { Ago, State, spanOf, Wide } from './parts.tsx'
import type { Admin } from './questions.ts'
import { useWords } from './words.tsx'

type Job = Admin['jobs']['jobs'][number]

interface JobTableProps {
  readonly jobs: readonly Job[]
  readonly picked: ReadonlySet<string>
  readonly isAll: boolean
  readonly onPick: (jobIds: readonly string[], isOn: boolean) => void
}

export function JobTable({ jobs, picked, isAll, onPick }: JobTableProps) {
  const w = useWords()
  const all = jobs.map(({ jobId }) => jobId)
  const isPage = isAll || all.every((jobId) => picked.has(jobId))
  return (
    <Wide label={w.jobs.title}>
      <table className="job-table">
        <thead>
          <tr>
            <td>
              <input
                type="checkbox"
                aria-label={w.jobs.pickPage}
                checked={isPage}
                onChange={({ currentTarget }) => onPick(all, currentTarget.checked)}
              />
            </td>
            <th scope="col">{w.jobs.job}</th>
            <th scope="col">{w.jobs.state}</th>
            <th scope="col">{w.jobs.user}</th>
            <th scope="col">{w.jobs.age}</th>
            <th scope="col" className="num">
              {w.jobs.waited}
            </th>
            <th scope="col" className="num">
              {w.jobs.ran}
            </th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <Row
              key={job.jobId}
              job={job}
              isPicked={isAll || picked.has(job.jobId)}
              onPick={(isOn) => onPick([job.jobId], isOn)}
            />
          ))}
        </tbody>
      </table>
    </Wide>
  )
}

interface RowProps {
  readonly job: Job
  readonly isPicked: boolean
  readonly onPick: (isOn: boolean) => void
}

function Row({ job, isPicked, onPick }: RowProps) {
  const w = useWords()
  const { jobId, userId, userEmail, status, createdAt, startedAt, finishedAt } = job
  const end = finishedAt ?? now()
  return (
    <tr data-row data-picked={isPicked}>
      <td>
        <input
          type="checkbox"
          aria-label={w.jobs.pick(jobId)}
          checked={isPicked}
          onChange={({ currentTarget }) => onPick(currentTarget.checked)}
        />
      </td>
      <td>
        <JobId jobId={jobId} />
      </td>
      <td>
        <State status={status} />
        <Notes job={job} />
      </td>
      <td>
        <Owner userId={userId} email={userEmail} />
      </td>
      <td>
        <Ago at={createdAt} />
      </td>
      <td className="num">{spanOf((startedAt ?? end) - createdAt)}</td>
      <td className="num">{spanOf(startedAt === null ? null : end - startedAt)}</td>
    </tr>
  )
}

/** Why it failed, and which attempt it was where it was not the first. */
function Notes({ job: { attempt, error } }: { readonly job: Job }) {
  const w = useWords()
  if (!error && attempt < 2) return null
  return (
    <span className="under">
      {error && <span title={error.message}>{error.code}</span>}{' '}
      {attempt > 1 && w.jobs.attemptOf(attempt)}
    </span>
  )
}
