// The variables of what the service sends by itself: webhooks, and alerts by mail.
import { z } from 'zod'
import { flag, text, whole } from './config-fields.ts'

const addressesMax = 10

export const outboundVariables = {
  WEBHOOK_TIMEOUT: whole(
    10,
    1,
    60,
    'seconds',
    'How long a receiver of a webhook may take to answer',
  ),
  WEBHOOK_ALLOW_HTTP: flag(
    'Whether webhooks may be sent over plain http, for receivers of your own',
  ),
  WEBHOOK_ALLOW_PRIVATE: flag(
    'Whether webhooks may be sent to this machine and private networks; for local use, since every user can name a URL',
  ),
  ALERT_BACKLOG: whole(100, 1, 1_000_000, 'jobs', 'An alert fires when more jobs than this wait'),
  ALERT_NO_COMPLETION: whole(
    15,
    1,
    1_440,
    'minutes',
    'An alert fires when jobs wait and none is completed for so long',
  ),
  ALERT_REPEAT: whole(4, 1, 168, 'hours', 'An alert that still fires is told again after so long'),
  SMTP_URL: z
    .string()
    .trim()
    .default('')
    .refine((value) => value === '' || isSmtpUrl(value), {
      error: 'must look like smtp://user:password@mail.example.com:587, or smtps://…',
    })
    .describe(
      'The mail server that alerts are handed to, with ALERT_EMAIL_TO and ALERT_EMAIL_FROM',
    ),
  ALERT_EMAIL_TO: text('', 'Who is mailed about alerts, comma-separated').refine(
    (value) => value === '' || areAddresses(value),
    { error: `must be one to ${addressesMax} mail addresses, comma-separated` },
  ),
  ALERT_EMAIL_FROM: text('', 'Whom those mails are from').refine(
    (value) => value === '' || isAddress(value),
    { error: 'must be a mail address' },
  ),
}

const isSmtpUrl = (value: string): boolean =>
  URL.canParse(value) && /^smtps?:$/.test(new URL(value).protocol) && new URL(value).hostname !== ''

const isAddress = (value: string): boolean => /^[^\s@,<>"]{1,64}@[^\s@,<>"]{1,190}$/.test(value)

function areAddresses(value: string): boolean {
  const all = value.split(',').map((each) => each.trim())
  return all.length <= addressesMax && all.every(isAddress)
}

type OutboundEnvironment = {
  [Name in keyof typeof outboundVariables]: z.infer<(typeof outboundVariables)[Name]>
}

const mailVariables = ['SMTP_URL', 'ALERT_EMAIL_TO', 'ALERT_EMAIL_FROM'] as const

/** Mail needs all three: with some of them operators would wait for mails that never come. */
export function outboundProblems(env: Partial<OutboundEnvironment>): string[] {
  const set = mailVariables.filter((name) => env[name])
  const unset = mailVariables.filter((name) => env[name] === '')
  if (set.length === 0 || unset.length === 0) return []
  const [needed, given] = [unset.join(' and '), set.join(' and ')]
  return [`${needed} must be set beside ${given}, or no alert is mailed; or unset ${given}`]
}
