// Closes the account for good: says before what goes, what stays and what is lost, and asks for the password, which is
// sent once and kept nowhere. What becomes of the data is the service's; these pages only end the session.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { refusalOf, trpc } from '../api/client.ts'
import { queries } from '../api/queries.ts'
import { draftName, session, signOut } from '../api/session.ts'
import { useWords } from '../i18n/account-words.tsx'
import { useMessages } from '../i18n/messages.tsx'
import { farewell, go, paths } from '../router.tsx'
import { keep } from '../system/storage.ts'
import { DownloadData } from './download-data.tsx'
import { Field, focusFirstWrong } from './field.tsx'
import { SureDialog } from './sure-dialog.tsx'

export function CloseAccount() {
  const { close } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const balance = useQuery(queries.balance()).data?.balance ?? 0
  const closing = useClosing()
  const { erased, running, stays, lost } = close.points
  const open = () => {
    closing.reset()
    dialog.current?.showModal()
  }
  return (
    <section className="part">
      <h2>{close.title}</h2>
      <p>{close.lead}</p>
      <dl className="terms">
        {[erased, running, stays, { ...lost, text: lost.text(balance) }].map(({ title, text }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">{close.again}</p>
      <button type="button" className="button danger" onClick={open}>
        {close.title}
      </button>
      <SureDialog
        dialog={dialog}
        title={close.sureTitle}
        text={close.sureText(balance)}
        yes={closing.isPending ? close.working : close.yes}
        isWorking={closing.isPending}
        error={isAboutPassword(closing.error) ? null : closing.error}
        onYes={(given) => closing.mutate(String(given.get('password') ?? ''))}
      >
        <DownloadData />
        <Password error={closing.error} />
      </SureDialog>
    </section>
  )
}

/** Nobody has an empty password: that one is not asked about. */
class NoPassword extends Error {}

function useClosing() {
  return useMutation({
    mutationFn: async (password: string) => {
      if (password === '') throw new NoPassword()
      const userId = session()?.userId ?? ''
      await trpc.account.erase.mutate({ password })
      return userId
    },
    onSuccess: (userId) => {
      // The live connection may have learnt of it before, and the session then be over.
      keep('tab', draftName(userId), undefined)
      signOut({ isLeaving: true })
      go(paths.home, { replace: true, state: farewell })
    },
    onError: focusFirstWrong,
  })
}

function isAboutPassword(error: unknown): boolean {
  if (!error || error instanceof NoPassword) return Boolean(error)
  return refusalOf(error).details.fields?.some(({ path }) => path === 'password') ?? false
}

function Password({ error }: { readonly error: unknown }) {
  const { close } = useWords()
  const m = useMessages()
  const [isShown, show] = useState(false)
  const wrong = error instanceof NoPassword ? close.needed : close.wrong
  return (
    <>
      <div aria-live="polite">
        <Field
          label={close.password}
          help={close.passwordHelp}
          name="password"
          type={isShown ? 'text' : 'password'}
          autoComplete="current-password"
          maxLength={128}
          required
          error={isAboutPassword(error) ? wrong : undefined}
        />
      </div>
      <label className="check">
        <input type="checkbox" checked={isShown} onChange={() => show(!isShown)} />
        {m.auth.show}
      </label>
    </>
  )
}
