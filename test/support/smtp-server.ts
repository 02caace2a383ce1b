// A mail server of a few commands: it keeps what it is handed over, or refuses everybody.

import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'

export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  /** Headers and text, as they came. */
  readonly content: string
}

export class SmtpServer {
  readonly mails: Mail[] = []
  /** While it is set, recipients are refused. */
  isRefusing = false
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #heard: (() => void)[] = []

  constructor() {
    this.#server = createServer((socket) => this.#talk(socket))
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `smtp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** Resolves with the next mail that is handed over. */
  async next(): Promise<Mail | undefined> {
    await new Promise<void>((resolve) => this.#heard.push(resolve))
    return this.mails.at(-1)
  }

  #talk(socket: Socket): void {
    this.#sockets.add(socket)
    let mail = { from: '', to: [] as string[], content: '' }
    let isData = false
    let buffered = ''
    const say = (line: string) => socket.write(`${line}\r\n`)
    const take = (line: string) => {
      if (isData && line !== '.') {
        mail = { ...mail, content: `${mail.content}${line}\n` }
      } else if (isData) {
        isData = false
        this.mails.push(mail)
        mail = { from: '', to: [], content: '' }
        say('250 kept')
        for (const heard of this.#heard.splice(0)) heard()
      } else {
        isData = this.#answer(line, mail, say)
      }
    }
    say('220 ready')
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      const lines = (buffered + chunk.toString()).split('\r\n')
      buffered = lines.pop() ?? ''
      for (const line of lines) take(line)
    })
  }

  /** Answers true when the content of a mail follows. */
  #answer(
    line: string,
    mail: { from: string; to: string[] },
    say: (line: string) => void,
  ): boolean {
    const address = /<([^>]*)>/.exec(line)?.[1] ?? ''
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'MAIL') mail.from = address
    if (verb === 'RCPT') mail.to.push(address)
    if (verb === 'RCPT' && this.isRefusing) say('550 not here')
    else if (verb === 'DATA') say('354 go on')
    else if (verb === 'QUIT') say('221 bye')
    else say('250 fine')
    return verb === 'DATA'
  }
}
