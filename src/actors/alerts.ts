// Looks at the figures twice a minute and tells operators by the rules: in the log always, by webhooks of the service,
// and by mail where that is configured. What it knows is in memory and kept in the file, so that a restart tells nothing
// twice, and a store that takes no writes is told of all the same. A channel that fails disturbs nothing.
import { list } from '../db/alerts.queries.ts'
import { commitAlert } from '../db/commit-alert.ts'
import type { Db } from '../db/connection.ts'
import {
  type AlertFigures,
  type AlertMessage,
  type AlertNews,
  type AlertRule,
  type AlertState,
  looked,
  messageOf,
  quiet,
} from '../domain/alerts.ts'
import { describeError } from '../domain/errors.ts'
import type { AlertEventType } from '../domain/webhooks.ts'
import type { Clock } from '../system/clock.ts'
import type { Log } from '../system/log.ts'
import { AlertMails, type SendMail } from './alert-mails.ts'
import type { GroupCommit } from './group-commit.ts'

export interface AlertsOptions {
  readonly db: Db
  readonly clock: Clock
  readonly commits: GroupCommit
  readonly log: Log
  readonly rules: readonly AlertRule[]
  readonly repeatMs: number
  /** How the service stands now, and what was completed since `since`. */
  readonly figures: (since: number) => AlertFigures
  /** Tells the webhooks of the service, in the commit that is open; answers how many. */
  readonly announceNow: (type: AlertEventType, data: object) => number
  /** Absent: no mail is sent. */
  readonly sendMail?: SendMail | undefined
}

/** What became of a test message on one channel. */
export interface ChannelReport {
  readonly channel: 'log' | 'webhook' | 'mail'
  /** Whether it was tried at all; where not, `detail` says how to configure it. */
  readonly configured: boolean
  /** It took the message. */
  readonly ok: boolean
  readonly detail: string
}

export const lookEveryMs = 30_000

const webhook = { channel: 'webhook' } as const
const howToHaveWebhooks =
  'no webhook asks for alerts: unstuck webhooks create <url> --events alert.firing,alert.resolved'

export class Alerts {
  readonly #options: AlertsOptions
  readonly #states = new Map<string, AlertState>()
  readonly #mails: AlertMails
  /** What is not in the file yet: a rule, and what its webhooks are to be told. */
  readonly #unsaved = new Map<string, AlertMessage | undefined>()
  #lookedAt: number
  #timer: unknown
  #isSaving = false

  constructor(options: AlertsOptions) {
    this.#options = options
    this.#lookedAt = options.clock.now()
    const { clock, log, sendMail } = options
    const onChange = (rule: string) => this.#note(rule)
    this.#mails = new AlertMails({ clock, log, send: sendMail, onChange })
  }

  /** Goes on from what an earlier process has told. */
  start(): void {
    const { clock, db, log } = this.#options
    try {
      for (const { rule, firingSince, toldAt, ...mail } of list(db)) {
        this.#states.set(rule, { firingSince, toldAt, turningSince: null })
        this.#mails.restore(rule, mail)
      }
    } catch (error) {
      // Told twice is better than not at all.
      log.error('alerts.not-known', { error: describeError(error) })
    }
    this.#lookedAt = clock.now()
    this.#arm()
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** The rules that fire now, and since when. */
  get firing(): { rule: string; since: number }[] {
    return [...this.#states].flatMap(([rule, { firingSince }]) =>
      firingSince === null ? [] : [{ rule, since: firingSince }],
    )
  }

  /** Why mail does not get through, where it does not. */
  get trouble(): string | undefined {
    return this.#mails.trouble
  }

  /** Sends a test message over every configured channel. */
  async test(): Promise<ChannelReport[]> {
    const { clock, log } = this.#options
    const message: AlertMessage = {
      rule: 'test',
      severity: 'warning',
      state: 'firing',
      isRepeated: false,
      message: 'This is a test; nothing is wrong',
      see: 'docs/operations.md#alerts-without-prometheus',
      since: clock.now(),
    }
    log.warn('alert.firing', { code: message.rule, reason: message.message })
    return [
      { channel: 'log', configured: true, ok: true, detail: 'alert.firing, with code "test"' },
      await this.#testWebhooks(message),
      await this.#mails.test(message),
    ]
  }

  async #testWebhooks(message: AlertMessage): Promise<ChannelReport> {
    const { commits, announceNow } = this.#options
    try {
      const told = await commits.add(() => announceNow('alert.firing', message))
      if (told === 0) return { ...webhook, configured: false, ok: false, detail: howToHaveWebhooks }
      const detail = `${told} webhooks; what became of it: unstuck webhooks deliveries <webhook>`
      return { ...webhook, configured: true, ok: true, detail }
    } catch (error) {
      return { ...webhook, configured: true, ok: false, detail: describeError(error) }
    }
  }

  #arm(): void {
    this.#timer = this.#options.clock.setTimeout(() => {
      this.#arm()
      this.#look()
    }, lookEveryMs)
  }

  #look(): void {
    const { clock, figures, rules, log } = this.#options
    try {
      const now = clock.now()
      const read = figures(this.#lookedAt)
      this.#lookedAt = now
      for (const rule of rules) this.#judge(rule, read, now)
    } catch (error) {
      log.error('alerts.failed', { error: describeError(error) })
    }
    void this.#save()
    this.#mails.sendDue()
  }

  #judge(rule: AlertRule, figures: AlertFigures, now: number): void {
    const { repeatMs } = this.#options
    const before = this.#states.get(rule.name) ?? quiet
    const value = rule.value(figures)
    const { state, news } = looked(rule, before, value, { now, repeatMs })
    this.#states.set(rule.name, state)
    if (news === undefined) return
    const since = state.firingSince ?? before.firingSince ?? now
    this.#tell(messageOf(rule, news, { value: value ?? 0, figures, since }), news)
  }

  #tell(message: AlertMessage, news: AlertNews): void {
    const { log } = this.#options
    const fields = { code: message.rule, reason: message.message }
    if (news === 'resolved') log.info('alert.resolved', fields)
    else if (message.severity === 'critical') log.error('alert.firing', fields)
    else log.warn('alert.firing', fields)
    this.#mails.put(message)
    this.#unsaved.set(message.rule, message)
  }

  /** A mail was sent or put off. */
  #note(rule: string): void {
    if (!this.#unsaved.has(rule)) this.#unsaved.set(rule, undefined)
    void this.#save()
  }

  /** What cannot be written now is written at a later look; webhooks are told in the same commit. */
  async #save(): Promise<void> {
    if (this.#isSaving || this.#unsaved.size === 0) return
    this.#isSaving = true
    const taken = [...this.#unsaved]
    this.#unsaved.clear()
    const { commits, log } = this.#options
    try {
      await commits.addUpkeep(() => {
        for (const [rule, message] of taken) this.#saveNow(rule, message)
      })
    } catch (error) {
      for (const [rule, message] of taken) {
        if (this.#unsaved.get(rule) === undefined) this.#unsaved.set(rule, message)
      }
      log.error('alerts.not-kept', { error: describeError(error) })
    }
    this.#isSaving = false
  }

  #saveNow(rule: string, message: AlertMessage | undefined): void {
    const { db, announceNow } = this.#options
    const { firingSince, toldAt } = this.#states.get(rule) ?? quiet
    commitAlert(db, { rule, firingSince, toldAt, ...this.#mails.rowOf(rule) })
    if (message) announceNow(`alert.${message.state}`, message)
  }
}
