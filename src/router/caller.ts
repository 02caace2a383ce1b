// Who asks, and as whom they act: from verified claims and headers to a caller. It verifies no signature;
// that was done before.
import type { Db } from '../db/connection.ts'
import * as users from '../db/users.queries.ts'
import { accountDisabled, DomainError, noSuchAccount } from '../domain/errors.ts'
import type { Actor } from '../domain/job.ts'
import type {
  AnonymousCaller,
  Caller,
  InternalCaller,
  RouterContext,
  UserCaller,
  WorkerCaller,
} from './context.ts'

/** What a verified token says. */
export interface Claims {
  readonly userId: string
  readonly expiresAt: number
  readonly sessionId: string | null
  readonly signedInAt: number | null
}

/**
 * The account behind a verified token as it is now. Throws UNAUTHORIZED when the token has expired or the
 * account is gone, FORBIDDEN when it is disabled.
 */
export function userCaller(db: Db, claims: Claims, now: number): UserCaller {
  return callerOf(users.find(db, claims.userId), claims, now)
}

/** As `userCaller`, for whoever has just read the account. */
export function callerOf(user: users.UserRow | undefined, claims: Claims, now: number): UserCaller {
  if (now >= claims.expiresAt) throw expired()
  if (!user || user.erasedAt !== null) {
    throw noSuchAccount()
  }
  if (user.isActive === 0) throw accountDisabled()
  const { role, email } = user
  return { kind: 'user', role, email, ...claims }
}

/**
 * The caller that the two internal headers name, or undefined where they are not sent. Throws UNAUTHORIZED
 * when the key is wrong; `isServiceKey` compares in constant time.
 */
export function internalCaller(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  isServiceKey: (key: string) => boolean,
): InternalCaller | undefined {
  const key = headers['x-service-key']
  if (headers['x-internal-service'] !== 'true' || key === undefined) return undefined
  if (typeof key === 'string' && isServiceKey(key)) return { kind: 'internal' }
  throw new DomainError('UNAUTHORIZED', 'The service key is not valid')
}

/** The signed-in person, looked at anew. Throws UNAUTHORIZED or FORBIDDEN where it is none. */
export const requireUser = async (ctx: RouterContext): Promise<UserCaller> =>
  userIn(await ctx.recheck())

/** The operator or the internal caller, looked at anew. Throws UNAUTHORIZED or FORBIDDEN where it is none. */
export const requireOperator = async (ctx: RouterContext): Promise<UserCaller | InternalCaller> =>
  operatorIn(await ctx.recheck())

/** The worker, looked at anew. Throws UNAUTHORIZED or FORBIDDEN where it is none. */
export const requireWorker = async (ctx: RouterContext): Promise<WorkerCaller> =>
  workerIn(await ctx.recheck())

export function workerIn(caller: Caller): WorkerCaller {
  if (caller.kind === 'anonymous') throw unauthenticated(caller)
  if (caller.kind === 'worker') return caller
  throw new DomainError('FORBIDDEN', 'This is for workers, with the worker key as bearer token')
}

export function userIn(caller: Caller): UserCaller {
  if (caller.kind === 'anonymous') throw unauthenticated(caller)
  if (caller.kind === 'user') return caller
  throw new DomainError('FORBIDDEN', 'This is for people with an account')
}

export function operatorIn(caller: Caller): UserCaller | InternalCaller {
  if (caller.kind === 'anonymous') throw unauthenticated(caller)
  if (isOperator(caller)) return caller
  throw new DomainError('FORBIDDEN', 'This is for operators')
}

export const isOperator = (caller: Caller): caller is UserCaller | InternalCaller =>
  caller.kind === 'internal' || (caller.kind === 'user' && caller.role === 'operator')

/** Whom the audit names for what this caller does to the things of others. */
export const operatorOf = (caller: UserCaller | InternalCaller): Actor =>
  caller.kind === 'internal'
    ? { kind: 'internal', id: 'service-key' }
    : { kind: 'operator', id: caller.userId }

export const expired = (): DomainError =>
  new DomainError('UNAUTHORIZED', 'The access token has expired')

export const unauthenticated = (caller: AnonymousCaller): DomainError =>
  caller.refusal ?? new DomainError('UNAUTHORIZED', 'Sign in first')
