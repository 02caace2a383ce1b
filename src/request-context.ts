// From a request to the context of its procedures: which credentials it shows, whether they are good, and
// whether they still are later on. It grants nothing; the procedures say who may call them.
import type { IncomingHttpHeaders } from 'node:http'
import { DomainError } from './domain/errors.ts'
import type { ContextRequest } from './http/context.ts'
import { paced } from './http/paced.ts'
import type { Identity } from './identity/identity.ts'
import { constantTimeEqual } from './identity/secrets.ts'
import type { VerifiedToken } from './identity/token-verifier.ts'
import { callerOf, internalCaller, userCaller } from './router/caller.ts'
import type { Caller, RouterContext, ServiceParts } from './router/context.ts'
import type { Runtime } from './runtime.ts'

export interface ContextParts {
  readonly runtime: Runtime
  readonly identity: Identity
  readonly parts: ServiceParts
  readonly internalServiceKey: string
  readonly workerKey: string
}

type Recheck = () => Caller

export const makeCreateContext =
  (made: ContextParts) =>
  async (request: ContextRequest): Promise<RouterContext> => {
    const { caller, recheck } = await identify(made, request)
    const { connection } = request
    return {
      service: made.parts,
      caller,
      recheck,
      requestId: request.requestId,
      trace: request.trace,
      remoteAddress: request.remoteAddress,
      shutdown: request.shutdown,
      paced: (source) => paced(connection, source),
    }
  }

async function identify(
  made: ContextParts,
  request: ContextRequest,
): Promise<{ caller: Caller; recheck: Recheck }> {
  try {
    const internal = internalCaller(request.headers, (key) =>
      constantTimeEqual(key, made.internalServiceKey),
    )
    if (internal) {
      request.connection?.authenticate({ userId: 'internal', expiresAt: Number.MAX_SAFE_INTEGER })
      return { caller: internal, recheck: () => internal }
    }
    const token = tokenOf(request.headers) ?? request.connectionParams?.['token']
    if (token === undefined) return anonymous()
    if (constantTimeEqual(token, made.workerKey)) return worker(request)
    return await signIn(made, request, token)
  } catch (error) {
    // A socket has nothing to offer to somebody who is not let in; a plain call may be a public one.
    if (!(error instanceof DomainError) || request.kind === 'ws') throw error
    return anonymous(error)
  }
}

async function signIn({ runtime, identity }: ContextParts, request: ContextRequest, token: string) {
  const verified = await identity.verify(token)
  const { expiresAt, sessionId, signedInAt, email, name } = verified
  const userId = userIdOf(verified)
  const claims = { userId, expiresAt, sessionId, signedInAt }
  const account = await runtime.accounts.ensure({ id: userId, email, name })
  const caller = callerOf(account, claims, runtime.clock.now())
  const recheck = () => {
    if (!identity.isStillValid(verified)) {
      throw new DomainError('UNAUTHORIZED', 'The session has ended; sign in again')
    }
    return userCaller(runtime.db, claims, runtime.clock.now())
  }
  request.connection?.authenticate({ userId, expiresAt, isStillValid: () => isWelcome(recheck) })
  return { caller, recheck }
}

function worker({ connection }: ContextRequest): { caller: Caller; recheck: Recheck } {
  connection?.authenticate({ userId: 'worker', expiresAt: Number.MAX_SAFE_INTEGER })
  const caller = { kind: 'worker' } as const
  return { caller, recheck: () => caller }
}

function isWelcome(recheck: Recheck): boolean {
  try {
    recheck()
    return true
  } catch {
    // The reason is told by the procedure, or by the close code.
    return false
  }
}

function anonymous(refusal?: DomainError): { caller: Caller; recheck: Recheck } {
  const caller: Caller = { kind: 'anonymous', ...(refusal && { refusal }) }
  return { caller, recheck: () => caller }
}

function tokenOf({ authorization }: IncomingHttpHeaders): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
}

/** Two issuers may use the same subject; only the embedded one's stands alone. */
const userIdOf = ({ issuer, subject }: VerifiedToken): string =>
  issuer === 'unstuck' ? subject : `${issuer}|${subject}`
