// Accounts with e-mail and password: to register, to sign in, and what their owners change about them.
// Passwords go to better-auth and nowhere else; tokens come from the embedded issuer.
import assert from 'node:assert'
import type { Db } from '../db/connection.ts'
import type { Clock } from '../system/clock.ts'
import * as refused from './account-refusals.ts'
import { type AccountStatements, forgetHalfMade, type Profile, profileOf } from './account-store.ts'
import {
  type Credentials,
  emailRefused,
  passwordRefused,
  type Registration,
  requireCredentials,
  requirePassword,
  requireRegistration,
  requireUsername,
} from './credentials.ts'
import type { EmbeddedIssuer, SignIn } from './embedded-issuer.ts'
import type { LoadBetterAuth } from './load-better-auth.ts'
import { type AttemptLimiter, PasswordGate } from './password-gate.ts'

export interface AccountsOptions {
  readonly db: Db
  readonly clock: Pick<Clock, 'now'>
  readonly loadAuth: LoadBetterAuth
  readonly statements: AccountStatements
  readonly issuer: EmbeddedIssuer
  readonly attempts: AttemptLimiter
}

/** No registration takes longer between making the account and its password. */
const halfMadeAfterMs = 60_000

/** Where a method takes `from`, it is the caller's address, and RATE_LIMITED or OVERLOADED may be thrown. */
export class Accounts {
  readonly #options: AccountsOptions
  readonly #gate: PasswordGate

  constructor(options: AccountsOptions) {
    this.#options = options
    this.#gate = new PasswordGate(options)
  }

  /** Makes an account and signs in. Throws VALIDATION_ERROR or ACCOUNT_EXISTS. */
  async register(registration: Registration, from: string): Promise<SignIn> {
    requireRegistration(registration)
    this.#gate.count(from)
    const { db, clock, statements } = this.#options
    const { email, password, username } = registration
    if (username !== undefined) this.#requireFreeUsername(username)
    forgetHalfMade(db, email.toLowerCase(), clock.now() - halfMadeAfterMs)
    const body = { email, password, name: '', ...(username !== undefined && { username }) }
    try {
      const { api } = await this.#options.loadAuth()
      return await this.#signInBy(() => api.signUpEmail({ body, returnHeaders: true }))
    } catch (error) {
      throw registrationRefusal(error, registration, statements)
    }
  }

  /** Throws UNAUTHORIZED, the same whether there is no such account or the password is another. */
  async login(credentials: Credentials, from: string): Promise<SignIn> {
    requireCredentials(credentials)
    this.#gate.count(from)
    return await this.#login(credentials)
  }

  /** Throws UNAUTHORIZED when the account is gone. */
  profile(subject: string): Profile {
    return profileOf(this.#options.statements, subject)
  }

  /** Throws VALIDATION_ERROR, or ACCOUNT_EXISTS when somebody else has the name. */
  async updateProfile(subject: string, changes: { username: string }): Promise<Profile> {
    requireUsername(changes.username)
    this.#requireFreeUsername(changes.username, subject)
    const { internalAdapter } = await this.#context()
    await internalAdapter.updateUser(subject, { username: changes.username })
    return this.profile(subject)
  }

  /** Ends every session of the account, this one too, and signs in afresh. Throws UNAUTHORIZED. */
  async changePassword(
    subject: string,
    passwords: { currentPassword: string; newPassword: string },
    from: string,
  ): Promise<SignIn> {
    const { currentPassword, newPassword } = passwords
    requirePassword('newPassword', newPassword)
    this.#gate.count(from)
    const { email } = this.profile(subject)
    await this.#gate.pass(() => this.#requirePassword(subject, currentPassword))
    const { internalAdapter, password } = await this.#context()
    const hash = await this.#gate.pass(() => password.hash(newPassword))
    await internalAdapter.updatePassword(subject, hash)
    await this.#options.issuer.endSessions(subject)
    return await this.#login({ email, password: newPassword })
  }

  /** Throws VALIDATION_ERROR where the password is missing or another one: the session goes on. */
  async confirm(subject: string, attempt: string | undefined, from: string): Promise<void> {
    if (attempt === undefined) throw passwordRefused('is needed for this')
    this.#gate.count(from)
    if (!(await this.#gate.pass(() => this.#isPassword(subject, attempt)))) {
      throw passwordRefused('is wrong')
    }
  }

  /** Removes the account with its password and sessions; what else is kept about it is not known here. */
  async remove(subject: string): Promise<void> {
    const { internalAdapter } = await this.#context()
    await internalAdapter.deleteUser(subject)
  }

  async #login({ email, password }: Credentials): Promise<SignIn> {
    const body = { email, password }
    try {
      const { api } = await this.#options.loadAuth()
      return await this.#signInBy(() => api.signInEmail({ body, returnHeaders: true }))
    } catch (error) {
      if (refused.refusalCode(error) === 'INVALID_EMAIL_OR_PASSWORD') {
        throw refused.wrongCredentials()
      }
      throw refused.isEmailRefusal(error) ? emailRefused(email) : error
    }
  }

  async #signInBy(call: () => Promise<{ headers: Headers }>): Promise<SignIn> {
    const { headers } = await this.#gate.pass(call)
    const refreshToken = headers.get('set-auth-token')
    assert(refreshToken !== null, 'a sign-in makes a session and names it')
    return await this.#options.issuer.refresh(refreshToken)
  }

  async #context() {
    return (await this.#options.loadAuth()).$context
  }

  async #requirePassword(subject: string, attempt: string): Promise<void> {
    if (!(await this.#isPassword(subject, attempt))) throw refused.wrongPassword()
  }

  async #isPassword(subject: string, attempt: string): Promise<boolean> {
    const { internalAdapter, password } = await this.#context()
    const hash = (await internalAdapter.findCredentialAccount(subject))?.password
    return Boolean(hash) && (await password.verify({ hash: hash ?? '', password: attempt }))
  }

  #requireFreeUsername(username: string, except?: string): void {
    const owner = this.#options.statements.userByUsername.get({ username })
    if (owner && owner.id !== except) throw refused.usernameTaken()
  }
}

function registrationRefusal(
  error: unknown,
  { email, username }: Registration,
  statements: AccountStatements,
): unknown {
  const code = refused.refusalCode(error)
  if (code?.startsWith('USER_ALREADY_EXISTS')) return refused.emailTaken()
  if (refused.isEmailRefusal(error)) return emailRefused(email)
  if (code !== 'FAILED_TO_CREATE_USER') return error
  // Somebody else registered the same while the password was hashed, or the database did not write.
  if (statements.userByEmail.get({ email: email.toLowerCase() })) return refused.emailTaken()
  const hasName = username && statements.userByUsername.get({ username })
  return hasName ? refused.usernameTaken() : error
}
