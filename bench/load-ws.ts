// Submits over tRPC's WebSocket protocol: a socket for each token, the calls in flight spread over them,
// each a message of its own. Answers are only skimmed, so that the client takes little of the machine.
import { WebSocket } from 'ws'
import { percentile, perSecond } from './harness.ts'
import type { CallFigures, CallLoad } from './load.ts'
import { overloadedPauseMs } from './load-rest.ts'
import { people } from './payloads.ts'

const paramsOf = people.map((assessmentData) =>
  JSON.stringify({ path: 'assessment.submit', input: { assessmentData } }),
)

export async function callOverWebSocket(load: CallLoad): Promise<CallFigures> {
  const sockets = await Promise.all(load.tokens.map((token) => connected(load.port, token)))
  const calls = new Calls(load.count)
  const inFlightEach = load.width / sockets.length
  const startedAt = performance.now()
  for (const socket of sockets) {
    for (let index = 0; index < inFlightEach; index++) calls.send(socket)
  }
  await Promise.all(sockets.map((socket) => calls.run(socket)))
  const rate = perSecond(load.count, startedAt)
  for (const socket of sockets) socket.terminate()
  const { latencies } = calls
  return { perSecond: rate, p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99) }
}

function connected(port: number, token: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` }
    const socket = new WebSocket(`ws://127.0.0.1:${port}/trpc`, {
      headers,
      perMessageDeflate: false,
    })
    socket.once('error', reject)
    socket.once('open', () => resolve(socket))
  })
}

class Calls {
  readonly latencies: number[] = []
  readonly #count: number
  readonly #sentAt: number[] = []

  constructor(count: number) {
    this.#count = count
  }

  send(socket: WebSocket): void {
    const id = this.#sentAt.length
    if (id >= this.#count) return
    this.#sentAt.push(performance.now())
    this.#sendAs(id, socket)
  }

  #sendAs(id: number, socket: WebSocket): void {
    socket.send(`{"id":${id},"method":"mutation","params":${paramsOf[id % paramsOf.length]}}`)
  }

  /** Sends one more for each answer, until all have been answered. */
  run(socket: WebSocket): Promise<void> {
    return new Promise((resolve, reject) => {
      socket.on('message', (data: Buffer) => {
        const text = data.toString('latin1')
        const id = Number(/^\{"id":(\d+),/.exec(text)?.[1])
        if (text.includes('"OVERLOADED"')) {
          setTimeout(() => this.#sendAs(id, socket), overloadedPauseMs)
          return
        }
        const sentAt = this.#sentAt[id]
        if (sentAt === undefined || text.includes('"error"'))
          return reject(new Error(`A submission was answered with ${text}`))
        this.latencies.push(performance.now() - sentAt)
        this.send(socket)
        if (this.latencies.length === this.#count) this.#onDone()
      })
      socket.once('close', (code) => reject(new Error(`The connection was closed: ${code}`)))
      this.#waiting.push(resolve)
    })
  }

  readonly #waiting: (() => void)[] = []
  readonly #onDone = () => {
    for (const resolve of this.#waiting) resolve()
  }
}
