// A world with the router on top: callers of every kind, made as the composition root makes them.
import * as users from '../../../src/db/users.queries.ts'
import { DomainError } from '../../../src/domain/errors.ts'
import { jobStatechart } from '../../../src/machines/statechart.ts'
import { userCaller } from '../../../src/router/caller.ts'
import type {
  Caller,
  HealthReport,
  IdentityPort,
  RouterContext,
  ServiceParts,
  SystemReport,
  VerifyReport,
} from '../../../src/router/context.ts'
import { createCaller } from '../../../src/router/index.ts'
import type { Log, LogFields } from '../../../src/system/log.ts'
import { createWorld, type World, type WorldOptions } from '../../../src/testing/index.ts'

export type Api = ReturnType<typeof createCaller>

const dayMs = 86_400_000

export class TestApi {
  readonly world: World
  readonly logged: { event: string; fields: LogFields | undefined }[] = []
  readonly shutdown = new AbortController()
  /** Tokens whose session was ended by a logout. */
  readonly endedSessions = new Set<string>()
  health: HealthReport = { ready: true, checks: [], version: '9.9.9', startedAt: 0 }
  verified: VerifyReport = { ok: true, checks: [] }
  system: SystemReport = {
    environment: 'test',
    node: '20.19.0',
    sqlite: '3.51.3',
    schema: { has: 1, newest: 1 },
    databaseBytes: 0,
    walBytes: 0,
    diskFreeBytes: 1,
    residentBytes: 1,
    cpuSeconds: 0.5,
    loopDelayMs: { p50: 0.5, p99: 1.5, max: 2.5 },
    liveConnections: 0,
    subscribers: 0,
    watchers: 0,
    liveActors: 0,
    nextCheckAt: null,
    proof: null,
    backup: { at: null, bytes: 0, failed: 0 },
    configuration: [],
  }
  readonly #log: Log

  constructor(world: World) {
    this.world = world
    const note = (event: string, fields?: LogFields) => void this.logged.push({ event, fields })
    this.#log = { info: note, warn: note, error: note }
  }

  /** Everything a request carries besides its caller. */
  get service(): ServiceParts {
    const { service } = this.world
    return {
      ...service,
      log: this.#log,
      alerts: { firing: [], test: async () => [] },
      identity: this.#identity(),
      health: () => this.health,
      statechart: jobStatechart(),
      system: () => this.system,
      verify: () => this.verified,
      audit: (...entry) => service.accounts.audit(...entry),
    }
  }

  context(recheck: () => Caller, more: Partial<RouterContext> = {}): RouterContext {
    return {
      service: this.service,
      caller: callerNow(recheck),
      recheck,
      requestId: 'request-1',
      remoteAddress: '192.0.2.1',
      shutdown: this.shutdown.signal,
      paced: (source) => source,
      ...more,
    }
  }

  /** The recheck of somebody whose token lives for a day from now. */
  signedIn(userId: string, expiresAt = this.world.clock.now() + dayMs): () => Caller {
    const claims = { userId, expiresAt, sessionId: `session-${userId}`, signedInAt: null }
    return () => {
      if (this.endedSessions.has(claims.sessionId)) {
        throw new DomainError('UNAUTHORIZED', 'The session has ended; sign in again')
      }
      return userCaller(this.world.db, claims, this.world.clock.now())
    }
  }

  as(userId: string, signal?: AbortSignal): Api {
    return createCaller(this.context(this.signedIn(userId)), signal && { signal })
  }

  get anonymous(): Api {
    return createCaller(this.context(() => ({ kind: 'anonymous' })))
  }

  get internal(): Api {
    return createCaller(this.context(() => ({ kind: 'internal' })))
  }

  get worker(): Api {
    return createCaller(this.context(() => ({ kind: 'worker' })))
  }

  async operator(userId: string): Promise<Api> {
    await this.world.user(userId)
    const by = { kind: 'system', id: 'test' } as const
    await this.world.service.accounts.setRole(userId, 'operator', by)
    return this.as(userId)
  }

  /** Knows one password; everything else about accounts is the world's. */
  #identity(): IdentityPort {
    const { service, db, clock } = this.world
    const profile = (userId: string) => {
      const user = users.find(db, userId)
      if (!user) throw new DomainError('NOT_FOUND', `There is no user ${userId}`)
      return { userId, email: user.email, username: user.name, name: user.name }
    }
    const signIn = (userId: string) => ({
      token: `token-of-${userId}`,
      expiresAt: clock.now() + dayMs,
      userId,
    })
    return {
      async register({ email, username = null }) {
        if (users.findByEmail(db, email)) {
          const fields = [{ path: 'email', message: 'is already registered' }]
          throw new DomainError('ACCOUNT_EXISTS', 'This e-mail is already registered', { fields })
        }
        const id = email.replace(/@.*/, '')
        await service.accounts.ensure({ id, email, name: username })
        return signIn(id)
      },
      async login({ email, password }) {
        const user = users.findByEmail(db, email)
        if (user && password === 'the right one') return signIn(user.id)
        throw new DomainError('UNAUTHORIZED', 'The e-mail address or the password is not right')
      },
      logout: async ({ sessionId }) => void this.endedSessions.add(sessionId ?? ''),
      async confirm(_, { password }) {
        if (password === 'the right one') return
        const fields = [{ path: 'password', message: 'is wrong' }]
        throw new DomainError('VALIDATION_ERROR', 'The password is wrong', { fields })
      },
      profile,
      updateProfile: async (userId, { username }) => ({
        ...profile(userId),
        name: username ?? null,
      }),
    }
  }
}

/** As the composition root does it: who is refused is nobody, and procedures say why. */
function callerNow(recheck: () => Caller): Caller {
  try {
    return recheck()
  } catch (error) {
    if (error instanceof DomainError) return { kind: 'anonymous', refusal: error }
    throw error
  }
}

export async function createApi(options: WorldOptions = {}): Promise<TestApi> {
  return new TestApi(await createWorld(options))
}

/** The domain code of what a call was refused with; the error itself where it was no refusal. */
export async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call
  } catch (error) {
    const { cause } = error as Error
    return cause instanceof DomainError ? cause.code : error
  }
  return 'answered'
}
