// Sends one delivery: signed in the Standard Webhooks form, to an address that was judged, within one time limit from
// the name to the answer. It follows no redirect, keeps no connection and no more of an answer than its beginning.
import { createHmac } from 'node:crypto'
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { describeError } from '../domain/errors.ts'
import type { Attempt } from '../domain/webhooks.ts'
import type { Clock } from '../system/clock.ts'
import {
  type Address,
  addressesOf,
  hostnameOf,
  parseTarget,
  type Resolve,
  resolveByDns,
  resolveByMachine,
  type TargetPolicy,
  TargetRefused,
} from './target.ts'

export interface WebhookSenderOptions {
  readonly clock: Pick<Clock, 'now' | 'setTimeout' | 'clearTimeout'>
  /** Milliseconds that no step of the wall clock touches. */
  readonly monotonicMs: () => number
  readonly policy: TargetPolicy
  readonly timeoutMs: number
  readonly version: string
  readonly resolve?: Resolve
}

export interface Delivery {
  /** The same at every attempt. */
  readonly id: string
  readonly url: string
  /** JSON text. */
  readonly body: string
  /** Each signs; two during a rotation. */
  readonly secrets: readonly string[]
}

/** Kept of an answer, for the person who looks why it failed. */
export const answerMaxBytes = 1_024
const errorMaxChars = 300
const secretPrefix = 'whsec_'

export class WebhookSender {
  readonly #options: WebhookSenderOptions
  readonly #resolve: Resolve

  constructor(options: WebhookSenderOptions) {
    this.#options = options
    this.#resolve =
      options.resolve ?? (options.policy.allowPrivate ? resolveByMachine : resolveByDns)
  }

  /** The URL in its one form. Throws `TargetRefused`, whose message completes "url …". */
  async check(text: string): Promise<string> {
    const { policy } = this.#options
    const url = parseTarget(text, policy)
    await this.#limited((signal) => this.#addressesOf(url, signal))
    return url.href
  }

  /** Never rejects: what went wrong is part of the answer. */
  async send(delivery: Delivery, stop: AbortSignal): Promise<Attempt> {
    const { monotonicMs } = this.#options
    const beganAt = monotonicMs()
    const took = () => Math.round(monotonicMs() - beganAt)
    try {
      const answered = await this.#limited((signal) => this.#post(delivery, signal), stop)
      return { ...answered, durationMs: took() }
    } catch (error) {
      const failed = { statusCode: null, answer: null, durationMs: took() }
      return { ...failed, error: reasonOf(error) }
    }
  }

  async #post(delivery: Delivery, signal: AbortSignal): Promise<Omit<Attempt, 'durationMs'>> {
    const { policy, clock, version } = this.#options
    const url = parseTarget(delivery.url, policy)
    const addresses = await this.#addressesOf(url, signal)
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(delivery.body),
      'user-agent': `Unstuck-Webhooks/${version}`,
      ...signed(delivery, clock.now()),
    }
    const sent = posted(url, delivery.body, { headers, signal, lookup: lookupOf(addresses) })
    // Whatever a receiver does to the connection, the time limit ends the attempt.
    const response = await Promise.race([sent, aborted(signal)])
    const statusCode = response.statusCode ?? 0
    const isWell = statusCode >= 200 && statusCode < 300
    const answer = await beginningOf(response)
    return { statusCode, answer, error: isWell ? null : refusalOf(statusCode) }
  }

  /** Not every way of resolving a name can be broken off; then it is not waited for. */
  #addressesOf(url: URL, signal: AbortSignal): Promise<readonly Address[]> {
    const { policy } = this.#options
    return Promise.race([addressesOf(url, policy, this.#resolve, signal), aborted(signal)])
  }

  /** Runs `work` under the time limit; it also ends when `stop` aborts. */
  async #limited<T>(work: (signal: AbortSignal) => Promise<T>, stop?: AbortSignal): Promise<T> {
    const { clock, timeoutMs } = this.#options
    const limit = new AbortController()
    const timer = clock.setTimeout(
      () => limit.abort(new Error(`no answer within ${timeoutMs / 1_000} s`)),
      timeoutMs,
    )
    const onStop = () => limit.abort(new Error('the service is stopping'))
    stop?.addEventListener('abort', onStop, { once: true })
    try {
      return await work(limit.signal)
    } catch (error) {
      throw limit.signal.aborted ? limit.signal.reason : error
    } finally {
      clock.clearTimeout(timer)
      stop?.removeEventListener('abort', onStop)
      // What is left of it ends here, whoever won.
      limit.abort(new Error('over'))
    }
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

/** The three headers of Standard Webhooks; during a rotation the signatures of both secrets. */
function signed({ id, body, secrets }: Delivery, now: number): Record<string, string> {
  const sentAt = String(Math.floor(now / 1_000))
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(secretPrefix.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${sentAt}.${body}`).digest('base64')}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': sentAt,
    'webhook-signature': signatures.join(' '),
  }
}

/** Connects to what was judged, whatever the name says by now. */
const lookupOf =
  (addresses: readonly Address[]): LookupFunction =>
  (_hostname, options, done) => {
    const [first] = addresses
    if (options.all) done(null, [...addresses])
    else done(null, first?.address ?? '', first?.family)
  }

function posted(url: URL, body: string, options: RequestOptions): Promise<IncomingMessage> {
  const isTls = url.protocol === 'https:'
  return new Promise((resolve, reject) => {
    const request = (isTls ? httpsRequest : httpRequest)({
      ...options,
      method: 'POST',
      host: hostnameOf(url),
      port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
      path: `${url.pathname}${url.search}`,
      agent: false,
    })
    request.once('error', reject)
    request.once('response', resolve)
    // Without this listener Node ends the connection of a 101 and says nothing.
    request.once('upgrade', ({ statusCode }, socket) => {
      socket.destroy()
      reject(new Error(refusalOf(statusCode ?? 0)))
    })
    request.once('close', () => reject(new Error('it closed the connection without an answer')))
    // A receiver may talk of nothing but hints for as long as it likes; the time limit ends it.
    request.end(body)
  })
}

/** The first bytes of a body, as text that can be stored; the rest is not read. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes >= answerMaxBytes) break
    }
  } catch {
    // The status is the answer; a body that breaks off changes nothing.
  }
  response.destroy()
  const text = Buffer.concat(chunks).subarray(0, answerMaxBytes).toString('utf8')
  return text.replaceAll('\0', '').toWellFormed()
}

function refusalOf(statusCode: number): string {
  if (statusCode >= 300 && statusCode < 400) {
    return `it answered ${statusCode}; redirects are not followed, give the address itself`
  }
  return `it answered ${statusCode}`
}

function reasonOf(error: unknown): string {
  if (error instanceof TargetRefused) return `the url ${error.message}`
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (typeof code === 'string' && code !== 'ABORT_ERR') return `it could not be reached: ${code}`
  return typeof message === 'string'
    ? message.slice(0, errorMaxChars)
    : describeError(error, errorMaxChars)
}
