// Checks for stuck jobs: to run one now, or to see what it would do; and what earlier ones found.
import { useMutation } from '@tanstack/react-query'
import { trpc } from '../api/client.ts'
import { useLanguage } from '../i18n/messages.tsx'
import { Refused } from '../parts/refusal.tsx'
import { Doer, JobId } from './names.tsx'
import { Ago, spanOf, timeIn, Unanswered, useAsked, Wide } from './parts.tsx'
import { askAllAnew, type Monitor, questions } from './questions.ts'
import { useWords } from './words.tsx'

type Run = Monitor['runs']['runs'][number]

export function ChecksScreen() {
  const w = useWords()
  const { locale } = useLanguage()
  const asked = useAsked(questions.checks())
  const next = asked.data?.nextCheckAt ?? null
  return (
    <section className="op-screen">
      <h1>{w.checks.title}</h1>
      <p className="quiet">
        {w.checks.lead} {next !== null && `${w.overview.nextCheck}: ${timeIn(locale, next)}`}
      </p>
      <Now />
      <h2>{w.checks.list}</h2>
      {asked.data ? <Runs runs={asked.data.runs} /> : <Unanswered asked={asked} />}
    </section>
  )
}

function Now() {
  const w = useWords()
  const checking = useMutation({
    mutationFn: (dryRun: boolean) => trpc.monitor.check.mutate({ dryRun }),
    onSettled: askAllAnew,
  })
  const { data: report, isPending, error } = checking
  return (
    <>
      <div className="actions">
        <button
          type="button"
          className="button main"
          aria-disabled={isPending}
          onClick={() => !isPending && checking.mutate(false)}
        >
          {w.checks.now}
        </button>
        <button
          type="button"
          className="button"
          aria-disabled={isPending}
          onClick={() => !isPending && checking.mutate(true)}
        >
          {w.checks.dryRun}
        </button>
      </div>
      <Refused error={error} />
      <div role="status">
        {isPending && <p>{w.checks.running}</p>}
        {report && (
          <p className="notice">
            {report.dryRun
              ? w.checks.wouldFix(report.total)
              : w.checks.didFix(report.fixed, report.total)}
          </p>
        )}
      </div>
      {report && <Findings findings={report.jobs.slice(0, 100)} />}
    </>
  )
}

function Runs({ runs }: { readonly runs: readonly Run[] }) {
  const w = useWords()
  const heads = [w.checks.found, w.checks.fixed, w.checks.skipped, w.checks.failed]
  return (
    <Wide label={w.checks.list}>
      <table>
        <thead>
          <tr>
            <th scope="col">{w.checks.when}</th>
            <th scope="col">{w.checks.trigger}</th>
            <th scope="col" className="num">
              {w.checks.took}
            </th>
            {heads.map((head) => (
              <th key={head} scope="col" className="num">
                {head}
              </th>
            ))}
            <th scope="col">{w.checks.findings}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <td>
                <Ago at={run.startedAt} />
              </td>
              <td>
                {run.actor === null ? (
                  w.checks.triggers[run.trigger]
                ) : (
                  <Doer actor={run.actor} email={run.actorEmail} />
                )}{' '}
                {run.dryRun && `(${w.checks.dry})`}
              </td>
              <td className="num">{spanOf(run.durationMs)}</td>
              {[run.total, run.fixed, run.skipped, run.failed].map((n, column) => (
                <td key={heads[column]} className="num">
                  {n}
                </td>
              ))}
              <td>
                {run.findings.length > 0 && (
                  <details>
                    <summary>{run.findings.length}</summary>
                    <Findings findings={run.findings} />
                  </details>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  )
}

function Findings({ findings }: { readonly findings: Run['findings'] }) {
  return (
    <ul className="findings">
      {findings.map(({ jobId, reason }) => (
        <li key={jobId}>
          <JobId jobId={jobId} /> {reason}
        </li>
      ))}
    </ul>
  )
}
