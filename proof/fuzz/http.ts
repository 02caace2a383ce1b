// One HTTP request over a kept connection, and what came back; nothing is retried or followed.
import { Agent, type IncomingMessage, request } from 'node:http'

export interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer | null
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

/** Longer than any input may take; what takes longer hangs. */
const answerMaxMs = 10_000
/** A stream does not end: so long what it says is listened to. */
const streamMs = 150

export class Hung extends Error {
  override readonly name = 'Hung'
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 })

export function send(port: number, { method, path, headers, body }: Sent): Promise<Answer> {
  // Node leaves the length out where a body is unusual, and the next request would begin in the middle of it.
  const length = body == null ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const all = { ...headers, ...length }
  return new Promise((resolve, reject) => {
    const sent = request(
      { port, host: '127.0.0.1', method, path, headers: all, agent, timeout: answerMaxMs },
      (response) => read(response, resolve, reject),
    )
    sent.on('timeout', () => sent.destroy(new Hung(`no answer within ${answerMaxMs} ms`)))
    sent.on('error', reject)
    sent.end(body ?? undefined)
  })
}

function read(
  response: IncomingMessage,
  resolve: (answer: Answer) => void,
  reject: (error: Error) => void,
): void {
  const chunks: Buffer[] = []
  const settle = () => {
    const text = Buffer.concat(chunks).toString('utf8')
    resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
  }
  response.on('data', (chunk: Buffer) => chunks.push(chunk))
  if (response.headers['content-type']?.startsWith('text/event-stream')) {
    response.on('error', () => {})
    listen(response, chunks, settle)
    return
  }
  response.on('end', settle).on('error', reject)
}

/** A busy machine sends an event in pieces: the last one is waited for. */
function listen(response: IncomingMessage, chunks: readonly Buffer[], settle: () => void): void {
  const startedAt = performance.now()
  const look = () => {
    const isWhole = Buffer.concat(chunks.slice(-2)).toString('utf8').endsWith('\n\n')
    if (!isWhole && !response.closed && performance.now() - startedAt < answerMaxMs) {
      setTimeout(look, streamMs)
      return
    }
    response.destroy()
    settle()
  }
  setTimeout(look, streamMs)
}
