// The service itself: its health, its process and its file, what is held back, and its configuration with secrets
// masked.
import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { trpc } from '../api/client.ts'
import { useLanguage } from '../i18n/messages.tsx'
import { Icon } from '../parts/icons.tsx'
import { Refused } from '../parts/refusal.tsx'
import { Exact, Facts, sizeOf, spanOf, timeIn, Unanswered, useAsked, Wide } from './parts.tsx'
import { type Admin, askAllAnew, questions } from './questions.ts'
import { ReasonDialog } from './reason.tsx'
import { useWords } from './words.tsx'

type Report = Admin['system']

export function SystemScreen() {
  const w = useWords()
  const { locale } = useLanguage()
  const asked = useAsked(questions.system())
  const report = asked.data
  return (
    <section className="op-screen">
      <div className="op-head">
        <h1>{w.system.title}</h1>
        {report && <p className="quiet as-of">{w.asOf(timeIn(locale, report.asOf))}</p>}
      </div>
      {!report && <Unanswered asked={asked} />}
      {report && (
        <>
          <div className="op-cards">
            <Health report={report} />
            <Process report={report} />
            <FileCard report={report} />
          </div>
          <h2>{w.system.switches}</h2>
          <Switches />
          <h2>{w.system.configuration}</h2>
          <Configuration report={report} />
        </>
      )}
    </section>
  )
}

function Health({ report }: { readonly report: Report }) {
  const w = useWords()
  return (
    <section className="card op-card">
      <h2>{w.system.health}</h2>
      <p className="state" data-state={report.ready ? 'completed' : 'failed'}>
        <Icon name={report.ready ? 'check' : 'cross'} />
        {report.ready ? w.system.ready : w.system.notReady}
      </p>
      <ul className="stack">
        {report.checks.map(({ name, ok, reason }) => (
          <li key={name} className="state" data-state={ok ? 'completed' : 'failed'}>
            <Icon name={ok ? 'check' : 'cross'} />
            <span>
              {name}: {ok ? w.system.fine : reason}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Process({ report }: { readonly report: Report }) {
  const w = useWords()
  const { p50, p99, max } = report.loopDelayMs
  return (
    <section className="card op-card">
      <h2>{w.system.process}</h2>
      <Facts
        rows={[
          [w.system.version, `${report.version}, Node ${report.node}`],
          [w.system.up, <Exact key="up" at={report.startedAt} />],
          [w.system.memory, sizeOf(report.residentBytes)],
          [w.system.processor, spanOf(report.cpuSeconds * 1_000)],
          [w.system.loop, [p50, p99, max].map((ms) => `${ms.toFixed(1)} ms`).join(', ')],
          [w.system.connections, report.liveConnections],
          [w.system.subscriptions, report.subscribers],
          [w.system.watchers, report.watchers],
          [w.system.actors, report.liveActors],
          [w.system.slots, `${report.slots - report.freeSlots} / ${report.slots}`],
        ]}
      />
    </section>
  )
}

function FileCard({ report }: { readonly report: Report }) {
  const w = useWords()
  const { proof, backup, schema } = report
  return (
    <section className="card op-card">
      <h2>{w.system.file}</h2>
      <Facts
        rows={[
          ['SQLite', report.sqlite],
          [w.system.database, sizeOf(report.databaseBytes)],
          [w.system.wal, sizeOf(report.walBytes)],
          [w.system.disk, sizeOf(report.diskFreeBytes)],
          [w.system.schema, `${schema.has} / ${schema.newest}`],
          [
            w.system.proof,
            proof ? (
              <span key="proof">
                <Exact at={proof.at} /> ·{' '}
                {proof.violations === 0 ? w.ledger.right : w.system.proofWrong(proof.violations)}
              </span>
            ) : (
              '–'
            ),
          ],
          [w.system.backup, backup.at === null ? w.none : <Exact key="backup" at={backup.at} />],
        ]}
      />
    </section>
  )
}

type Held = Admin['switches']['held'][number]
const switches = ['intake', 'dispatch'] as const

function Switches() {
  const asked = useAsked(questions.switches())
  if (!asked.data) return <Unanswered asked={asked} />
  const { held } = asked.data
  return (
    <ul className="rows">
      {switches.map((what) => (
        <Switch key={what} what={what} held={held.find((each) => each.what === what)} />
      ))}
    </ul>
  )
}

function Switch({ what, held }: { what: Held['what']; held: Held | undefined }) {
  const w = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const pausing = useMutation({
    mutationFn: (reason: string) => trpc.admin.pause.mutate({ what, reason }),
    onSuccess: () => dialog.current?.close(),
    onSettled: askAllAnew,
  })
  const resuming = useMutation({
    mutationFn: () => trpc.admin.resume.mutate({ what }),
    onSettled: askAllAnew,
  })
  return (
    <li className="row">
      <span>
        <strong>{w.system.switchNames[what]}</strong>: {held ? w.system.paused : w.system.open}
        {held && (
          <span className="quiet">
            {' '}
            <Exact at={held.at} /> · {held.by} · {held.reason}
          </span>
        )}
        <Refused error={resuming.error} />
      </span>
      {held ? (
        <button type="button" className="button small" onClick={() => resuming.mutate()}>
          {w.system.resumes[what]}
        </button>
      ) : (
        <button type="button" className="button small" onClick={() => dialog.current?.showModal()}>
          {w.system.pauses[what]}
        </button>
      )}
      <ReasonDialog
        dialog={dialog}
        title={w.system.pauses[what]}
        yes={w.system.pauses[what]}
        isWorking={pausing.isPending}
        error={pausing.error}
        onYes={(reason) => pausing.mutate(reason)}
      />
    </li>
  )
}

function Configuration({ report }: { readonly report: Report }) {
  const w = useWords()
  return (
    <Wide label={w.system.configuration}>
      <table>
        <thead>
          <tr>
            <th scope="col">{w.system.variable}</th>
            <th scope="col">{w.system.value}</th>
            <th scope="col">{w.system.meaning}</th>
          </tr>
        </thead>
        <tbody>
          {report.configuration.map(({ name, value, isDefault, meaning }) => (
            <tr key={name}>
              <th scope="row" className="mono">
                {name}
              </th>
              <td className="mono">
                {value === '' ? '–' : value} {!isDefault && <strong>({w.system.changed})</strong>}
              </td>
              <td lang="en">{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  )
}
