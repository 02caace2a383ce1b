// How long until the last of 5,000 WebSocket subscribers has one event, and what does each cost in memory
// while it waits? Events belong to one person, so all are subscriptions of one person, as an operator's
// wall of screens would be: the caps for each person (5 connections, 20 subscriptions) are raised. Those for
// each address (50) and for all (5,000) are not: the subscribers come from 100 loopback addresses.
import { bareBroadcast } from './bare-servers.ts'
import {
  type Bench,
  type Benchmark,
  collectGarbage,
  type Figure,
  figure,
  median,
  pause,
  requireDone,
  takeTurns,
} from './harness.ts'
import { LoadClient, monotonicMs } from './load.ts'
import { NetService } from './net-service.ts'
import { people } from './payloads.ts'

const lastMaxMs = 120
const memoryMaxKb = 40

export const fanOut: Benchmark = {
  name: 'fan-out',
  question: 'How long until the last of 5,000 subscribers has one event?',
  run: measureFanOut,
}

async function measureFanOut({ quick, folder, say }: Bench): Promise<Figure[]> {
  const count = quick ? 1_000 : 5_000
  const rounds = quick ? 5 : 15
  let committedAtMs = 0
  const subject = await NetService.start({
    folder,
    limits: { livePerUserMax: count, subscriptionsPerUserMax: count },
    crashPoint: (name) => {
      if (name === 'after-commit') committedAtMs = monotonicMs()
    },
  })
  const person = await subject.signUp()
  const { dispatcher, intake, feed } = subject.service.runtime
  dispatcher.close()
  const submit = () => intake.submit(person.userId, { assessmentData: people[0] })
  // What is compiled and allocated once is nobody's share.
  await submit()
  const client = new LoadClient()
  const subscribe = { kind: 'subscribe', token: person.token, perAddress: 50 } as const
  say(`${count} subscribers`)
  const before = await settledRss()
  await client.run({ ...subscribe, port: subject.port, count })
  requireDone('subscribers', feed.waiting, count)
  const bytesEach = ((await settledRss()) - before) / count
  const bareClient = new LoadClient()
  const bare = await bareBroadcast()
  await bareClient.run({ ...subscribe, port: bare.port, count })
  say(`${rounds} rounds of one event to all`)
  let told = 0
  const figures = await takeTurns(rounds, {
    service: async () => {
      const received = client.run({ kind: 'receive' })
      await submit()
      const { lastAtMs, sockets } = await received
      told += sockets
      return lastAtMs - committedAtMs
    },
    bare: async () => {
      const received = bareClient.run({ kind: 'receive' })
      const startedAtMs = monotonicMs()
      bare.tell(eventText)
      const { lastAtMs, sockets } = await received
      requireDone('sockets told', sockets, count)
      return lastAtMs - startedAtMs
    },
  })
  requireDone('events received', told, count * (rounds + 1))
  client.stop()
  bareClient.stop()
  bare.stop()
  await subject.stop()
  const benchmark = 'fan-out'
  const kilobytes = bytesEach / 1_024
  const last = median(figures.service)
  return [
    figure(
      {
        benchmark,
        measure: `one event to the last of ${count} subscribers`,
        unit: 'ms',
        beside: { name: 'bare ws, one text to all', median: median(figures.bare) },
        aim: { text: `≤ ${lastMaxMs} ms`, isMet: last <= lastMaxMs },
      },
      figures.service,
    ),
    figure(
      {
        benchmark,
        measure: 'memory of an idle subscriber, RSS',
        unit: 'KB',
        aim: { text: `< ${memoryMaxKb} KB`, isMet: kilobytes < memoryMaxKb },
      },
      [kilobytes],
    ),
  ]
}

/** Resident memory when the garbage of what came before is gone. */
async function settledRss(): Promise<number> {
  for (let turn = 0; turn < 3; turn++) {
    await pause(200)
    collectGarbage()
  }
  return process.memoryUsage.rss()
}

/** As long as what the service tells of a submission. */
const eventText = JSON.stringify({ id: 1, result: { type: 'data', data: 'x'.repeat(420) } })
