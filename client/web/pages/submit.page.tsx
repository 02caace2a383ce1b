// A new analysis: the scores in a form or as JSON, what it costs and what is left, and one button that can be
// pressed twice without being charged twice.
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../api/client.ts'
import { attemptFor, type Draft, emptyDraft, fieldsIn, keepDraft, readDraft } from '../api/draft.ts'
import { queries, refresh } from '../api/queries.ts'
import { session } from '../api/session.ts'
import { checkDraft, type Problems, problemsIn } from '../api/submission.ts'
import { useMessages } from '../i18n/messages.tsx'
import { focusFirstWrong } from '../parts/field.tsx'
import { PasteBox } from '../parts/paste-box.tsx'
import { PayBar } from '../parts/pay-bar.tsx'
import { Refused } from '../parts/refusal.tsx'
import { ScoreForm } from '../parts/score-form.tsx'
import { hasForm, offerFor, Ways } from '../parts/ways.tsx'
import { go, paths, useTitle } from '../router.tsx'

interface Sent {
  readonly assessmentName: string | undefined
  readonly data: unknown
  readonly key: string
}

export function SubmitPage() {
  const m = useMessages()
  useTitle(m.submit.title)
  const { draft, change } = useDraft()
  const [problems, setProblems] = useState<Problems>({})
  const offers = useQuery(queries.offers())
  const offered = offers.data?.offers ?? []
  const offer = offerFor(draft, offered)
  const isForm = draft.way === 'form' && hasForm(draft, offered)
  const sending = useMutation({
    mutationFn: ({ data, key, assessmentName }: Sent) =>
      trpc.assessment.submit.mutate({
        assessmentData: data,
        idempotencyKey: key,
        ...(assessmentName !== undefined && { assessmentName }),
      }),
    // Nobody knows yet what became of it: the key makes asking again harmless.
    retry: (count, error) => count < 3 && isUnanswered(error),
    retryDelay: (attempt) => 500 * 2 ** attempt,
    onSuccess: ({ jobId }) => {
      change(emptyDraft, { isSent: true })
      refresh(jobId)
      go(paths.job(jobId))
    },
    onError: (error) => show(problemsIn(error, m)),
  })
  const show = (found: Problems) => {
    setProblems(found)
    if (Object.keys(found).length > 0) focusFirstWrong()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = checkDraft({ ...draft, way: isForm ? 'form' : 'paste' }, m)
    show(checked.problems ?? {})
    if (checked.problems || sending.isPending || !offer) return
    const { assessmentName } = offer
    const attempt = attemptFor(draft, JSON.stringify([assessmentName, checked.data]))
    // Before it is sent: a reload in the middle must find the key again.
    change({ ...draft, attempt })
    sending.mutate({ assessmentName, data: checked.data, key: attempt.key })
  }
  const isPlain = sending.error && Object.keys(problemsIn(sending.error, m)).length === 0
  return (
    <section className="submit">
      <h1>{m.submit.title}</h1>
      <p className="lead">{m.submit.lead}</p>
      <form onSubmit={submit} noValidate>
        <Ways draft={draft} offers={offered} onChange={change} />
        <ProblemCount count={Object.keys(problems).length} />
        {isForm ? (
          <ScoreForm draft={draft} problems={problems} onChange={change} />
        ) : (
          <PasteBox
            text={draft.pasted}
            help={hasForm(draft, offered) ? m.submit.pasteHelp : m.submit.pasteOther}
            problems={problems}
            onChange={(pasted) => change({ ...draft, pasted, ...filledFrom(pasted, draft) })}
          />
        )}
        {isPlain && <Refused error={sending.error} />}
        {offers.error && <Refused error={offers.error} onAgain={() => void offers.refetch()} />}
        <PayBar offer={offer} isSending={sending.isPending} />
      </form>
    </section>
  )
}

function ProblemCount({ count }: { readonly count: number }) {
  const m = useMessages()
  return (
    <div role="alert">{count > 0 && <p className="notice bad">{m.submit.problems(count)}</p>}</div>
  )
}

/** The draft, kept with every change. */
function useDraft() {
  const userId = session()?.userId ?? ''
  const [draft, setDraft] = useState(() => readDraft(userId))
  const change = (next: Draft, { isSent = false } = {}) => {
    keepDraft(userId, isSent ? undefined : next)
    setDraft(next)
  }
  return { draft, change }
}

/** What was pasted is in the form as well, where it can be corrected field by field. */
function filledFrom(pasted: string, draft: Draft): Partial<Draft> {
  try {
    const data: unknown = JSON.parse(pasted)
    const request = (data ?? {}) as Record<string, unknown>
    const found = fieldsIn(request['assessmentData'] ?? request['assessment_data'] ?? data)
    return Object.keys(found).length > 0 ? { fields: { ...draft.fields, ...found } } : {}
  } catch {
    return {}
  }
}

const isUnanswered = (error: unknown): boolean =>
  error instanceof Error && 'data' in error && !error.data
