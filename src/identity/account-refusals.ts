// Every refusal of the embedded issuer, and what better-auth's errors mean. None tells more about an
// account than the caller must know.
import { DomainError } from '../domain/errors.ts'

/** One answer for an unknown e-mail and a wrong password: neither can be told from the other. */
export const wrongCredentials = (): DomainError =>
  new DomainError('UNAUTHORIZED', 'The e-mail or the password is wrong')

export const wrongPassword = (): DomainError =>
  new DomainError('UNAUTHORIZED', 'The current password is wrong')

export const sessionEnded = (): DomainError =>
  new DomainError('UNAUTHORIZED', 'The session has ended; sign in again')

export const emailTaken = (): DomainError => taken('email', 'This e-mail', 'sign in with it')

export const usernameTaken = (): DomainError => taken('username', 'This username', 'choose another')

export const tooManyAttempts = (retryAfterMs: number): DomainError =>
  new DomainError('RATE_LIMITED', 'Too many attempts; try again later', { retryAfterMs })

export const tooManyAtOnce = (): DomainError =>
  new DomainError('OVERLOADED', 'Too many sign-ins at the moment', { retryAfterMs: 1_000 })

/** better-auth's own code of an error, if it is one of its refusals, which it knows by their name too. */
export function refusalCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== 'APIError' || !('body' in error)) return undefined
  const code = (error.body as { code?: unknown } | null | undefined)?.code
  return typeof code === 'string' ? code : undefined
}

/** Whether it found the e-mail address not to be one. */
export const isEmailRefusal = (error: unknown): boolean =>
  refusalCode(error) === 'INVALID_EMAIL' ||
  (refusalCode(error) === 'VALIDATION_ERROR' && /email/i.test((error as Error).message))

const taken = (path: string, what: string, instead: string): DomainError =>
  new DomainError('ACCOUNT_EXISTS', `${what} is already registered; ${instead}`, {
    fields: [{ path, message: `is already registered; ${instead}` }],
  })
