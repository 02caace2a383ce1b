// What was told of a job, in order, each with the time since the one before; and every failed try with its raw reason.
import { Exact, spanOf, Wide } from './parts.tsx'
import type { Admin } from './questions.ts'
import { useWords } from './words.tsx'

type Job = Admin['job']

export function Timeline({ job }: { readonly job: Job }) {
  const w = useWords()
  const { events } = job
  return (
    <ol className="timeline">
      {events.map(({ id, eventType, timestamp, metadata }, index) => {
        const before = events[index - 1]?.timestamp
        return (
          <li key={id} data-type={eventType}>
            <strong>{w.job.events[eventType]}</strong> <Exact at={timestamp} />{' '}
            {before !== undefined && (
              <span className="quiet">{w.job.after(spanOf(timestamp - before))}</span>
            )}
            {metadata.note && <p className="help">{metadata.note}</p>}
            {metadata.errorCode && (
              <p className="help">
                {metadata.errorCode} {metadata.reason}
              </p>
            )}
          </li>
        )
      })}
    </ol>
  )
}

export function Tries({ job }: { readonly job: Job }) {
  const w = useWords()
  if (job.failedTries.length === 0) return <p className="quiet">{w.job.noTries}</p>
  return (
    <Wide label={w.job.tries}>
      <table>
        <thead>
          <tr>
            <th scope="col">{w.checks.when}</th>
            <th scope="col" className="num">
              {w.jobs.attempt}
            </th>
            <th scope="col" className="num">
              {w.job.try}
            </th>
            <th scope="col">{w.jobs.code}</th>
            <th scope="col">{w.ledger.reason}</th>
          </tr>
        </thead>
        <tbody>
          {job.failedTries.map((each) => (
            <tr key={`${each.attempt} ${each.try}`}>
              <td>
                <Exact at={each.createdAt} />
              </td>
              <td className="num">{each.attempt}</td>
              <td className="num">{each.try}</td>
              <td>{each.code}</td>
              <td className="mono">{each.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  )
}
