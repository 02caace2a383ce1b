// What a request carries into the procedures: who asks, and the parts of the service that answer. Types
// only; the composition root fills them, and a test fills them with the parts of its world.
import type { Accounts } from '../actors/accounts.ts'
import type { Dispatcher } from '../actors/dispatcher.ts'
import type { Estimator } from '../actors/estimator.ts'
import type { EventFeed } from '../actors/event-feed.ts'
import type { NetworkIntake } from '../actors/guarded-intake.ts'
import type { JobDesk } from '../actors/job-desk.ts'
import type { Monitor } from '../actors/monitor.ts'
import type { Outlook } from '../actors/outlook.ts'
import type { ShareDesk } from '../actors/share-desk.ts'
import type { Switches } from '../actors/switches.ts'
import type { Workers } from '../actors/workers.ts'
import type { Db } from '../db/connection.ts'
import type { DomainError } from '../domain/errors.ts'
import type { Actor } from '../domain/job.ts'
import type { Assessments, PolicyDefaults } from '../domain/policy.ts'
import type { Clock } from '../system/clock.ts'
import type { Log } from '../system/log.ts'

/** Nobody is signed in; `refusal` says why, where a token or key was sent that is not good. */
export interface AnonymousCaller {
  readonly kind: 'anonymous'
  readonly refusal?: DomainError
}

export interface UserCaller {
  readonly kind: 'user'
  readonly userId: string
  readonly role: 'user' | 'operator'
  readonly email: string | null
  /** When the token ends, in epoch milliseconds. */
  readonly expiresAt: number
  /** What a logout ends; null where the issuer names no session. */
  readonly sessionId: string | null
}

/** Another part of the operator's own systems, by the internal service key. */
export interface InternalCaller {
  readonly kind: 'internal'
}

/** A worker outside, by the worker key: it analyses, and sees nothing else. */
export interface WorkerCaller {
  readonly kind: 'worker'
}

export type Caller = AnonymousCaller | UserCaller | InternalCaller | WorkerCaller

export interface SignedIn {
  readonly token: string
  readonly expiresAt: number
  readonly userId: string
}

export interface Profile {
  readonly userId: string
  readonly email: string | null
  readonly username: string | null
  readonly name: string | null
}

export interface Registration {
  readonly email: string
  readonly password: string
  readonly username?: string | undefined
}

/** Sign-up and sign-in. Each throws a `DomainError` to refuse, also where another issuer does these. */
export interface IdentityPort {
  register(registration: Registration, from: { remoteAddress: string }): Promise<SignedIn>
  login(
    credentials: { readonly email: string; readonly password: string },
    from: { remoteAddress: string },
  ): Promise<SignedIn>
  /** Ends the caller's session, so that its tokens are refused from now on. */
  logout(caller: UserCaller): Promise<void>
  profile(userId: string): Profile | Promise<Profile>
  updateProfile(
    userId: string,
    change: { readonly username?: string | undefined },
  ): Promise<Profile>
}

export interface HealthCheck {
  readonly name: string
  readonly ok: boolean
  /** In words, where it is not ok; shown to operators only. */
  readonly reason?: string
}

export interface HealthReport {
  /** Whether work may be sent here. */
  readonly ready: boolean
  readonly checks: readonly HealthCheck[]
  readonly version: string
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** When the database was proved last, in epoch milliseconds. */
  readonly lastVerifiedAt?: number | undefined
}

export interface VerifyReport {
  readonly ok: boolean
  readonly checks: readonly {
    readonly name: string
    readonly ok: boolean
    readonly violations: number
    readonly sample: readonly unknown[]
  }[]
}

/** The parts of the service that procedures use; the same for every request. */
export interface ServiceParts {
  readonly db: Db
  readonly clock: Pick<Clock, 'now' | 'setTimeout' | 'clearTimeout'>
  readonly log: Log
  readonly assessments: Assessments
  readonly defaults: PolicyDefaults
  readonly slotsMax: number
  readonly intake: NetworkIntake
  readonly desk: Pick<JobDesk, 'cancel' | 'fail' | 'hide' | 'hideResult'>
  readonly monitor: Pick<Monitor, 'check' | 'health'>
  readonly accounts: Pick<Accounts, 'grant' | 'setRole' | 'setActive' | 'markRead'>
  readonly shares: Pick<ShareDesk, 'create' | 'revoke' | 'open'>
  readonly switches: Pick<Switches, 'pause' | 'resume' | 'held'>
  readonly feed: Pick<EventFeed, 'after'>
  readonly estimator: Pick<Estimator, 'analysisMs' | 'meanMs'>
  readonly outlook: Pick<Outlook, 'of' | 'ofNext'>
  readonly workers: Pick<Workers, 'claims' | 'desk' | 'state'>
  readonly defaultAssessment: string
  readonly dispatcher: Pick<Dispatcher, 'freeSlots'>
  readonly identity: IdentityPort
  readonly health: () => HealthReport | Promise<HealthReport>
  readonly verify: () => VerifyReport | Promise<VerifyReport>
  /** Keeps in the audit table that somebody looked at, or acted for, somebody else. */
  readonly audit: (by: Actor, action: string, subject: string, details: string) => Promise<void>
}

export interface RouterContext {
  readonly service: ServiceParts
  readonly caller: Caller
  /**
   * Who it is by now: the role, the session and the account are looked at again. Asked at every call and
   * every minute of a subscription. Throws a `DomainError` when they are no longer welcome.
   */
  readonly recheck: () => Caller | Promise<Caller>
  readonly requestId: string
  readonly remoteAddress: string
  /** Aborts when the service stops. */
  readonly shutdown: AbortSignal
  /** Holds a subscription to the pace and the limits of the connection it is sent on. */
  readonly paced: <T>(source: AsyncIterable<T>) => AsyncIterable<T>
}
