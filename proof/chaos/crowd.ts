// Everybody who uses the service in a run: eight people with three clients each, over HTTP, WebSocket and
// SSE, half of them through a proxy that cuts their connections at random places.
import { setMaxListeners } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import {
  createTRPCClient,
  createWSClient,
  httpBatchLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
  wsLink,
} from '@trpc/client'
import { EventSource } from 'eventsource'
import { WebSocket } from 'ws'
import type { AppRouter } from '../../src/index.ts'
import { CutProxy } from '../../test/client/support/cut-proxy.ts'
import { type Random, randomStream } from '../sim/random.ts'
import type { Book, Person } from './book.ts'
import { Caller } from './caller.ts'
import { Calls } from './calls.ts'
import { Customer } from './customer.ts'
import type { Note } from './findings.ts'
import type { Record } from './record.ts'
import { Subscriber } from './subscriber.ts'

export interface CrowdOptions {
  readonly url: string
  readonly seed: number
  readonly record: Record
  readonly book: Book
  readonly note: Note
}

export const peopleCount = 8
export const startingBalance = 1_000_000
const thinkMs = [100, 500] as const

type Client = TRPCClient<AppRouter>

export class Crowd {
  readonly subscribers: Subscriber[] = []
  readonly customers: Customer[] = []
  cuts = 0
  readonly #options: CrowdOptions
  readonly #callers: Caller[] = []
  readonly #sockets: { close(): Promise<void> }[] = []
  #proxy: CutProxy | undefined
  #asking = new AbortController()
  #loops: Promise<void>[] = []

  constructor(options: CrowdOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#callers.length + this.customers.length + this.#streams
  }

  /** Registers everybody, and lets their subscribers in. */
  async gather(): Promise<void> {
    const { url, book } = this.#options
    this.#proxy = await CutProxy.to(url)
    for (let index = 0; index < peopleCount; index++) await this.#register(index)
    for (const [index, person] of [...book.people.values()].entries()) this.#equip(person, index)
    for (const subscriber of this.subscribers) subscriber.start()
    void this.#cutNowAndThen()
  }

  /** Lets everybody ask. */
  begin(): void {
    this.#asking = new AbortController()
    const { signal } = this.#asking
    setMaxListeners(0, signal)
    this.#loops = [...this.#callers, ...this.customers].map((each) => each.run(signal))
  }

  /** Nobody asks for anything more; resolves when the last answer has come, or was given up. */
  async hush(): Promise<void> {
    this.#asking.abort()
    await Promise.all(this.#loops)
    this.#loops = []
  }

  /** From now on nobody's connection is cut. */
  heal(): void {
    this.#isHealed = true
  }

  /** Asks for everything that nobody knows the outcome of; how much of it is open still. */
  async settle(): Promise<number> {
    const open = await Promise.all(this.#callers.map((caller) => caller.settle()))
    return open.reduce((sum, count) => sum + count, 0)
  }

  /** Submits what takes long, and waits until so many of them are at work, for as long as `maxMs`. */
  async employ(count: number, maxMs: number): Promise<void> {
    const { url, record, book } = this.#options
    const [person] = book.people.values()
    if (!person) return
    const trpc = httpTo(url, person)
    const common = { person, trpc, record, book, onUnforeseen: this.#unforeseen }
    const calls = new Calls({ ...common, name: 'director' })
    const jobs: string[] = []
    for (let index = 0; index < count; index++) {
      const tag = `tag_director_${++this.#employed}`
      const answer = await calls.submit({
        do: 'submit',
        key: null,
        assessmentName: 'Patient',
        scores: { tag, kind: 'long', draw: 1 },
        mustRefuse: false,
      })
      if (answer.kind === 'promised') jobs.push(answer.promised.jobId)
    }
    for (const endsAt = performance.now() + maxMs; performance.now() < endsAt; ) {
      const states = await Promise.all(jobs.map((jobId) => calls.statusOf(jobId)))
      if (states.every((status) => status === 'processing')) return
      await pause(20)
    }
  }

  /** Cuts every connection through the proxy at once. */
  cut(): void {
    this.cuts++
    this.#proxy?.cut()
  }

  /** Everybody goes; may be called twice. */
  async leave(): Promise<void> {
    if (this.#isGone) return
    this.#isGone = true
    this.heal()
    await this.hush()
    for (const subscriber of this.subscribers) subscriber.stop()
    for (const customer of this.customers) customer.stop()
    for (const socket of this.#sockets) await Promise.race([socket.close(), pause(500)])
    await this.#proxy?.close()
  }

  #isGone = false
  #isHealed = false
  #streams = 0
  #employed = 0

  async #register(index: number): Promise<void> {
    const { url, record } = this.#options
    const trpc = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/trpc` })] })
    const email = `person${index}@example.com`
    const password = 'a password for chaos'
    const { token, user } = await trpc.auth.register.mutate({ email, password })
    const { id: userId, tokenBalance: balance } = user
    record.write({ what: 'person', userId, email, token, balance })
  }

  #equip(person: Person, index: number): void {
    const name = `p${index}`
    const { url, record, book } = this.#options
    const through = (isCut: boolean) => (isCut ? (this.#proxy?.url ?? url) : url)
    const socket = this.#socketTo(through(index % 2 === 0), person)
    const http = httpTo(through(index % 2 === 1), person)
    const random = (what: string) => this.#random(`${name}/${what}`)
    const common = { person, record, book, onUnforeseen: this.#unforeseen }
    const overHttp = new Calls({ ...common, name: `${name}/http`, trpc: http })
    const overSocket = new Calls({ ...common, name: `${name}/socket`, trpc: socket })
    this.#callers.push(
      new Caller({ calls: overHttp, twin: overSocket, random: random('http'), thinkMs }),
      new Caller({ calls: overSocket, twin: undefined, random: random('socket'), thinkMs }),
    )
    this.#follow(`${name}/socket`, person, socket)
    if (index % 2 === 0) {
      this.#streams++
      this.#follow(`${name}/stream`, person, streamTo(through(index % 4 === 0), person))
      return
    }
    const customer = { person, record, thinkMs, onUnforeseen: this.#unforeseen }
    const served = { url: through(index % 4 === 1), random: random('customer') }
    this.customers.push(new Customer({ ...customer, ...served, name: `${name}/customer` }))
  }

  #follow(name: string, person: Person, trpc: Client): void {
    const { record, note } = this.#options
    const random = this.#random(`${name}/subscriber`)
    this.subscribers.push(new Subscriber({ name, person, trpc, record, random, onFinding: note }))
  }

  #socketTo(url: string, { token }: Person): Client {
    const random = this.#random(`${url}/${token.length}/backoff`)
    const client = createWSClient({
      url: `${url.replace(/^http/, 'ws')}/trpc`,
      WebSocket: WebSocket as never,
      connectionParams: { token },
      retryDelayMs: (attempt) => random.whole(20, 40 * 2 ** Math.min(attempt, 4)),
      keepAlive: { enabled: true, intervalMs: 2_000, pongTimeoutMs: 1_000 },
    })
    this.#sockets.push(client)
    return createTRPCClient<AppRouter>({ links: [wsLink({ client })] })
  }

  async #cutNowAndThen(): Promise<void> {
    const random = this.#random('cuts')
    for (;;) {
      await pause(random.whole(60, 400))
      if (this.#isHealed) return
      if (random.chance(0.06)) this.cut()
      else this.#cutNext(random.scaled(1, 6_000))
    }
  }

  #cutNext(bytes: number): void {
    this.cuts++
    this.#proxy?.cutNextAfter(bytes)
  }

  #random(name: string): Random {
    return randomStream(this.#options.seed, name)
  }

  readonly #unforeseen = (what: string): void => this.#options.note('unforeseen', what)
}

const headersOf = ({ token }: Person) => ({ authorization: `Bearer ${token}` })

export const httpTo = (url: string, person: Person): Client =>
  createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/trpc`, headers: headersOf(person) })],
  })

const streamTo = (url: string, person: Person): Client =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: httpSubscriptionLink({
          url: `${url}/trpc`,
          EventSource,
          connectionParams: { token: person.token },
        }),
        false: httpBatchLink({ url: `${url}/trpc`, headers: headersOf(person), maxItems: 10 }),
      }),
    ],
  })
