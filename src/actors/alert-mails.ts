// Mails about alerts that were not sent yet: one a rule, a newer one in the place of an older. What cannot be sent is
// tried again a few times and then given up; nothing ever waits for it.
import type { AlertRow } from '../db/alerts.queries.ts'
import type { AlertMessage } from '../domain/alerts.ts'
import { describeError } from '../domain/errors.ts'
import type { Clock } from '../system/clock.ts'
import type { Log } from '../system/log.ts'
import type { ChannelReport } from './alerts.ts'

/** Rejects where the mail could not be handed over. */
export type SendMail = (mail: { readonly subject: string; readonly text: string }) => Promise<void>

export interface AlertMailsOptions {
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  /** Absent: no mail is sent. */
  readonly send: SendMail | undefined
  /** The mail of this rule was sent, put off or given up. */
  readonly onChange: (rule: string) => void
}

interface Waiting {
  readonly message: AlertMessage
  readonly tries: number
  readonly dueAt: number
}

/** The pause after each failed try; after the last of them a mail is given up. */
export const mailPausesMs: readonly number[] = [30_000, 120_000, 600_000, 1_800_000]
const reasonMaxChars = 200

const mail = { channel: 'mail' } as const
const howToHaveMails = 'set SMTP_URL, ALERT_EMAIL_TO and ALERT_EMAIL_FROM'

type MailColumns = Pick<AlertRow, 'mail' | 'mailTries' | 'mailDueAt'>

export class AlertMails {
  readonly #options: AlertMailsOptions
  readonly #waiting = new Map<string, Waiting>()
  #isSending = false
  #trouble: string | undefined

  constructor(options: AlertMailsOptions) {
    this.#options = options
  }

  get trouble(): string | undefined {
    return this.#trouble
  }

  put(message: AlertMessage): void {
    const { clock, send } = this.#options
    if (!send) return
    this.#waiting.set(message.rule, { message, tries: 0, dueAt: clock.now() })
  }

  /** As a row says it. */
  restore(rule: string, { mail, mailTries, mailDueAt }: MailColumns): void {
    if (mail === null || mailDueAt === null || !this.#options.send) return
    this.#waiting.set(rule, { message: JSON.parse(mail), tries: mailTries, dueAt: mailDueAt })
  }

  rowOf(rule: string): MailColumns {
    const waiting = this.#waiting.get(rule)
    if (!waiting) return { mail: null, mailTries: 0, mailDueAt: null }
    const { message, tries, dueAt } = waiting
    return { mail: JSON.stringify(message), mailTries: tries, mailDueAt: dueAt }
  }

  /** Sends what is due, one after the other, in the background. */
  sendDue(): void {
    if (this.#isSending) return
    const now = this.#options.clock.now()
    const due = [...this.#waiting.values()].filter(({ dueAt }) => dueAt <= now)
    if (due.length === 0) return
    this.#isSending = true
    void this.#sendAll(due)
  }

  async test(message: AlertMessage): Promise<ChannelReport> {
    const { send } = this.#options
    if (!send) return { ...mail, configured: false, ok: false, detail: howToHaveMails }
    try {
      await send(mailOf(message))
      return { ...mail, configured: true, ok: true, detail: 'handed over' }
    } catch (error) {
      const detail = describeError(error, reasonMaxChars)
      return { ...mail, configured: true, ok: false, detail }
    }
  }

  async #sendAll(due: readonly Waiting[]): Promise<void> {
    for (const waiting of due) await this.#sendOne(waiting)
    this.#isSending = false
  }

  async #sendOne(waiting: Waiting): Promise<void> {
    const { send, onChange } = this.#options
    const { rule } = waiting.message
    try {
      await send?.(mailOf(waiting.message))
      this.#trouble = undefined
      this.#replace(waiting, undefined)
    } catch (error) {
      this.#putOff(waiting, describeError(error, reasonMaxChars))
    }
    onChange(rule)
  }

  #putOff(waiting: Waiting, reason: string): void {
    const { clock, log } = this.#options
    this.#trouble = `a mail about an alert could not be sent: ${reason}`
    const pauseMs = mailPausesMs[waiting.tries]
    const code = waiting.message.rule
    if (pauseMs === undefined) {
      log.error('alert.mail-given-up', { code, error: reason })
      this.#replace(waiting, undefined)
      return
    }
    log.warn('alert.mail-failed', { code, error: reason })
    const dueAt = clock.now() + pauseMs
    this.#replace(waiting, { ...waiting, tries: waiting.tries + 1, dueAt })
  }

  /** Unless a newer one has taken its place meanwhile. */
  #replace(waiting: Waiting, by: Waiting | undefined): void {
    const { rule } = waiting.message
    if (this.#waiting.get(rule) !== waiting) return
    if (by) this.#waiting.set(rule, by)
    else this.#waiting.delete(rule)
  }
}

function mailOf({ state, severity, rule, message, see, since, isRepeated }: AlertMessage) {
  const word = state === 'resolved' ? 'resolved' : isRepeated ? `still ${severity}` : severity
  return {
    subject: `[unstuck] ${word}: ${rule}`,
    text: `${message}\n\nSince ${new Date(since).toISOString()}\nWhat to do: ${see}\n`,
  }
}
