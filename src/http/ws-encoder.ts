// Reads and writes the messages of one WebSocket for tRPC. Decoding is the only place that can stop an
// array of calls before any of them runs, so every refusal of a message is made here, by throwing.
import type { Encoder } from '@trpc/server/adapters/ws'
import { nestsDeeperThan } from './json-depth.ts'
import type { HttpLimits } from './limits.ts'

/** Every answer repeats the id of its call; clients count them. */
export const callIdMaxChars = 255

export class WsEncoder implements Encoder {
  readonly #limits: Pick<HttpLimits, 'batchCallsMax' | 'jsonDepthMax'>
  readonly #admit: (extraCalls: number) => boolean
  readonly #calls = new Set<unknown>()
  #latestCalls: unknown[] = []
  #onIdle: (() => void) | undefined

  /** `admit` is asked before a message's calls run; `extraCalls` are those of an array beyond its first. */
  constructor(options: {
    limits: Pick<HttpLimits, 'batchCallsMax' | 'jsonDepthMax'>
    admit: (extraCalls: number) => boolean
  }) {
    this.#limits = options.limits
    this.#admit = options.admit
  }

  decode(data: string | ArrayBuffer | Uint8Array): unknown {
    this.#latestCalls = []
    if (typeof data !== 'string') throw new Error('Only text messages are read')
    if (nestsDeeperThan(data, this.#limits.jsonDepthMax))
      throw new Error('The JSON nests too deeply')
    const message: unknown = JSON.parse(data)
    const calls = Array.isArray(message) ? message : [message]
    if (calls.length > this.#limits.batchCallsMax) {
      throw new Error(`At most ${this.#limits.batchCallsMax} calls may be sent together`)
    }
    if (calls.some(hasLongId)) throw new Error(`An id has at most ${callIdMaxChars} characters`)
    if (!this.#admit(calls.length - 1)) throw new Error('The connection is closing')
    this.#latestCalls = calls.map(callId).filter((id) => id !== undefined)
    for (const id of this.#latestCalls) this.#calls.add(id)
    return message
  }

  encode(data: unknown): string {
    const text = eventText(data as Answer) ?? JSON.stringify(data)
    this.#end(data)
    return text
  }

  /** Calls `fn` when no query or mutation waits for its answer any more; at once if none does. */
  whenIdle(fn: () => void): void {
    this.#onIdle = fn
    if (this.#calls.size === 0) fn()
  }

  #end(answer: unknown): void {
    const { id } = answer as { id?: unknown }
    // An answer without an id follows the message it refuses at once, and refuses all of it.
    const ended = id === null ? this.#latestCalls : [id]
    const before = this.#calls.size
    for (const call of ended) this.#calls.delete(call)
    // The answer is sent right after it is encoded, in the same turn.
    if (before > 0 && this.#calls.size === 0) queueMicrotask(() => this.#onIdle?.())
  }
}

/** The id of a message that will be answered once; a subscription is not waited for. */
function callId(message: unknown): unknown {
  const { id, method } = (message ?? {}) as { id?: unknown; method?: unknown }
  return method === 'query' || method === 'mutation' ? id : undefined
}

interface Answer {
  readonly id?: unknown
  readonly jsonrpc?: unknown
  readonly result?: {
    readonly type?: unknown
    readonly id?: unknown
    readonly data?: { readonly id?: unknown; readonly data?: unknown }
  }
}

/** Events as JSON: one that goes to many subscribers is written once. */
const texts = new WeakMap<object, string>()

/** An event of a subscription as `JSON.stringify` would write it; undefined for any other answer. */
function eventText({ id, jsonrpc, result }: Answer): string | undefined {
  if (jsonrpc !== undefined || result?.type !== 'data' || typeof result.id !== 'string') {
    return undefined
  }
  const { id: cursor, data: event } = result.data ?? {}
  if (cursor !== result.id || typeof event !== 'object' || event === null) return undefined
  const text = texts.get(event) ?? JSON.stringify(event)
  texts.set(event, text)
  const quoted = JSON.stringify(cursor)
  return `{"id":${JSON.stringify(id)},"result":{"type":"data","data":{"id":${quoted},"data":${text}},"id":${quoted}}}`
}

function hasLongId(message: unknown): boolean {
  const { id } = (message ?? {}) as { id?: unknown }
  return typeof id === 'string' && id.length > callIdMaxChars
}
