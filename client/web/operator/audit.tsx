// What people did by hand: who, what, to what, when and why.
import { useQueryState } from './address.ts'
import { Doer, Person } from './names.tsx'
import { Exact, Pager, Unanswered, useAsked, Wide } from './parts.tsx'
import { auditPageSize, questions } from './questions.ts'
import { useWords } from './words.tsx'

export function AuditScreen() {
  const w = useWords()
  const [query, change] = useQueryState()
  const page = Math.min(Math.max(1, Math.trunc(Number(query.get('page')) || 1)), 100_000)
  const asked = useAsked(questions.audit((page - 1) * auditPageSize))
  const goTo = (next: number) => change({ page: next === 1 ? '' : String(next) })
  const answer = asked.data
  return (
    <section className="op-screen">
      <h1>{w.audit.title}</h1>
      <p className="quiet">{w.audit.lead}</p>
      {!answer && <Unanswered asked={asked} />}
      {answer?.total === 0 && <p>{w.audit.empty}</p>}
      {answer && answer.total > 0 && (
        <Wide label={w.audit.title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{w.audit.when}</th>
                <th scope="col">{w.audit.actor}</th>
                <th scope="col">{w.audit.action}</th>
                <th scope="col">{w.audit.subject}</th>
                <th scope="col">{w.audit.details}</th>
              </tr>
            </thead>
            <tbody>
              {answer.entries.map(({ id, at, action, subject, details, ...entry }) => (
                <tr key={id}>
                  <td>
                    <Exact at={at} />
                  </td>
                  <td>
                    <Doer actor={entry.actor} email={entry.actorEmail} />
                  </td>
                  <td className="mono">{action}</td>
                  <td>
                    <Person id={subject} email={entry.subjectEmail} />
                  </td>
                  <td>{details}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
      <Pager page={page} hasMore={answer?.hasMore ?? false} goTo={goTo} />
    </section>
  )
}
