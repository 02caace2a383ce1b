import { afterEach, expect, test } from 'vitest'
import { startLiveService } from '../client/support/live-service.ts'
import { SmtpServer } from '../support/smtp-server.ts'

const ending: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
})

async function serving(env: Record<string, string>) {
  const live = await startLiveService(env)
  ending.push(() => live.stop())
  return live.service.operator.admin
}

test('given a mail server, when alerts are tested on a real service, then the mail is there', async () => {
  const server = new SmtpServer()
  const url = await server.start()
  ending.push(() => server.stop())
  const admin = await serving({
    SMTP_URL: url,
    ALERT_EMAIL_TO: 'ops@example.com, lead@example.com',
    ALERT_EMAIL_FROM: 'unstuck@example.com',
  })

  const { channels } = await admin.testAlerts()

  expect(channels.map(({ channel, configured, ok }) => [channel, configured, ok])).toEqual([
    ['log', true, true],
    ['webhook', false, false],
    ['mail', true, true],
  ])
  expect(server.mails).toMatchObject([
    { from: 'unstuck@example.com', to: ['ops@example.com', 'lead@example.com'] },
  ])
  expect(await admin.alerts()).toEqual({ firing: [] })
})

test('given no channel but the log, then each says how it is configured', async () => {
  const admin = await serving({})

  const { channels } = await admin.testAlerts()

  expect(channels).toMatchObject([
    { channel: 'log', configured: true, ok: true },
    {
      channel: 'webhook',
      configured: false,
      ok: false,
      detail: expect.stringContaining('unstuck webhooks create <url> --events alert.firing'),
    },
    {
      channel: 'mail',
      configured: false,
      ok: false,
      detail: 'set SMTP_URL, ALERT_EMAIL_TO and ALERT_EMAIL_FROM',
    },
  ])
})
