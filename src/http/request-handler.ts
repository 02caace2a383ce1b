// The way of every HTTP request: checks first, then to tRPC or to the REST application. What it refuses
// never reaches either. It holds no state but the requests under way.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { describeError } from '../domain/errors.ts'
import { type Origin, originFields } from '../domain/origin.ts'
import type { Clock } from '../system/clock.ts'
import type { Log } from '../system/log.ts'
import { attachBody, discard, type ReadRequest, readBody } from './body.ts'
import { clientAddress, isSecure } from './client-address.ts'
import { answerPreflight, setPageHeaders, setSecurityHeaders } from './headers.ts'
import { nestsDeeperThan } from './json-depth.ts'
import type { HttpLimits } from './limits.ts'
import { allowsOrigin, type OriginPolicy } from './origin.ts'
import { methodRefusal, type Refusal, refusals, refuse, writeRefusal } from './refusal.ts'
import { originOf } from './request-origin.ts'
import { headerCount, targetOf } from './request-target.ts'
import type { BodyMaxBytesOf } from './result-bodies.ts'

/** A request that passed the checks. */
export interface CheckedRequest extends Origin {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  readonly remoteAddress: string
}

export interface RequestHandlerOptions {
  readonly trpcPath: string
  readonly toTrpc: (checked: CheckedRequest) => Promise<void>
  readonly toRest: (checked: CheckedRequest) => Promise<void>
  readonly limits: HttpLimits
  readonly bodyMaxBytesOf: BodyMaxBytesOf
  readonly clock: Clock
  readonly log: Log
  readonly origins: OriginPolicy
  readonly trustedProxies: ReadonlySet<string>
  readonly https: boolean
  readonly newId: () => string
}

const methodsOf: Readonly<Record<'trpc' | 'rest', readonly string[]>> = {
  trpc: ['GET', 'POST', 'OPTIONS'],
  rest: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
}

/** How much of a refused body is read so that the refusal can be read, in multiples of the limit. */
const discardFactor = 4

/** Who refuses in which form is known before anything else, also where there is no valid URL. */
interface Incoming {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly origin: Origin
  readonly url: URL | undefined
  readonly form: 'trpc' | 'rest'
}

export class RequestHandler {
  readonly #options: RequestHandlerOptions
  readonly #open = new Set<ServerResponse>()
  #draining = false

  constructor(options: RequestHandlerOptions) {
    this.#options = options
  }

  /** The listener for the server's `request` event. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    request.on('error', ignore)
    response.on('error', ignore)
    this.#open.add(response)
    response.once('close', () => this.#open.delete(response))
    const { newId, log, clock } = this.#options
    const origin = originOf(request.headers, newId)
    const url = targetOf(request)
    const incoming = { request, response, origin, url, form: this.#formOf(url) }
    this.#answer(incoming).catch((error: unknown) => {
      log.error('request.failed', { ...originFields(origin), error: describeError(error) })
      refuse(response, refusals.failed, incoming.form, clock.now())
    })
  }

  /** Refuses new requests; those under way are answered and their connections closed. */
  drain(): void {
    this.#draining = true
    for (const response of this.#open) {
      if (!response.headersSent) response.setHeader('connection', 'close')
    }
  }

  /** Resolves when the requests under way now are answered. */
  async whenIdle(): Promise<void> {
    const closings = [...this.#open].map(
      (response) => new Promise<void>((resolve) => response.once('close', resolve)),
    )
    await Promise.all(closings)
  }

  /** Ends the connections of the requests under way, on whatever server they are. */
  cutOff(): void {
    for (const response of this.#open) response.destroy()
  }

  async #answer(incoming: Incoming): Promise<void> {
    const { request, response, origin, url, form } = incoming
    setSecurityHeaders(response, origin.requestId, this.#options.https)
    if (this.#draining) response.setHeader('connection', 'close')
    if (!url) return this.#refuse(incoming, refusals.badTarget)
    const refusal = this.#refusalFor(incoming, url)
    if (refusal) return this.#refuse(incoming, refusal)
    setPageHeaders(response, request.headers.origin)
    if (request.method === 'OPTIONS') return answerPreflight(response, methodsOf[form])
    const bodyRefusal = await this.#takeBody(request, url, form)
    if (bodyRefusal === 'gone') return
    if (bodyRefusal) return this.#refuse(incoming, bodyRefusal)
    const { toTrpc, toRest, trustedProxies } = this.#options
    const remoteAddress = clientAddress(request, trustedProxies)
    const checked = { ...origin, request, response, url, remoteAddress }
    return form === 'trpc' ? toTrpc(checked) : toRest(checked)
  }

  #refusalFor({ request, form }: Incoming, url: URL): Refusal | undefined {
    const { limits, origins, trustedProxies, https } = this.#options
    if (headerCount(request) > limits.headersMax) return refusals.tooManyHeaders
    const methods = methodsOf[form]
    if (!methods.includes(request.method ?? '')) return methodRefusal(methods)
    const secure = https || isSecure(request, trustedProxies)
    const page = { host: request.headers.host ?? '', secure }
    if (!allowsOrigin(origins, request.headers.origin, page)) return refusals.origin
    if (this.#draining) return refusals.stopping
    // tRPC parses this parameter as JSON; REST has none of the kind.
    const input = form === 'trpc' ? (url.searchParams.get('input') ?? '') : ''
    return nestsDeeperThan(input, limits.jsonDepthMax) ? refusals.tooDeep : undefined
  }

  async #takeBody(
    request: ReadRequest,
    { pathname: path }: URL,
    form: Incoming['form'],
  ): Promise<Refusal | 'gone' | undefined> {
    if (!hasBody(request)) return undefined
    if (request.readableDidRead) {
      throw new Error('its body was read already: mount the service before what parses bodies')
    }
    const { limits, bodyMaxBytesOf } = this.#options
    if (form === 'trpc' && !isJson(request)) return refusals.mediaType
    if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
      return refusals.mediaType
    }
    const maxBytes = bodyMaxBytesOf({ path, headers: request.headers }) ?? limits.bodyMaxBytes
    const read = await readBody(request, maxBytes)
    if (read.kind === 'gone') return 'gone'
    if (read.kind === 'too-large') return refusals.tooLarge
    if (!attachBody(request, read.body)) return refusals.badBody
    return nestsDeeperThan(request.body ?? '', limits.jsonDepthMax) ? refusals.tooDeep : undefined
  }

  /** Answers at once; a caller still sending is listened to a little longer, then cut off. */
  #refuse({ request, response, form }: Incoming, refusal: Refusal): void {
    const now = this.#options.clock.now()
    if (request.complete || !hasBody(request)) {
      refuse(response, refusal, form, now)
      return
    }
    response.setHeader('connection', 'close')
    writeRefusal(response, refusal, form, now)
    discard(request, this.#options.limits.bodyMaxBytes * discardFactor, () => response.end())
  }

  #formOf(url: URL | undefined): 'trpc' | 'rest' {
    const { trpcPath } = this.#options
    const path = url?.pathname ?? ''
    return path === trpcPath || path.startsWith(`${trpcPath}/`) ? 'trpc' : 'rest'
  }
}

const hasBody = (request: IncomingMessage): boolean =>
  request.method !== 'GET' && request.method !== 'HEAD'

const isJson = (request: IncomingMessage): boolean =>
  request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json'

const ignore = (): void => {}
