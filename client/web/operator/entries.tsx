// Entries of the ledger as rows, of one job or of everybody.
import { Doer, JobId, Owner } from './names.tsx'
import { Exact, Wide } from './parts.tsx'
import type { Admin } from './questions.ts'
import { useWords } from './words.tsx'

type Entry = Admin['job']['entries'][number] &
  Partial<Pick<Admin['ledger']['entries'][number], 'userId' | 'userEmail'>>

export function Entries({ entries, label }: { entries: readonly Entry[]; label: string }) {
  const w = useWords()
  const isAll = entries.some(({ userId }) => userId !== undefined)
  return (
    <Wide label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">{w.ledger.entry}</th>
            <th scope="col">{w.ledger.when}</th>
            <th scope="col">{w.ledger.kind}</th>
            <th scope="col" className="num">
              {w.ledger.amount}
            </th>
            {isAll && <th scope="col">{w.jobs.user}</th>}
            {isAll && <th scope="col">{w.jobs.job}</th>}
            <th scope="col">{w.ledger.reason}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ seq, createdAt, kind, amount, jobId, reason, ...entry }) => (
            <tr key={seq} data-row={isAll}>
              <td>{seq}</td>
              <td>
                <Exact at={createdAt} />
              </td>
              <td>{w.ledger.kinds[kind]}</td>
              <td className="num">{amount > 0 ? `+${amount}` : `−${-amount}`}</td>
              {isAll && (
                <td>
                  <Owner userId={entry.userId ?? ''} email={entry.userEmail ?? null} />
                </td>
              )}
              {isAll && <td>{jobId !== null && <JobId jobId={jobId} />}</td>}
              <td>
                {reason}
                <span className="under">
                  {w.ledger.actor}: <Doer actor={entry.actor} email={entry.actorEmail} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  )
}
