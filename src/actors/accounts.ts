// Accounts: made at first sight of a verified person, given tokens and roles by operators. It knows no
// passwords; those are the issuer's.
import * as account from '../db/commit-account.ts'
import { commitSwitchedOffOf } from '../db/commit-webhook.ts'
import type { Db } from '../db/connection.ts'
import * as users from '../db/users.queries.ts'
import { noSuchAccount, notFound } from '../domain/errors.ts'
import { type Actor, actorName } from '../domain/job.ts'
import type { Clock } from '../system/clock.ts'
import type { GroupCommit } from './group-commit.ts'
import { requireNameless } from './nameless.ts'

export interface AccountsOptions {
  readonly db: Db
  readonly clock: Clock
  readonly commits: GroupCommit
  readonly startingBalance: number
}

export interface Person {
  readonly id: string
  readonly email: string | null
  readonly name: string | null
}

export class Accounts {
  readonly #options: AccountsOptions

  constructor(options: AccountsOptions) {
    this.#options = options
  }

  /**
   * The account of a verified person; made, with its starting balance, when seen for the first time. Throws
   * `UNAUTHORIZED` where the person was erased.
   */
  async ensure(person: Person): Promise<users.UserRow> {
    const { db, clock, commits, startingBalance } = this.#options
    const known = users.find(db, person.id)
    if (known && known.erasedAt !== null) throw noSuchAccount()
    if (known && known.email === person.email) return known
    await commits.add(() => {
      account.commitAccount(db, { ...person, startingBalance }, clock.now())
      const { email } = person
      account.commitAccountChange(db, person.id, { email }, clock.now())
    })
    const made = users.find(db, person.id)
    if (!made) throw notFound('user', person.id)
    if (made.erasedAt !== null) throw noSuchAccount()
    return made
  }

  /** What is kept here of a person whose sign-in is another issuer's. */
  profile(userId: string): {
    userId: string
    email: string | null
    username: null
    name: string | null
  } {
    const user = users.find(this.#options.db, userId)
    if (!user) throw notFound('user', userId)
    return { userId, email: user.email, username: null, name: user.name }
  }

  /** Gives whole tokens; answers the new balance. The reason is kept in the ledger for ever: it must name nobody. */
  grant(userId: string, amount: number, reason: string, by: Actor): Promise<number> {
    const { db, clock, commits } = this.#options
    return commits.add(() => {
      requireNameless(users.find(db, userId), reason)
      const actor = actorName(by)
      const now = clock.now()
      const balance = account.commitGrant(db, { userId, amount, reason, actor }, now)
      const details = JSON.stringify({ amount, reason })
      account.commitAudit(db, { at: now, actor, action: 'tokens.grant', subject: userId, details })
      return balance
    })
  }

  setRole(userId: string, role: 'user' | 'operator', by: Actor): Promise<void> {
    return this.#change(userId, { role }, by, `role.${role}`)
  }

  /** A disabled account's webhooks are switched off; enabled again, its owner switches them on. */
  setActive(userId: string, isActive: boolean, by: Actor): Promise<void> {
    const { db, clock } = this.#options
    const action = isActive ? 'user.enable' : 'user.disable'
    return this.#change(userId, { isActive: isActive ? 1 : 0 }, by, action, () => {
      if (!isActive) commitSwitchedOffOf(db, userId, 'the account was disabled', clock.now())
    })
  }

  /** Marks the user's notifications up to `cursor` as read. */
  markRead(userId: string, cursor: number): Promise<void> {
    const { db, commits } = this.#options
    return commits.add(() => account.commitReadCursor(db, userId, cursor))
  }

  /** Keeps that somebody looked at, or acted for, somebody else. */
  audit(by: Actor, action: string, subject: string, details: string): Promise<void> {
    const { db, clock, commits } = this.#options
    return commits.add(() => {
      const actor = actorName(by)
      account.commitAudit(db, { at: clock.now(), actor, action, subject, details })
    })
  }

  #change(
    userId: string,
    change: account.AccountChange,
    by: Actor,
    action: string,
    more?: () => void,
  ): Promise<void> {
    const { db, clock, commits } = this.#options
    return commits.add(() => {
      const at = clock.now()
      if (!account.commitAccountChange(db, userId, change, at)) throw notFound('user', userId)
      more?.()
      const actor = actorName(by)
      account.commitAudit(db, { at, actor, action, subject: userId, details: '' })
    })
  }
}
