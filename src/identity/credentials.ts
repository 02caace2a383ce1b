// What a person types to register or to sign in, checked before anything looks it up. Pure; a password is
// never part of what it answers.
import { DomainError, type FieldProblem } from '../domain/errors.ts'

export interface Credentials {
  readonly email: string
  readonly password: string
}

export interface Registration extends Credentials {
  readonly username?: string | undefined
}

const emailMaxChars = 255
const passwordMinChars = 8
const passwordMaxChars = 128
const usernamePattern = /^[A-Za-z0-9]{3,100}$/
/** One @ and a dot behind it; the issuer checks the rest. */
const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

/** Throws VALIDATION_ERROR with one problem a field. */
export function requireRegistration(registration: Registration): void {
  refuseAny([
    emailProblem(registration.email),
    passwordProblem('password', registration.password),
    registration.username === undefined ? undefined : usernameProblem(registration.username),
  ])
}

/** Only what no account can have is refused here; whatever else is wrong gets the answer of a wrong password. */
export function requireCredentials(credentials: Credentials): void {
  refuseAny([emailProblem(credentials.email), passwordProblem('password', credentials.password)])
}

export function requireUsername(username: string): void {
  refuseAny([usernameProblem(username)])
}

export function requirePassword(field: string, password: string): void {
  refuseAny([passwordProblem(field, password)])
}

export const emailRefused = (email: string): DomainError =>
  new DomainError('VALIDATION_ERROR', 'The request has invalid fields', {
    fields: [notAnEmail(email)],
  })

export const passwordRefused = (message: string): DomainError =>
  new DomainError('VALIDATION_ERROR', `The password ${message}`, {
    fields: [{ path: 'password', message }],
  })

function refuseAny(problems: readonly (FieldProblem | undefined)[]): void {
  const fields = problems.filter((problem) => problem !== undefined)
  if (fields.length === 0) return
  throw new DomainError('VALIDATION_ERROR', 'The request has invalid fields', { fields })
}

const notAnEmail = (email: string): FieldProblem => ({
  path: 'email',
  message: 'must be an e-mail address',
  limit: `at most ${emailMaxChars} characters`,
  sent: email.slice(0, emailMaxChars),
})

function emailProblem(email: unknown): FieldProblem | undefined {
  if (typeof email !== 'string') return { path: 'email', message: 'must be a text' }
  const isPlausible = email.length <= emailMaxChars && emailPattern.test(email) && isClean(email)
  return isPlausible ? undefined : notAnEmail(email)
}

function passwordProblem(path: string, password: unknown): FieldProblem | undefined {
  const limit = `${passwordMinChars} to ${passwordMaxChars} characters`
  if (typeof password !== 'string') return { path, message: 'must be a text', limit }
  const isLong = password.length >= passwordMinChars && password.length <= passwordMaxChars
  return isLong && isClean(password) ? undefined : { path, message: `must have ${limit}`, limit }
}

function usernameProblem(username: unknown): FieldProblem | undefined {
  const limit = '3 to 100 letters and digits'
  if (typeof username !== 'string') return { path: 'username', message: 'must be a text', limit }
  if (usernamePattern.test(username)) return undefined
  return { path: 'username', message: `must have ${limit}`, limit, sent: username.slice(0, 100) }
}

/** What a database keeps as it is. */
const isClean = (text: string): boolean => text.isWellFormed() && !text.includes('\0')
