// The operator's pages: their own way around, their live connection, their keys and their words. Loaded for
// operators only; a person who is none never sees an entry to them.
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { UnknownPage } from '../pages/unknown.page.tsx'
import { Link, useTitle } from '../router.tsx'
import { type Place, screenPath, screens, usePlace } from './address.ts'
import { AuditScreen } from './audit.tsx'
import { ChecksScreen } from './checks.tsx'
import { JobScreen } from './job.tsx'
import { JobsScreen } from './jobs.tsx'
import { useKeys } from './keyboard.ts'
import { LedgerScreen } from './ledger.tsx'
import { hold, useLiveChanges, useOperatorLive } from './live.ts'
import './operator.css'
import { OverviewScreen } from './overview.tsx'
import { questions } from './questions.ts'
import { StuckScreen } from './stuck.tsx'
import { SystemScreen } from './system.tsx'
import { useWords, WordsProvider } from './words.tsx'

export function Operator() {
  useLiveChanges()
  return (
    <WordsProvider>
      <Pages />
    </WordsProvider>
  )
}

function Pages() {
  const w = useWords()
  const place = usePlace()
  const help = useRef<HTMLDialogElement>(null)
  useKeys(showHelp)
  useTitle(place.screen === 'unknown' ? w.menu : `${titleOf(w, place)} · ${w.menu}`)
  function showHelp() {
    if (!help.current?.open) help.current?.showModal()
  }
  return (
    <div className="op">
      <div className="op-bar">
        <Menu place={place} />
        <div className="op-signs">
          <Environment />
          <LiveChip />
          <button type="button" className="button small" onClick={showHelp}>
            <kbd>?</kbd> {w.keys.open}
          </button>
        </div>
      </div>
      <Shown place={place} />
      <Keys dialog={help} />
    </div>
  )
}

const titleOf = (w: ReturnType<typeof useWords>, place: Place): string => {
  if (place.screen === 'job') return `${w.job.title} ${place.jobId}`
  return place.screen === 'unknown' ? w.menu : w.screens[place.screen]
}

function Shown({ place }: { readonly place: Place }) {
  switch (place.screen) {
    case 'overview':
      return <OverviewScreen />
    case 'jobs':
      return <JobsScreen />
    case 'job':
      return <JobScreen key={place.jobId} jobId={place.jobId} />
    case 'stuck':
      return <StuckScreen />
    case 'checks':
      return <ChecksScreen />
    case 'ledger':
      return <LedgerScreen />
    case 'audit':
      return <AuditScreen />
    case 'system':
      return <SystemScreen />
    case 'unknown':
      return <UnknownPage />
  }
}

function Menu({ place }: { readonly place: Place }) {
  const w = useWords()
  const here = place.screen === 'job' ? 'jobs' : place.screen
  return (
    <nav aria-label={w.menu} className="op-menu">
      {screens.map((screen) => (
        <Link
          key={screen}
          to={screenPath(screen)}
          aria-current={screen === here ? 'page' : undefined}
        >
          {w.screens[screen]}
        </Link>
      ))}
    </nav>
  )
}

/** Which system this is, so that nobody refunds in the wrong one. Without a name it is its address. */
function Environment() {
  const w = useWords()
  const name = useQuery(questions.about()).data?.environment ?? ''
  const shown = name === '' ? location.host : name
  return (
    <span className="chip env" data-real={/prod/i.test(shown)}>
      <span className="hidden">{w.environment}: </span>
      {shown}
    </span>
  )
}

function LiveChip() {
  const w = useWords()
  const state = useOperatorLive()
  const isPaused = state === 'paused'
  return (
    <>
      <span className="chip live" data-state={state} role="status">
        {w.live[state]}
      </span>
      <button type="button" className="button small" onClick={() => hold(!isPaused)}>
        {isPaused ? w.live.resume : w.live.pause}
      </button>
    </>
  )
}

function Keys({ dialog }: { readonly dialog: React.RefObject<HTMLDialogElement | null> }) {
  const w = useWords()
  const keys = [
    ['/', w.keys.search],
    ['j', w.keys.down],
    ['k', w.keys.up],
    ['x', w.keys.pick],
    ['?', w.keys.help],
  ] as const
  const place = usePlace()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another screen closes it
  useEffect(() => dialog.current?.close(), [place.screen])
  return (
    <dialog ref={dialog} aria-labelledby="op-keys">
      <div className="stack">
        <h2 id="op-keys">{w.keys.title}</h2>
        <dl className="facts keys">
          {keys.map(([key, meaning]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          {w.bulk.close}
        </button>
      </div>
    </dialog>
  )
}
