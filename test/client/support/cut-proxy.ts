// A TCP proxy on loopback whose connections can be cut at will, in the middle of anything.

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

export class CutProxy {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  /** Connections accepted so far. */
  accepted = 0
  #isDown = false
  #cutAfterBytes: number | undefined

  private constructor(targetPort: number) {
    this.#server = createServer((client) => this.#join(client, targetPort))
  }

  static async to(url: string): Promise<CutProxy> {
    const proxy = new CutProxy(Number(new URL(url).port))
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Ends every connection there is, without a goodbye. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** While down, every connection is cut as soon as it is made. */
  down(isDown: boolean): void {
    this.#isDown = isDown
    if (isDown) this.cut()
  }

  /** Cuts the next connection when the service has sent this many bytes on it. */
  cutNextAfter(bytes: number): void {
    this.#cutAfterBytes = bytes
  }

  async close(): Promise<void> {
    this.cut()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(client: Socket, port: number): void {
    this.accepted++
    const service = connect(port, '127.0.0.1')
    const end = () => {
      client.destroy()
      service.destroy()
    }
    for (const socket of [client, service]) {
      this.#sockets.add(socket)
      socket.on('error', end)
      socket.on('close', () => {
        this.#sockets.delete(socket)
        end()
      })
    }
    if (this.#isDown) {
      end()
      return
    }
    const limit = this.#cutAfterBytes
    this.#cutAfterBytes = undefined
    if (limit !== undefined) {
      let seen = 0
      service.on('data', (chunk) => {
        seen += chunk.length
        if (seen >= limit) end()
      })
    }
    client.pipe(service)
    service.pipe(client)
  }
}
