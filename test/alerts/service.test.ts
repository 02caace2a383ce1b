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

  expect(channels.map(({ channel, ok }) => `${channel} ${ok}`)).toEqual([
    'log true',
    'webhook true',
    'mail true',
  ])
  expect(server.mails).toMatchObject([
    { from: 'unstuck@example.com', to: ['ops@example.com', 'lead@example.com'] },
  ])
  expect(await admin.alerts()).toEqual({ firing: [] })
})

test('given none, then no mail is configured, and nothing is wrong', async () => {
  const admin = await serving({})

  expect((await admin.testAlerts()).channels.at(-1)).toEqual({
    channel: 'mail',
    ok: true,
    detail: 'not configured: SMTP_URL is unset',
  })
})
