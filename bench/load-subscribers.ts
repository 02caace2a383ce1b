// Many sockets that subscribe to notifications.onEvent and wait. The service allows 50 from one address, so
// they come from as many loopback addresses as that takes.
import { WebSocket } from 'ws'
import { percentile } from './harness.ts'
import { monotonicMs, type Received, type SubscribeLoad } from './load.ts'

/** Handshakes under way at once: a server takes 511 that it has not accepted yet. */
const atOnceMax = 100
const subscribe =
  '{"id":1,"method":"subscription","params":{"path":"notifications.onEvent","input":{}}}'

export class Subscribers {
  #sockets: WebSocket[] = []
  #receivedAt: number[] = []
  #onAll: (() => void) | undefined

  /** Settles when every subscription has started. */
  async open(load: SubscribeLoad): Promise<void> {
    for (let first = 0; first < load.count; first += atOnceMax) {
      const size = Math.min(atOnceMax, load.count - first)
      const opened = Array.from({ length: size }, (_, index) =>
        this.#subscribed(load, first + index),
      )
      this.#sockets.push(...(await Promise.all(opened)))
    }
    this.#receivedAt = []
  }

  async receive(): Promise<Received> {
    if (this.#receivedAt.length < this.#sockets.length) {
      await new Promise<void>((resolve) => {
        this.#onAll = resolve
      })
    }
    const receivedAt = this.#receivedAt
    this.#receivedAt = []
    return {
      lastAtMs: Math.max(...receivedAt),
      medianAtMs: percentile(receivedAt, 0.5),
      sockets: receivedAt.length,
    }
  }

  async close(): Promise<void> {
    const closed = this.#sockets.map(
      (socket) => new Promise((resolve) => socket.once('close', resolve)),
    )
    for (const socket of this.#sockets) socket.terminate()
    this.#sockets = []
    await Promise.all(closed)
  }

  #subscribed({ port, token, perAddress }: SubscribeLoad, index: number): Promise<WebSocket> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/trpc`, {
      localAddress: `127.0.0.${1 + Math.floor(index / perAddress)}`,
      headers: { authorization: `Bearer ${token}` },
      perMessageDeflate: false,
    })
    socket.once('open', () => socket.send(subscribe))
    return new Promise((resolve, reject) => {
      socket.on('error', reject)
      socket.on('close', (code) => reject(new Error(`A subscriber was closed: ${code}`)))
      socket.on('message', (data: Buffer) => {
        const text = data.toString('latin1')
        if (text === 'PING') socket.send('PONG')
        else if (text.includes('"type":"started"')) resolve(socket)
        else if (text.includes('"type":"data"')) this.#received()
        else reject(new Error(`A subscriber was told ${text}`))
      })
    })
  }

  #received(): void {
    this.#receivedAt.push(monotonicMs())
    if (this.#receivedAt.length === this.#sockets.length) this.#onAll?.()
  }
}
