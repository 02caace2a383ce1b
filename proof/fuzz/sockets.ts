// WebSockets to the service as its people open them: one a role, signed in, opened again when the service has
// closed it.
import { WebSocket } from 'ws'
import type { Role } from './case.ts'
import { Hung } from './http.ts'
import type { Target } from './target.ts'

/** Below what one connection may send at once, so that limits do not hide what comes after them. */
const messagesEach = 150
const answerMaxMs = 10_000
const openMaxMs = 10_000
const alive = '{"id":0,"method":"query","params":{"path":"health.live"}}'

export interface Heard {
  /** Messages, oldest first; empty where the connection was closed without one. */
  readonly messages: readonly string[]
  readonly closedWith: number | undefined
}

export class Line {
  readonly #socket: WebSocket
  sent = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
  }

  static async open(target: Target, as: Role): Promise<Line> {
    const token = target.tokenOf(as)
    const socket = new WebSocket(
      `ws://127.0.0.1:${target.port}/trpc${token === undefined ? '' : '?connectionParams=1'}`,
      { headers: { ...target.headersOf(as), 'x-forwarded-for': target.freshAddress() } },
    )
    socket.on('error', () => {})
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('close', () => reject(new Error('The socket was refused')))
      setTimeout(() => reject(new Error('The socket did not open')), openMaxMs).unref()
    })
    if (token !== undefined) {
      socket.send(JSON.stringify({ method: 'connectionParams', data: { token } }))
    }
    const line = new Line(socket)
    // Answered only when the sign-in has been looked at.
    if (token !== undefined) await line.ask(alive)
    return line
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  /** Sends a message and listens until something comes back, or until `silence` where nothing has to. */
  ask(text: string, silence?: () => Promise<unknown>): Promise<Heard> {
    this.sent++
    return new Promise((resolve, reject) => {
      const messages: string[] = []
      const settle = (closedWith?: number) => {
        clearTimeout(timer)
        this.#socket.off('message', onMessage).off('close', settle)
        resolve({ messages, closedWith })
      }
      const onMessage = (data: unknown) => {
        messages.push(String(data))
        // More may follow in the same turn.
        setImmediate(settle)
      }
      const timer = setTimeout(
        () => reject(new Hung(`no answer within ${answerMaxMs} ms`)),
        answerMaxMs,
      )
      this.#socket.on('message', onMessage).once('close', settle)
      this.#socket.send(text)
      silence?.().then(() => setImmediate(settle), reject)
    })
  }

  close(): void {
    this.#socket.terminate()
  }
}

export class Lines {
  readonly #target: Target
  readonly #lines = new Map<Role, Line>()

  constructor(target: Target) {
    this.#target = target
  }

  async of(as: Role): Promise<Line> {
    const known = this.#lines.get(as)
    if (known?.isOpen && known.sent < messagesEach) return known
    known?.close()
    const line = await Line.open(this.#target, as)
    this.#lines.set(as, line)
    return line
  }

  drop(as: Role): void {
    this.#lines.get(as)?.close()
    this.#lines.delete(as)
  }

  closeAll(): void {
    for (const as of [...this.#lines.keys()]) this.drop(as)
  }
}
