// Sign-in and sign-up. The password goes from the field to the service and nowhere else; it is kept nowhere here.
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { refusalOf, trpc } from '../api/client.ts'
import { signIn } from '../api/session.ts'
import { type Messages, useMessages } from '../i18n/messages.tsx'
import { Field, focusFirstWrong } from '../parts/field.tsx'
import { wordsFor } from '../parts/refusal.tsx'
import { go, Link, paths, useTitle } from '../router.tsx'

interface SignInProps {
  readonly isNew: boolean
  /** Somebody wanted another screen, which they are shown once they are in. */
  readonly wasAsked?: boolean
}

export function SignInPage({ isNew, wasAsked = false }: SignInProps) {
  const m = useMessages()
  useTitle(isNew ? m.auth.signUp : m.auth.signIn)
  const [isShown, show] = useState(false)
  const entering = useMutation({
    mutationFn: (given: { email: string; password: string; isKept: boolean }) => {
      const { email, password } = given
      const { register, login } = trpc.auth
      return isNew ? register.mutate({ email, password }) : login.mutate({ email, password })
    },
    onSuccess: ({ token, expiresAt, user }, { isKept }) => {
      const { id: userId, email, role } = user
      signIn({ token, expiresAt, userId, email, role }, isKept)
      if (!wasAsked) go(isNew ? paths.submit : paths.home, { replace: true })
    },
    onError: focusFirstWrong,
  })
  const errorOf = (field: string) => fieldError(m, entering.error, field)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (entering.isPending) return
    const given = new FormData(event.currentTarget)
    const text = (name: string) => String(given.get(name) ?? '')
    entering.mutate({ email: text('email'), password: text('password'), isKept: given.has('keep') })
  }
  return (
    <section className="narrow card">
      <h1>{isNew ? m.auth.signUpTitle : m.auth.signInTitle}</h1>
      {isNew && <p className="quiet">{m.auth.startsWith}</p>}
      {wasAsked && <p className="quiet">{m.auth.ended}</p>}
      <form onSubmit={submit} noValidate>
        <Field
          label={m.auth.email}
          name="email"
          type="email"
          autoComplete="username"
          required
          error={errorOf('email')}
        />
        <Field
          label={m.auth.password}
          help={isNew ? m.auth.passwordHelp : undefined}
          name="password"
          type={isShown ? 'text' : 'password'}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          required
          error={errorOf('password')}
        />
        <label className="check">
          <input type="checkbox" checked={isShown} onChange={() => show(!isShown)} />
          {m.auth.show}
        </label>
        <Keep />
        {entering.error && !errorOf('email') && !errorOf('password') && (
          <p className="error" role="alert">
            {entryWords(m, entering.error, isNew)}
          </p>
        )}
        <Enter isNew={isNew} isWorking={entering.isPending} />
      </form>
      <p className="quiet centred">
        <Link to={isNew ? paths.signIn : paths.signUp}>
          {isNew ? m.auth.toSignIn : m.auth.toSignUp}
        </Link>
      </p>
    </section>
  )
}

function Enter({ isNew, isWorking }: { readonly isNew: boolean; readonly isWorking: boolean }) {
  const m = useMessages()
  const words = isNew ? m.auth.signUp : m.auth.signIn
  return (
    <button type="submit" className="button main wide" aria-disabled={isWorking}>
      {isWorking ? m.auth.working : words}
    </button>
  )
}

function Keep() {
  const m = useMessages()
  return (
    <label className="check">
      <input type="checkbox" name="keep" aria-describedby="keep-help" />
      <span>
        {m.auth.keep}
        <span className="help" id="keep-help">
          {m.auth.keepHelp}
        </span>
      </span>
    </label>
  )
}

function fieldError(m: Messages, error: unknown, field: string): string | undefined {
  if (!error) return undefined
  const { code, details } = refusalOf(error)
  if (code === 'ACCOUNT_EXISTS' && field === 'email') return m.auth.exists
  if (!details.fields?.some(({ path }) => path === field)) return undefined
  return field === 'email' ? m.auth.emailWrong : m.auth.passwordWrong
}

function entryWords(m: Messages, error: unknown, isNew: boolean): string {
  const { code } = refusalOf(error)
  if (code === 'UNAUTHORIZED' && !isNew) return m.auth.wrong
  if (code === 'FORBIDDEN') return m.auth.elsewhere
  return wordsFor(m, error)
}
