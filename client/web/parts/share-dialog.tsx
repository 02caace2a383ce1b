// Makes a link to chosen parts of a result. Its secret comes once, stands behind the # of the address, where no
// server sees it, and is kept nowhere on this side either.
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { queryClient, trpc } from '../api/client.ts'
import { queries } from '../api/queries.ts'
import { useWords, WordsProvider } from '../i18n/share-words.tsx'
import { paths } from '../router.tsx'
import { Refused } from './refusal.tsx'

interface ShareDialogProps {
  readonly resultId: string
  readonly assessmentName: string
  readonly onClose: () => void
}

const dayChoices = [1, 7, 30, 90] as const

export const ShareDialog = (props: ShareDialogProps) => (
  <WordsProvider>
    <Dialog {...props} />
  </WordsProvider>
)

function Dialog({ resultId, assessmentName, onClose }: ShareDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const w = useWords()
  const id = useId()
  const [isEmpty, setEmpty] = useState(false)
  const sharing = useMutation({
    mutationFn: (wish: { sections: string[]; days: number }) =>
      trpc.shares.create.mutate({ resultId, ...wish }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queries.shares().queryKey }),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const sections = given.getAll('section').map(String)
    setEmpty(sections.length === 0)
    if (sections.length === 0 || sharing.isPending) return
    sharing.mutate({ sections, days: Number(given.get('days')) })
  }
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <div className="stack">
        <h2 id={id}>{w.title}</h2>
        {sharing.data ? (
          <Ready secret={sharing.data.secret} />
        ) : (
          <form onSubmit={submit}>
            <p className="quiet">{w.lead}</p>
            <Sections assessmentName={assessmentName} />
            {isEmpty && (
              <p className="error" role="alert">
                {w.none}
              </p>
            )}
            <label>
              {w.ends}
              <select name="days" defaultValue={7}>
                {dayChoices.map((days) => (
                  <option key={days} value={days}>
                    {w.days(days)}
                  </option>
                ))}
              </select>
            </label>
            <Refused error={sharing.error} />
            <button type="submit" className="button main" aria-disabled={sharing.isPending}>
              {w.make}
            </button>
          </form>
        )}
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          {w.close}
        </button>
      </div>
    </dialog>
  )
}

/** Scores are left out until somebody asks for them. */
function Sections({ assessmentName }: { readonly assessmentName: string }) {
  const w = useWords()
  const offers = useQuery(queries.offers()).data?.offers ?? []
  const sections = offers.find((offer) => offer.assessmentName === assessmentName)?.sections ?? []
  const names: Partial<Record<string, string>> = w.sections
  return (
    <fieldset className="stack">
      <legend>{w.parts}</legend>
      {sections.map((section) => (
        <label key={section} className="check">
          <input
            type="checkbox"
            name="section"
            value={section}
            defaultChecked={section !== 'scores'}
          />
          {names[section] ?? section}
        </label>
      ))}
      <p className="help">{w.scoresNote}</p>
    </fieldset>
  )
}

function Ready({ secret }: { readonly secret: string }) {
  const w = useWords()
  const field = useRef<HTMLInputElement>(null)
  const [isCopied, setCopied] = useState(false)
  const link = `${location.origin}${paths.shared}#${secret}`
  const copy = async () => {
    field.current?.select()
    try {
      await navigator.clipboard.writeText(link)
      setCopied(true)
    } catch {
      // No clipboard on plain http: the link is selected, the keyboard copies it.
    }
  }
  return (
    <>
      <p>{w.ready}</p>
      <div className="pair">
        <input ref={field} readOnly value={link} aria-label={w.link} />
        <button type="button" className="button" onClick={() => void copy()}>
          <span aria-live="polite">{isCopied ? w.copied : w.copy}</span>
        </button>
      </div>
    </>
  )
}
