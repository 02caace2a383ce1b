// Bytes on a TCP connection, and what comes back: for requests that no client library would send.
import { connect, type Socket } from 'node:net'

export interface RawConnection {
  readonly socket: Socket
  /** Everything received so far. */
  text(): string
  /** Settles when the received text satisfies `test`; rejects if the connection ends before. */
  until(test: (text: string) => boolean): Promise<string>
  /** Everything received when the connection has closed. */
  closed(): Promise<string>
}

export async function openRaw(port: number, host = '127.0.0.1'): Promise<RawConnection> {
  const socket = connect({ port, host })
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => {})
  const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  const text = () => Buffer.concat(chunks).toString('latin1')
  return {
    socket,
    text,
    until: (test) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!test(text())) return
          socket.off('data', look)
          resolve(text())
        }
        socket.on('data', look)
        look()
        void gone.then(() => reject(new Error(`The connection ended after: ${text()}`)))
      }),
    closed: async () => {
      await gone
      return text()
    },
  }
}

/** Sends one request and gives all that came back until the server closed. */
export async function sendRaw(port: number, request: string): Promise<string> {
  const raw = await openRaw(port)
  raw.socket.write(request)
  return raw.closed()
}

export const statusOf = (response: string): number => Number(response.split(' ')[1])

export const handshake = (
  options: { target?: string; host?: string | undefined; headers?: readonly string[] } = {},
): string => {
  const { target = '/trpc', headers = [] } = options
  const host = 'host' in options ? options.host : 'localhost'
  return [
    `GET ${target} HTTP/1.1`,
    ...(host === undefined ? [] : [`Host: ${host}`]),
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
    '',
    '',
  ].join('\r\n')
}
