import { afterEach, describe, expect, test } from 'vitest'
import { mailPausesMs } from '../../src/actors/alert-mails.ts'
import { Alerts, lookEveryMs } from '../../src/actors/alerts.ts'
import { GroupCommit } from '../../src/actors/group-commit.ts'
import { figuresOfJobs } from '../../src/alerts-setup.ts'
import { type OpenDatabase, openDatabase } from '../../src/db/connection.ts'
import { type AlertFigures, alertRules } from '../../src/domain/alerts.ts'
import { Mailer } from '../../src/outbound/mailer.ts'
import type { Log, LogFields } from '../../src/system/log.ts'
import { SimulatedClock } from '../../src/testing/index.ts'
import { SmtpServer } from '../support/smtp-server.ts'
import { well } from './support/well.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const ending: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
})

type SendMail = (mail: { subject: string; text: string }) => Promise<void>

/** Alerts over a database in memory, with figures that the test sets. */
function scene(
  options: {
    sendMail?: SendMail
    figures?: (db: OpenDatabase['db'], now: number, since: number) => Partial<AlertFigures>
  } = {},
) {
  const clock = new SimulatedClock()
  const database = openDatabase(':memory:')
  const { db } = database
  ending.push(() => database.close())
  const logged: { event: string; fields: LogFields }[] = []
  const note = (event: string, fields: LogFields = {}) => void logged.push({ event, fields })
  const log: Log = { info: note, warn: note, error: note }
  const announced: { type: string; data: object }[] = []
  const mails: { subject: string; text: string }[] = []
  const state = { figures: well }
  const take: SendMail = async (mail) => void mails.push(mail)
  const make = () => {
    const alerts = new Alerts({
      ...{ db, clock, log },
      commits: new GroupCommit({ db, clock }),
      rules: alertRules({ backlog: 100, noCompletionMs: 15 * minuteMs }),
      repeatMs: 4 * hourMs,
      figures: (since) => ({ ...state.figures, ...options.figures?.(db, clock.now(), since) }),
      announceNow: (type, data) => announced.push({ type, data }),
      sendMail: options.sendMail ?? take,
    })
    alerts.start()
    ending.push(() => alerts.stop())
    return alerts
  }
  const alerts = make()
  const told = () =>
    logged
      .filter(({ event }) => event.startsWith('alert.'))
      .map(({ event, fields }) => `${event} ${fields.code}`)
  return { clock, db, alerts, make, logged, told, announced, mails, state }
}

test('what fires is told once by every channel, and so is its end', async () => {
  const { clock, state, told, announced, mails, alerts } = scene()
  state.figures = { ...well, stuck: 3 }
  await clock.advance(20 * minuteMs)
  expect(alerts.firing).toMatchObject([{ rule: 'stuck' }])
  state.figures = well
  await clock.advance(20 * minuteMs)

  expect(told()).toEqual(['alert.firing stuck', 'alert.resolved stuck'])
  expect(announced).toMatchObject([
    { type: 'alert.firing', data: { rule: 'stuck', severity: 'critical', isRepeated: false } },
    { type: 'alert.resolved', data: { rule: 'stuck', state: 'resolved' } },
  ])
  expect(mails.map(({ subject }) => subject)).toEqual([
    '[unstuck] critical: stuck',
    '[unstuck] resolved: stuck',
  ])
  expect(mails[0]?.text).toContain('3 jobs are past their deadline and nobody settles them')
  expect(mails[0]?.text).toContain('What to do: docs/operations.md#unstuckjobsstuck')
  expect(alerts.firing).toEqual([])
})

test('10,000 stuck jobs are one message', async () => {
  const { clock, db, told, mails, announced } = scene({ figures: figuresOfJobs })
  const at = clock.now()
  db.$client
    .prepare(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 10000)
       insert into jobs (job_id, user_id, status, deadline_at, adopted_at, created_at, updated_at)
       select 'J' || i, 'ana', 'processing', ${at}, ${at}, ${at}, ${at} from n`,
    )
    .run()
  await clock.advance(hourMs)

  expect(told()).toEqual(['alert.firing stuck'])
  expect(announced).toMatchObject([{ data: { message: expect.stringContaining('10000 jobs') } }])
  expect(mails).toHaveLength(1)
})

describe('a restart', () => {
  test('tells nothing again, and goes on to the end of it', async () => {
    const { clock, state, told, alerts, make } = scene()
    state.figures = { ...well, queued: 500 }
    await clock.advance(10 * minuteMs)
    alerts.stop()
    const next = make()
    await clock.advance(hourMs)
    expect(told()).toEqual(['alert.firing backlog'])
    expect(next.firing).toMatchObject([{ rule: 'backlog' }])

    state.figures = well
    await clock.advance(10 * minuteMs)
    expect(told()).toEqual(['alert.firing backlog', 'alert.resolved backlog'])
  })

  test('leaves no row of what is quiet', async () => {
    const { clock, state, db } = scene()
    state.figures = { ...well, queued: 500 }
    await clock.advance(10 * minuteMs)
    expect(db.$client.prepare('select rule from alerts').pluck().all()).toEqual(['backlog'])
    state.figures = well
    await clock.advance(10 * minuteMs)
    expect(db.$client.prepare('select rule from alerts').pluck().all()).toEqual([])
  })

  test('sends the mail that was not sent before it', async () => {
    let isDown = true
    const sent: string[] = []
    const sendMail: SendMail = async ({ subject }) => {
      if (isDown) throw new Error('ECONNREFUSED')
      sent.push(subject)
    }
    const { clock, state, alerts, make } = scene({ sendMail })
    state.figures = { ...well, stuck: 1 }
    await clock.advance(5 * minuteMs + lookEveryMs)
    alerts.stop()
    isDown = false
    make()
    await clock.advance(10 * minuteMs)

    expect(sent).toEqual(['[unstuck] critical: stuck'])
  })
})

describe('a mail server that refuses', () => {
  test('is tried a few times, shows in health, and disturbs nothing else', async () => {
    let tries = 0
    const sendMail: SendMail = async () => {
      tries++
      throw new Error('550 not here')
    }
    const { clock, state, alerts, told, announced } = scene({ sendMail })
    state.figures = { ...well, stuck: 1 }
    await clock.advance(6 * minuteMs)
    expect(alerts.trouble).toContain('550 not here')
    await clock.advance(2 * hourMs)

    expect(tries).toBe(mailPausesMs.length + 1)
    expect(told()).toEqual([
      'alert.firing stuck',
      ...mailPausesMs.map(() => 'alert.mail-failed stuck'),
      'alert.mail-given-up stuck',
    ])
    expect(announced).toHaveLength(1)
  })

  test('and takes mails again is no trouble any more', async () => {
    let isDown = true
    const sendMail: SendMail = async () => {
      if (isDown) throw new Error('down')
    }
    const { clock, state, alerts } = scene({ sendMail })
    state.figures = { ...well, stuck: 1 }
    await clock.advance(6 * minuteMs)
    isDown = false
    await clock.advance(10 * minuteMs)
    expect(alerts.trouble).toBeUndefined()
  })

  test('one that never answers holds up no look and no other channel', async () => {
    const { clock, state, told, announced } = scene({ sendMail: () => new Promise(() => {}) })
    state.figures = { ...well, stuck: 1 }
    await clock.advance(10 * minuteMs)
    state.figures = { ...well, stuck: 1, queued: 500 }
    await clock.advance(10 * minuteMs)

    expect(told()).toEqual(['alert.firing stuck', 'alert.firing backlog'])
    expect(announced).toHaveLength(2)
  })
})

test('a store that takes no writes is told of by log and mail, and by webhook when it does again', async () => {
  const { clock, state, db, told, mails, announced, logged } = scene()
  db.$client.pragma('query_only = on')
  state.figures = { ...well, failing: ['store'], queued: undefined, stuck: undefined }
  await clock.advance(10 * minuteMs)
  expect(told()).toEqual(['alert.firing not-ready'])
  expect(mails).toHaveLength(1)
  expect(announced).toEqual([])
  expect(logged.some(({ event }) => event === 'alerts.not-kept')).toBe(true)

  db.$client.pragma('query_only = off')
  await clock.advance(minuteMs)
  expect(announced).toMatchObject([{ type: 'alert.firing', data: { rule: 'not-ready' } }])
  expect(told()).toEqual(['alert.firing not-ready'])
})

test('figures that cannot be read at all end nothing', async () => {
  let isBroken = true
  const { clock, state, told, logged } = scene({
    figures: () => {
      if (isBroken) throw new Error('no figures')
      return {}
    },
  })
  state.figures = { ...well, stuck: 1 }
  await clock.advance(10 * minuteMs)
  expect(logged.some(({ event }) => event === 'alerts.failed')).toBe(true)
  isBroken = false
  await clock.advance(10 * minuteMs)

  expect(told()).toEqual(['alert.firing stuck'])
})

describe('over a real mail server', () => {
  const mailer = async () => {
    const server = new SmtpServer()
    const url = await server.start()
    ending.push(() => server.stop())
    const to = ['ops@example.com', 'lead@example.com']
    return { server, mailer: new Mailer({ url, from: 'unstuck@example.com', to }) }
  }

  test('a test message reaches everybody it is for', async () => {
    const made = await mailer()
    const { alerts } = scene({ sendMail: (mail) => made.mailer.send(mail) })

    expect(await alerts.test()).toEqual([
      { channel: 'log', configured: true, ok: true, detail: 'alert.firing, with code "test"' },
      expect.objectContaining({ channel: 'webhook', configured: true, ok: true }),
      { channel: 'mail', configured: true, ok: true, detail: 'handed over' },
    ])
    const [mail] = made.server.mails
    expect(mail).toMatchObject({
      from: 'unstuck@example.com',
      to: ['ops@example.com', 'lead@example.com'],
    })
    expect(mail?.content).toContain('Subject: [unstuck] warning: test')
    expect(mail?.content).toContain('This is a test; nothing is wrong')
  })

  test('one that refuses is said in the report', async () => {
    const made = await mailer()
    made.server.isRefusing = true
    const { alerts } = scene({ sendMail: (mail) => made.mailer.send(mail) })

    const [, , mail] = await alerts.test()
    expect(mail).toMatchObject({ channel: 'mail', ok: false })
    expect(mail?.detail).toContain('550')
    expect(made.server.mails).toEqual([])
  })
})
