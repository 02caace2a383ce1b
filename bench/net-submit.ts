// Submissions over the network beside two others that take turns with them: the same calls to the bare
// server of the same transport, and the same submissions in process, without any transport.
import { bareEcho, bareHttp } from './bare-servers.ts'
import {
  type Bench,
  type Figure,
  figure,
  inFlight,
  median,
  requireDone,
  takeTurns,
} from './harness.ts'
import { type CallFigures, LoadClient } from './load.ts'
import { NetService, signedIn } from './net-service.ts'
import { people } from './payloads.ts'

const width = 64
/** Each round has others: what one person has submitted before is not what is asked here. */
const peopleEach = { rest: 1_000, ws: width / 2 } as const
const p99MaxMs = 50

export interface NetSubmit {
  readonly benchmark: string
  readonly transport: 'rest' | 'ws'
  readonly what: string
  readonly aimPerSecond: number
}

export async function netSubmit(bench: Bench, asked: NetSubmit): Promise<Figure[]> {
  const { benchmark, transport, what, aimPerSecond } = asked
  const count = bench.quick ? 4_000 : 10_000
  const rounds = bench.quick ? 3 : 7
  // One socket sends what many would; the count of its messages is what would stop it.
  const messages = 1_000_000_000
  const subject = await NetService.start({
    folder: bench.folder,
    isExternal: true,
    limits: {
      messagesPerMinute: messages,
      messagesBurst: messages,
      requestsPerSocketMax: messages,
    },
  })
  const { intake } = subject.service.runtime
  const everybody = await signedIn(peopleEach[transport] * (rounds + 1))
  let round = -1
  const ofRound = () => {
    const first = peopleEach[transport] * round
    return everybody.slice(first, first + peopleEach[transport])
  }
  await subject.emptyLine()
  const bare = transport === 'rest' ? await bareHttp(bodyOfSize(420)) : await bareEcho()
  const client = new LoadClient()
  const load = (port: number) => {
    const tokens = ofRound().map(({ token }) => token)
    return client.run({ kind: transport, port, tokens, count, width })
  }
  const latencies: CallFigures[] = []
  const cost = { service: [] as number[], inProcess: [] as number[] }
  bench.say(`${width} in flight, ${rounds} rounds of ${count}`)
  const figures = await takeTurns(
    rounds,
    {
      service: async () => {
        const stop = stopwatch()
        const answered = await load(subject.port)
        cost.service.push(stop() / count)
        latencies.push(answered)
        await subject.emptyLine()
        return answered.perSecond
      },
      bare: async () => (await load(bare.port)).perSecond,
      inProcess: async () => {
        const submitters = ofRound()
        const stop = stopwatch()
        const rate = await inFlight(count, width, (index) =>
          intake.submit(submitters[index % submitters.length]?.userId ?? '', {
            assessmentData: people[index % people.length],
          }),
        )
        cost.inProcess.push(stop() / count)
        await subject.emptyLine()
        return rate
      },
    },
    {
      beforeRound: async () => {
        round++
        await subject.introduce(ofRound())
      },
    },
  )
  const calls = count * (rounds + 1) * 2
  requireDone('jobs', subject.count('true'), calls)
  requireDone('charges', subject.count("kind = 'charge'", 'ledger_entries'), calls)
  requireDone('events', subject.count("type = 'analysis.queued'", 'events'), calls)
  client.stop()
  bare.stop()
  await subject.stop()
  const measured = latencies.slice(1)
  const p99 = measured.map(({ p99Ms }) => p99Ms)
  const measure = `${what}, ${width} in flight`
  const bareName = transport === 'rest' ? 'bare node:http' : 'bare ws echo'
  const isMet = median(figures.service) >= aimPerSecond
  const aim = { text: `≥ ${aimPerSecond}/s`, isMet }
  return [
    figure(
      {
        benchmark,
        measure,
        unit: 'per s',
        beside: { name: bareName, median: median(figures.bare) },
        aim,
      },
      figures.service,
    ),
    figure(
      {
        benchmark,
        measure,
        unit: 'per s',
        beside: { name: 'in process', median: median(figures.inProcess) },
      },
      figures.service,
    ),
    figure(
      {
        benchmark,
        measure: `${measure}, processor time each`,
        unit: 'µs',
        beside: { name: 'in process', median: median(cost.inProcess.slice(1)) },
      },
      cost.service.slice(1),
    ),
    figure(
      { benchmark, measure: `${measure}, p50`, unit: 'ms' },
      measured.map(({ p50Ms }) => p50Ms),
    ),
    figure(
      {
        benchmark,
        measure: `${measure}, p99`,
        unit: 'ms',
        aim: { text: `< ${p99MaxMs} ms`, isMet: median(p99) < p99MaxMs },
      },
      p99,
    ),
  ]
}

/** As long as the answer to a submission. */
const bodyOfSize = (bytes: number): string =>
  JSON.stringify({ success: true, data: 'x'.repeat(bytes) })

/** Processor time that this process, the service's, has taken since; in microseconds. */
function stopwatch(): () => number {
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return user + system
  }
}
