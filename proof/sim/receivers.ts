// Who is told over HTTP: receivers that answer, refuse, break, are silent, and come back. They outlive the service, and
// judge what reaches them: each message is of a committed event of its owner, the same at every attempt, and due.
import type { WebhookPort } from '../../src/actors/webhooks.ts'
import type { EventEnvelope } from '../../src/domain/events.ts'
import type { Attempt, WebhookPayload } from '../../src/domain/webhooks.ts'
import type { Clock } from '../../src/system/clock.ts'
import type { SimulatedClock } from '../../src/testing/simulated-clock.ts'
import type { Blame } from './blame.ts'
import type { Model } from './model.ts'
import type { Mood } from './plan-outside.ts'
import type { Probes } from './probes.ts'
import { type Random, randomStream } from './random.ts'
import type { Trace } from './trace.ts'

export interface ReceiversParts {
  readonly seed: number
  readonly time: SimulatedClock
  readonly model: Model
  readonly probes: Probes
  readonly trace: Trace
  readonly blame: Blame
}

type Delivery = Parameters<WebhookPort['send']>[0]

interface Message {
  /** Which event of which job; a test has none. */
  readonly key: string
  readonly url: string
  attempts: number
  sentAt: number
  wasWell: boolean
}

/** As the service promises them: in all, and to one receiver. */
const atOnceMax = 16
const atOnceOfOneMax = 2
const silentForMs = 10_000

export class Receivers {
  readonly #parts: ReceiversParts
  readonly #random: Random
  readonly #moods = new Map<string, Mood>()
  readonly #messages = new Map<string, Message>()
  readonly #idOf = new Map<string, string>()
  readonly #checks: Random
  #underWay: string[] = []

  constructor(parts: ReceiversParts) {
    this.#parts = parts
    this.#random = randomStream(parts.seed, 'receivers')
    this.#checks = randomStream(parts.seed, 'looking names up')
  }

  /** What is known here of a message: undefined where it never arrived. */
  message(id: string): Message | undefined {
    return this.#messages.get(id)
  }

  get count(): number {
    return this.#messages.size
  }

  mood(receiver: number, mood: Mood): void {
    this.#moods.set(receiverOf(receiver), mood)
  }

  isWell(url: string): boolean {
    return this.#moodOf(url) === 'well'
  }

  allWell(): void {
    this.#moods.clear()
  }

  /** The network of a new process. `isPending`: the row of a delivery says that it is to be made. */
  portOn(clock: Clock, isPending: (id: string) => boolean): WebhookPort {
    this.#underWay = []
    return {
      secret: 'the secret of a simulated service',
      check: (url) => wait(clock, this.#checks.whole(0, 4_000)).then(() => url),
      send: (delivery, stop) => this.#send(delivery, stop, clock, isPending),
    }
  }

  async #send(
    delivery: Delivery,
    stop: AbortSignal,
    clock: Clock,
    isPending: (id: string) => boolean,
  ): Promise<Attempt> {
    const { blame } = this.#parts
    if (!isPending(delivery.id)) blame('H4', `${delivery.id} is sent, and is not to be made`)
    const message = this.#judge(delivery, clock.now())
    const mood = this.#moodOf(delivery.url)
    const mine = this.#underWay
    mine.push(delivery.url)
    const toIt = mine.filter((url) => url === delivery.url).length
    if (mine.length > atOnceMax || toIt > atOnceOfOneMax) {
      blame('H5', `${mine.length} messages are under way, ${toIt} of them to one`)
    }
    try {
      return await this.#answer(message, mood, stop, clock)
    } finally {
      mine.splice(mine.indexOf(delivery.url), 1)
    }
  }

  async #answer(message: Message, mood: Mood, stop: AbortSignal, clock: Clock): Promise<Attempt> {
    const { probes } = this.#parts
    const slowly = mood === 'slow' ? this.#random.whole(2_000, 9_000) : this.#random.whole(5, 400)
    const durationMs = mood === 'silent' ? silentForMs : slowly
    probes.hit(`a receiver ${saying[mood]}`)
    if (message.wasWell && statuses[mood] === 200) probes.hit('a message arrived twice')
    // It has what it was sent long before it says so.
    if (mood === 'slow') message.wasWell = true
    await wait(clock, durationMs, stop)
    if (stop.aborted) return { ...failed, error: 'the service is stopping', durationMs }
    const statusCode = statuses[mood]
    if (statusCode === null) return { ...failed, error: 'no answer within 10 s', durationMs }
    if (statusCode !== 200) {
      return { statusCode, error: `it answered ${statusCode}`, answer: '', durationMs }
    }
    if (message.attempts > 1) probes.hit('a message arrived after failed attempts')
    message.wasWell = true
    return { statusCode, error: null, answer: 'thanks', durationMs }
  }

  #judge({ id, url, body, secrets }: Delivery, now: number): Message {
    const { trace, time, blame } = this.#parts
    const key = `${url} ${this.#keyOf(JSON.parse(body), url)}`
    trace.add(time.now(), `sent ${id} ${key}`)
    if (secrets.length === 0) blame('H2', `${id} is signed by nobody`)
    const before = this.#idOf.get(key)
    if (before !== undefined && before !== id) blame('H3', `${key} was ${before}, is ${id} now`)
    const known = this.#messages.get(id)
    if (known && known.key !== key) blame('H3', `${id} was ${known.key}, is ${key} now`)
    this.#idOf.set(key, id)
    const message = known ?? { key, url, attempts: 0, sentAt: now, wasWell: false }
    this.#messages.set(id, message)
    message.attempts++
    message.sentAt = now
    return message
  }

  /** Blames a message of nothing that was committed, of somebody else, or of who was erased. */
  #keyOf({ type, timestamp, data }: WebhookPayload, url: string): string {
    if (type === 'webhook.test') return `test ${timestamp}`
    const { model, blame } = this.#parts
    const { id, jobId, userId, eventType } = data as EventEnvelope
    const event = model.person(userId).events[id - 1]
    const what = `${type} of ${userId}/${id}`
    const { hasBegunAnew } = model.person(userId)
    if (hasBegunAnew) return `${userId}/${id} ${jobId} ${type}`
    if (event?.job_id !== jobId || event.type !== type || eventType !== type) {
      blame('H2', `${what} is told, and nobody committed that`)
    }
    const owner = new URL(url).searchParams.get('of')
    if (owner !== null && owner !== userId) blame('H2', `${what} is told to ${owner}`)
    if (model.forgotten.isFinished(userId)) blame('P1', `${what} is told, who is erased`)
    if ('userEmail' in data) blame('H2', `${what} is told with an address`)
    return `${userId}/${id} ${jobId} ${type}`
  }

  #moodOf(url: string): Mood {
    return this.#moods.get(new URL(url).host) ?? 'well'
  }
}

/** Each endpoint has an address of its own at its receiver, which names its owner. */
export const urlOf = (receiver: number, owner: string | null, number: number): string =>
  `https://${receiverOf(receiver)}/${number}${owner === null ? '' : `?of=${owner}`}`

const receiverOf = (receiver: number): string => `r${receiver}.example`

const statuses = { well: 200, slow: 200, refuses: 400, gone: 410, broken: 503, silent: null }

const saying = {
  well: 'took a message',
  slow: 'took its time',
  refuses: 'refused',
  gone: 'was gone',
  broken: 'was broken',
  silent: 'was silent',
} as const

const failed = { statusCode: null, answer: null }

/** Ends early when the service stops; whoever waited is listed nowhere afterwards. */
const wait = (clock: Clock, ms: number, stop?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clock.clearTimeout(timer)
      stop?.removeEventListener('abort', end)
      resolve()
    }
    const timer = clock.setTimeout(end, ms)
    stop?.addEventListener('abort', end)
  })
