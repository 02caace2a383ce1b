// Submits over REST with keep-alive: one request in flight on each of `width` plain sockets. Requests are
// made before the clock starts and answers are only skimmed, so that the client takes little of the machine.
import { createConnection, type Socket } from 'node:net'
import { pause, percentile, perSecond } from './harness.ts'
import type { CallFigures, CallLoad } from './load.ts'
import { people } from './payloads.ts'

/** Where something else takes the machine the service asks for time; what was refused is sent again. */
export const overloadedPauseMs = 50

export async function callOverRest(load: CallLoad): Promise<CallFigures> {
  const { port, width, count } = load
  const heads = load.tokens.map(headOf)
  const sockets = await Promise.all(Array.from({ length: width }, () => connected(port)))
  const latencies: number[] = []
  let sent = 0
  const client = async (socket: Socket) => {
    const answers = new Answers(socket)
    while (sent < count) {
      const index = sent++
      const request = `${heads[index % heads.length]}${tails[index % tails.length]}`
      const sentAt = performance.now()
      let status = await answers.to(request)
      while (status === 503) {
        await pause(overloadedPauseMs)
        status = await answers.to(request)
      }
      if (status !== 202) throw new Error(`A submission was answered with ${status}`)
      latencies.push(performance.now() - sentAt)
    }
  }
  const startedAt = performance.now()
  await Promise.all(sockets.map((socket) => client(socket)))
  const rate = perSecond(count, startedAt)
  for (const socket of sockets) socket.destroy()
  return { perSecond: rate, p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99) }
}

const headOf = (token: string): string =>
  `POST /assessment/submit HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n`

/** The rest of each request, with the scores of one of sixty people. */
const tails = people.map((assessmentData) => {
  const body = JSON.stringify({ assessment_data: assessmentData })
  return `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
})

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ port, host: '127.0.0.1', noDelay: true })
    socket.once('error', reject)
    socket.once('connect', () => resolve(socket))
  })
}

/** The answers on one socket, one at a time; each says its length. */
class Answers {
  readonly #socket: Socket
  #text = ''
  #waiting: { resolve: (status: number) => void; reject: (error: Error) => void } | undefined

  constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => this.#take(chunk))
    socket.on('close', () => this.#waiting?.reject(new Error('The connection was closed')))
  }

  /** Sends a request and gives the status of its answer. */
  to(request: string): Promise<number> {
    this.#socket.write(request)
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }

  #take(chunk: string): void {
    this.#text += chunk
    const headEnd = this.#text.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const length = /content-length: (\d+)/i.exec(this.#text)?.[1]
    if (length === undefined) throw new Error(`An answer without a length: ${this.#text}`)
    if (this.#text.length < headEnd + 4 + Number(length)) return
    const status = Number(this.#text.slice(9, 12))
    this.#text = ''
    this.#waiting?.resolve(status)
  }
}
