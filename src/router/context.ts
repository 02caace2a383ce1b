// What a request carries into the procedures: who asks, and the parts of the service that answer. Types
// only; the composition root fills them, and a test fills them with the parts of its world.
import type { Accounts } from '../actors/accounts.ts'
import type { Alerts } from '../actors/alerts.ts'
import type { BulkRuns } from '../actors/bulk-runs.ts'
import type { ChangeFeed } from '../actors/change-feed.ts'
import type { Dispatcher } from '../actors/dispatcher.ts'
import type { Drain } from '../actors/drain.ts'
import type { Eraser } from '../actors/eraser.ts'
import type { Estimator } from '../actors/estimator.ts'
import type { EventFeed } from '../actors/event-feed.ts'
import type { NetworkIntake } from '../actors/guarded-intake.ts'
import type { JobDesk } from '../actors/job-desk.ts'
import type { Monitor } from '../actors/monitor.ts'
import type { Outlook } from '../actors/outlook.ts'
import type { Retention } from '../actors/retention.ts'
import type { Settings } from '../actors/settings.ts'
import type { ShareDesk } from '../actors/share-desk.ts'
import type { Switches } from '../actors/switches.ts'
import type { Webhooks } from '../actors/webhooks.ts'
import type { Workers } from '../actors/workers.ts'
import type { Db } from '../db/connection.ts'
import type { DomainError } from '../domain/errors.ts'
import type { Actor } from '../domain/job.ts'
import type { TraceParent } from '../domain/origin.ts'
import type { Assessments, PolicyDefaults } from '../domain/policy.ts'
import type { Statechart } from '../domain/statechart.ts'
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
  /** When they signed in, or when the token was issued; null where it does not say. */
  readonly signedInAt: number | null
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
  /**
   * Throws unless it is surely the owner who asks: by the password where it is kept here, else by a token of the
   * last few minutes.
   */
  confirm(
    caller: UserCaller,
    proof: { readonly password?: string | undefined },
    from: { remoteAddress: string },
  ): Promise<void>
  profile(userId: string): Profile | Promise<Profile>
  updateProfile(
    userId: string,
    change: { readonly username?: string | undefined },
  ): Promise<Profile>
}

export interface HealthCheck {
  readonly name: string
  readonly ok: boolean
  /** In words, where it is not ok or not as configured; shown to operators only. */
  readonly reason?: string
  /** Since when somebody holds it so, in epoch milliseconds; shown to everybody. */
  readonly since?: number
  /** What an operator holds back on purpose, where that is all that is not ok. */
  readonly held?: HeldBack
}

export type HeldBack = 'intake' | 'dispatch' | 'drain'

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

/** What operators see of the process, its file and its configuration. Sizes in bytes, instants in epoch ms. */
export interface SystemReport {
  /** What the operator named this service; empty where it has no name. */
  readonly environment: string
  readonly node: string
  readonly sqlite: string
  readonly schema: { readonly has: number; readonly newest: number }
  /** 0 for a database in memory. */
  readonly databaseBytes: number
  readonly walBytes: number
  readonly diskFreeBytes: number
  readonly residentBytes: number
  readonly cpuSeconds: number
  /** How late the event loop was lately, in milliseconds. */
  readonly loopDelayMs: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly liveConnections: number
  /** Subscriptions of people who wait for events, and of operators. */
  readonly subscribers: number
  readonly watchers: number
  readonly liveActors: number
  readonly nextCheckAt: number | null
  /** What the last proof of the database found: null before the first. */
  readonly proof: {
    readonly at: number
    readonly isMoneyRight: boolean
    readonly violations: number
  } | null
  readonly backup: { readonly at: number | null; readonly bytes: number; readonly failed: number }
  /** Every variable of the configuration, secrets masked. */
  readonly configuration: readonly {
    readonly name: string
    readonly value: string
    readonly isDefault: boolean
    readonly meaning: string
  }[]
}

/** The parts of the service that procedures use; the same for every request. */
export interface ServiceParts {
  readonly db: Db
  readonly clock: Pick<Clock, 'now' | 'setTimeout' | 'clearTimeout'>
  readonly log: Log
  readonly assessments: Assessments
  readonly defaults: PolicyDefaults
  readonly settings: Pick<Settings, 'all' | 'changed' | 'set' | 'reset' | 'slotsMax'>
  readonly intake: NetworkIntake
  readonly desk: Pick<JobDesk, 'cancel' | 'fail' | 'hide' | 'hideResult'>
  readonly monitor: Pick<Monitor, 'check' | 'health'>
  readonly accounts: Pick<Accounts, 'grant' | 'setRole' | 'setActive' | 'markRead'>
  readonly eraser: Pick<Eraser, 'erase'>
  readonly retention: Pick<Retention, 'plan' | 'run'>
  readonly shares: Pick<ShareDesk, 'create' | 'revoke' | 'open'>
  readonly alerts: Pick<Alerts, 'firing' | 'test'>
  readonly webhooks: Pick<Webhooks, 'desk'>
  readonly switches: Pick<Switches, 'pause' | 'resume' | 'held'>
  readonly draining: Pick<Drain, 'begin' | 'state' | 'running'>
  readonly bulks: Pick<BulkRuns, 'select' | 'take' | 'progress' | 'outcomes' | 'halt'>
  readonly changes: Pick<ChangeFeed, 'watch'>
  readonly statechart: Statechart
  readonly feed: Pick<EventFeed, 'after'>
  readonly estimator: Pick<Estimator, 'analysisMs' | 'meanMs'>
  readonly outlook: Pick<Outlook, 'of' | 'ofNext'>
  readonly workers: Pick<Workers, 'claims' | 'desk' | 'state'>
  readonly defaultAssessment: string
  readonly dispatcher: Pick<Dispatcher, 'freeSlots' | 'slotsMax'>
  readonly identity: IdentityPort
  readonly health: () => HealthReport | Promise<HealthReport>
  readonly system: () => SystemReport
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
  /** The caller's place in its own trace, where it said so. */
  readonly trace?: TraceParent | undefined
  readonly remoteAddress: string
  /** Aborts when the service stops. */
  readonly shutdown: AbortSignal
  /** Holds a subscription to the pace and the limits of the connection it is sent on. */
  readonly paced: <T>(source: AsyncIterable<T>) => AsyncIterable<T>
}
