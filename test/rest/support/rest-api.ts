// The REST application over a world: tokens are `token-of-<user>`, the service key is `the service key`.
import { DomainError } from '../../../src/domain/errors.ts'
import type { ContextRequest, RestBindings } from '../../../src/http/context.ts'
import { createRest, type RestOptions } from '../../../src/http/rest/rest.ts'
import { internalCaller } from '../../../src/router/caller.ts'
import type { Caller, RouterContext } from '../../../src/router/context.ts'
import type { WorldOptions } from '../../../src/testing/index.ts'
import { createApi, type TestApi } from '../../router/support/api.ts'

export const internalHeaders = { 'x-internal-service': 'true', 'x-service-key': 'the service key' }

export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any
}

export interface Asked {
  readonly as?: string
  readonly headers?: Record<string, string>
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown
}

export class RestApi {
  readonly api: TestApi
  readonly #app: ReturnType<typeof createRest>

  constructor(api: TestApi, options: Partial<RestOptions>) {
    this.api = api
    this.#app = createRest({
      createContext: (request) => this.#context(request),
      clock: api.world.clock,
      log: api.service.log,
      ...options,
    })
  }

  get world() {
    return this.api.world
  }

  get = (path: string, asked?: Asked) => this.ask('GET', path, asked)
  post = (path: string, asked?: Asked) => this.ask('POST', path, asked)
  put = (path: string, asked?: Asked) => this.ask('PUT', path, asked)
  delete = (path: string, asked?: Asked) => this.ask('DELETE', path, asked)

  async ask(
    method: string,
    path: string,
    { as, headers = {}, body }: Asked = {},
  ): Promise<Answered> {
    const json = typeof body === 'string' ? body : JSON.stringify(body)
    const bindings = {
      requestId: 'request-1',
      remoteAddress: '192.0.2.1',
      shutdown: this.api.shutdown.signal,
    }
    const sent = {
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(as !== undefined && { authorization: `Bearer token-of-${as}` }),
      ...headers,
    }
    // As the server does it: a fixed path without a query is answered without Hono.
    const lowered = Object.fromEntries(new Headers(sent))
    const plain = { method, path, headers: lowered, body: json ?? '', ...bindings }
    const answered = await this.#app.answer(plain)
    const response = answered
      ? new Response(answered.body, answered)
      : await this.#app.request(
          path,
          { method, headers: sent, ...(json !== undefined && { body: json }) },
          bindings as unknown as RestBindings,
        )
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson && text !== '' ? JSON.parse(text) : undefined,
    }
  }

  /** As the composition root's: a bad key or token makes nobody of the caller, and procedures say why. */
  #context(request: ContextRequest): RouterContext {
    const recheck = this.#recheckOf(request)
    return this.api.context(recheck, {
      requestId: request.requestId,
      remoteAddress: request.remoteAddress,
    })
  }

  #recheckOf({ headers }: ContextRequest): () => Caller {
    try {
      const internal = internalCaller(headers, (key) => key === 'the service key')
      if (internal) return () => internal
      if (headers.authorization === 'Bearer the worker key') return () => ({ kind: 'worker' })
      const userId = /^Bearer token-of-(.+)$/.exec(headers.authorization ?? '')?.[1]
      if (userId !== undefined) return this.api.signedIn(userId)
      if (headers.authorization === undefined) return () => ({ kind: 'anonymous' })
      throw new DomainError('UNAUTHORIZED', 'The access token is not valid')
    } catch (error) {
      return () => ({ kind: 'anonymous', refusal: error as DomainError })
    }
  }
}

export async function createRestApi(
  world: WorldOptions = {},
  options: Partial<RestOptions> = {},
): Promise<RestApi> {
  return new RestApi(await createApi(world), options)
}
