// Hands mails over to an SMTP server. The library is loaded with the first of them, and only where mail is configured;
// no file and no address is ever read into a mail.
import type { Transporter } from 'nodemailer'

export interface MailerOptions {
  /** `smtp://` or `smtps://`, with user name and password where the server asks for them. */
  readonly url: string
  readonly from: string
  readonly to: readonly string[]
}

/** Each step of a hand-over may take so long; nobody waits for it. */
const timeoutMs = 10_000

export class Mailer {
  readonly #options: MailerOptions
  #transport: Transporter | undefined

  constructor(options: MailerOptions) {
    this.#options = options
  }

  /** Rejects where the server does not take it. */
  async send({ subject, text }: { subject: string; text: string }): Promise<void> {
    const { url, from, to } = this.#options
    const { createTransport } = await import('nodemailer')
    this.#transport ??= createTransport({
      url,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    } as Parameters<typeof createTransport>[0])
    await this.#transport.sendMail({ from, to: [...to], subject, text })
  }
}
