// What is next to be stuck, with the time left until its token comes back by itself; and rows that could not be
// repaired. It counts down by the service's clock, not by this device's.
import { useRef, useState } from 'react'
import { agoOf } from '../i18n/format.ts'
import { useLanguage } from '../i18n/messages.tsx'
import { BulkDialog } from './bulk-dialog.tsx'
import { JobId, Owner } from './names.tsx'
import { Ago, State, spanOf, Unanswered, useAsked, useServiceNow, Wide } from './parts.tsx'
import { type Admin, type Monitor, questions } from './questions.ts'
import { useWords } from './words.tsx'

type Due = Admin['deadlines']['jobs'][number]

export function StuckScreen() {
  const w = useWords()
  const asked = useAsked(questions.deadlines())
  const repairs = useAsked(questions.repairs())
  const [failing, fail] = useState<string | undefined>()
  const opener = useRef<HTMLElement | null>(null)
  const at = useServiceNow(asked)
  if (!asked.data) {
    return (
      <section className="op-screen">
        <h1>{w.stuck.title}</h1>
        <Unanswered asked={asked} />
      </section>
    )
  }
  return (
    <section className="op-screen">
      <h1>{w.stuck.title}</h1>
      <p className="quiet">{w.stuck.lead}</p>
      {asked.data.jobs.length === 0 ? (
        <p>{w.stuck.empty}</p>
      ) : (
        <Wide label={w.stuck.title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{w.jobs.job}</th>
                <th scope="col">{w.jobs.state}</th>
                <th scope="col">{w.jobs.user}</th>
                <th scope="col">{w.stuck.why}</th>
                <th scope="col" className="num">
                  {w.stuck.countdown}
                </th>
                <td />
              </tr>
            </thead>
            <tbody>
              {asked.data.jobs.map((job) => (
                <Row
                  key={job.jobId}
                  job={job}
                  leftMs={job.deadlineAt - at}
                  onFail={(button) => {
                    opener.current = button
                    fail(job.jobId)
                  }}
                />
              ))}
            </tbody>
          </table>
        </Wide>
      )}
      <h2>{w.stuck.repairs}</h2>
      {repairs.data && <Repairs repairs={repairs.data.repairs} />}
      {failing !== undefined && (
        <BulkDialog
          operation="fail"
          of={{ jobIds: [failing] }}
          onClose={() => {
            fail(undefined)
            opener.current?.focus()
          }}
        />
      )}
    </section>
  )
}

interface RowProps {
  readonly job: Due
  readonly leftMs: number
  readonly onFail: (button: HTMLElement) => void
}

function Row({ job, leftMs, onFail }: RowProps) {
  const w = useWords()
  const { m, locale } = useLanguage()
  return (
    <tr data-row>
      <td>
        <JobId jobId={job.jobId} />
      </td>
      <td>
        <State status={job.status} />
      </td>
      <td>
        <Owner userId={job.userId} email={job.userEmail} />
      </td>
      <td>
        {job.status === 'queued' ? w.stuck.waits : w.stuck.silent(agoOf(m, locale, job.updatedAt))}
      </td>
      <td className="num" data-bad={leftMs <= 0}>
        {leftMs > 0 ? spanOf(leftMs) : w.stuck.overdue(spanOf(-leftMs))}
      </td>
      <td>
        <button
          type="button"
          className="button small"
          onClick={({ currentTarget }) => onFail(currentTarget)}
        >
          {w.bulk.verbs.fail}
          <span className="hidden"> {job.jobId}</span>
        </button>
      </td>
    </tr>
  )
}

function Repairs({ repairs }: { readonly repairs: Monitor['stuck']['repairs'] }) {
  const w = useWords()
  if (repairs.length === 0) return <p className="quiet">{w.stuck.noRepairs}</p>
  return (
    <Wide label={w.stuck.repairs}>
      <table>
        <thead>
          <tr>
            <th scope="col">{w.jobs.job}</th>
            <th scope="col" className="num">
              {w.stuck.tries}
            </th>
            <th scope="col">{w.stuck.again}</th>
            <th scope="col">{w.ledger.reason}</th>
          </tr>
        </thead>
        <tbody>
          {repairs.map((repair) => (
            <tr key={repair.jobId}>
              <td>
                <JobId jobId={repair.jobId} />
              </td>
              <td className="num">{repair.tries}</td>
              <td>
                <Ago at={repair.retryAt} /> {repair.quarantinedAt !== null && w.stuck.quarantined}
              </td>
              <td>{repair.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  )
}
