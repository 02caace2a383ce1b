// Jobs by search and filter, a page at a time, and actions on those picked or on all that match. All that it shows is
// in its address.
import { useRef, useState } from 'react'
import { useLanguage } from '../i18n/messages.tsx'
import { useQueryState } from './address.ts'
import { BulkDialog, type Picked } from './bulk-dialog.tsx'
import { Export } from './export.tsx'
import { Filters } from './filters.tsx'
import { JobTable } from './job-table.tsx'
import { countIn, Pager, timeIn, Unanswered, useAsked } from './parts.tsx'
import { type Admin, type Operation, questions } from './questions.ts'
import { type Wish, wishOf } from './wish.ts'
import { useWords } from './words.tsx'

type Answer = Admin['jobs']

export function JobsScreen() {
  const w = useWords()
  const { locale } = useLanguage()
  const [query] = useQueryState()
  const wish = wishOf(query)
  const asked = useAsked(questions.jobs(wish.request))
  const answer = asked.data
  return (
    <section className="op-screen">
      <div className="op-head">
        <h1>{w.jobs.title}</h1>
        {answer && <p className="quiet as-of">{w.asOf(timeIn(locale, answer.asOf))}</p>}
      </div>
      <div className="op-list">
        <Filters
          facets={answer?.facets ?? null}
          email={(wish.filter.userId && answer?.jobs[0]?.userEmail) || null}
        />
        {answer ? (
          <Found key={wish.name} answer={answer} wish={wish} />
        ) : (
          <Unanswered asked={asked} />
        )}
      </div>
    </section>
  )
}

/** What is picked is forgotten when another filter is chosen, and kept from page to page. */
function Found({ answer, wish }: { readonly answer: Answer; readonly wish: Wish }) {
  const w = useWords()
  const { locale } = useLanguage()
  const [picked, pick] = useState<ReadonlySet<string>>(new Set())
  const [isAll, chooseAll] = useState(false)
  const total = countIn(locale, answer.total)
  const toggle = (jobIds: readonly string[], isOn: boolean) => {
    chooseAll(false)
    const next = new Set(picked)
    for (const jobId of jobIds) {
      if (isOn) next.add(jobId)
      else next.delete(jobId)
    }
    pick(next)
  }
  const of: Picked | undefined = isAll
    ? { filter: wish.filter }
    : picked.size > 0
      ? { jobIds: [...picked] }
      : undefined
  return (
    <div className="op-found">
      <p role="status">{answer.isCapped ? w.jobs.more(total) : w.jobs.total(total)}</p>
      {answer.total > 0 && (
        <Actions
          of={of}
          said={isAll ? w.jobs.allMatching(total) : w.jobs.picked(picked.size)}
          all={w.jobs.allMatching(answer.isCapped ? `${total}+` : total)}
          isAll={isAll}
          onAll={chooseAll}
          onDone={() => {
            pick(new Set())
            chooseAll(false)
          }}
        />
      )}
      {answer.jobs.length === 0 ? (
        <p>{w.jobs.empty}</p>
      ) : (
        <JobTable jobs={answer.jobs} picked={picked} isAll={isAll} onPick={toggle} />
      )}
      <Pages answer={answer} wish={wish} />
      {answer.total > 0 && <Export key={wish.name} request={wish.request} />}
    </div>
  )
}

interface ActionsProps {
  readonly of: Picked | undefined
  readonly said: string
  readonly all: string
  readonly isAll: boolean
  readonly onAll: (isAll: boolean) => void
  readonly onDone: () => void
}

const operations = ['fail', 'retry', 'cancel'] as const

function Actions({ of, said, all, isAll, onAll, onDone }: ActionsProps) {
  const w = useWords()
  const [doing, begin] = useState<{ operation: Operation; of: Picked } | undefined>()
  const opener = useRef<HTMLElement | null>(null)
  return (
    <fieldset className="op-actions">
      <legend className="hidden">{w.jobs.actions}</legend>
      <label className="check">
        <input
          type="checkbox"
          checked={isAll}
          onChange={({ currentTarget }) => onAll(currentTarget.checked)}
        />
        {all}
      </label>
      <span aria-live="polite" className="quiet">
        {of && said}
      </span>
      {operations.map((operation) => (
        <button
          key={operation}
          type="button"
          className={operation === 'retry' ? 'button small' : 'button small danger'}
          disabled={!of}
          onClick={({ currentTarget }) => {
            opener.current = currentTarget
            if (of) begin({ operation, of })
          }}
        >
          {w.bulk.verbs[operation]}
        </button>
      ))}
      {doing && (
        <BulkDialog
          {...doing}
          onClose={(isDone) => {
            begin(undefined)
            if (isDone) onDone()
            opener.current?.focus()
          }}
        />
      )}
    </fieldset>
  )
}

function Pages({ answer, wish }: { readonly answer: Answer; readonly wish: Wish }) {
  const [, change] = useQueryState()
  const { page } = wish
  if (page === 1 && !answer.hasMore) return null
  const goTo = (next: number) => change({ page: next === 1 ? '' : String(next) })
  return <Pager page={page} hasMore={answer.hasMore} goTo={goTo} />
}
