// The least that a network server can do, as what the service's figures stand beside: node:http that reads
// a body and answers a fixed one, a WebSocket that echoes, and one text sent to every open socket.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export interface BareServer {
  readonly port: number
  stop(): void
}

/** Reads each request's body and answers `body`. */
export function bareHttp(body: string): Promise<BareServer> {
  const head = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  return listening(
    createServer((request, response) => {
      request.on('data', () => {})
      request.on('end', () => response.writeHead(202, head).end(body))
    }),
  )
}

/** Sends each message back. */
export async function bareEcho(): Promise<BareServer> {
  const server = createServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => socket.send(String(data)))
  })
  return listening(server)
}

/** Answers `started` to the first message of each socket; `tell` sends one text to all of them. */
export async function bareBroadcast(): Promise<BareServer & { tell(text: string): void }> {
  const server = createServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  sockets.on('connection', (socket: WebSocket) => {
    socket.once('message', () => socket.send('{"id":1,"result":{"type":"started"}}'))
  })
  const bare = await listening(server)
  return {
    ...bare,
    tell(text) {
      for (const socket of sockets.clients) socket.send(text)
    },
  }
}

function listening(server: Server): Promise<BareServer> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      const stop = () => {
        server.close()
        server.closeAllConnections()
      }
      resolve({ port, stop })
    })
  })
}
