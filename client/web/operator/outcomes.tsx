// What became of each job of a run, those first that were not done.
import { JobId } from './names.tsx'
import { Wide } from './parts.tsx'
import type { Admin } from './questions.ts'
import { useWords } from './words.tsx'

interface OutcomesProps {
  readonly outcomes: Admin['selection']['outcomes']
  readonly total: number
}

export function Outcomes({ outcomes, total }: OutcomesProps) {
  const w = useWords()
  return (
    <details open={outcomes.some(({ outcome }) => outcome !== 'successful')}>
      <summary>{w.bulk.outcomes}</summary>
      {total > outcomes.length && <p className="help">{w.bulk.first(outcomes.length)}</p>}
      <Wide label={w.bulk.outcomes}>
        <table>
          <thead>
            <tr>
              <th scope="col">{w.jobs.job}</th>
              <th scope="col">{w.bulk.outcome}</th>
            </tr>
          </thead>
          <tbody>
            {outcomes.map(({ jobId, outcome, message, newJobId }) => (
              <tr key={jobId}>
                <td>
                  <JobId jobId={jobId} />
                </td>
                <td>
                  {w.bulk.kinds[outcome]} {message}
                  {newJobId !== null && <JobId jobId={newJobId} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </details>
  )
}
