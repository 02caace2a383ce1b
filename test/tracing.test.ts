import { expect, test } from 'vitest'
import { createService, readConfig } from '../src/index.ts'
import type { RuntimeObserver } from '../src/metrics/observer.ts'
import { silentLog } from '../src/system/log.ts'
import { simpleAssessment } from '../src/testing/index.ts'
import { observingWith, type SpanOptions, type Tracer, tracing } from '../src/tracing.ts'
import { useFiles, useWorlds } from './support/worlds.ts'

const createWorld = useWorlds()
const file = useFiles()

interface SpanSeen {
  readonly name: string
  readonly options: SpanOptions
  readonly attributes: Record<string, unknown>
  status: unknown
  ends: number
}

/** Keeps every span, in the order in which they were started. */
function fakeTracer(): Tracer & { spans: SpanSeen[]; of(name: string): SpanSeen[] } {
  const spans: SpanSeen[] = []
  return {
    spans,
    of: (name) => spans.filter((span) => span.name === name),
    startSpan(name, options = {}) {
      const span: SpanSeen = {
        ...{ name, options, status: undefined, ends: 0 },
        attributes: { ...options.attributes },
      }
      spans.push(span)
      return {
        setAttribute(key, value) {
          span.attributes[key] = value
        },
        setStatus(status) {
          span.status = status
        },
        end() {
          span.ends++
        },
      }
    },
  }
}

const quiet: RuntimeObserver = {
  ...{ submitted() {}, committed() {}, checked() {}, quarantined() {}, late() {}, told() {} },
  delivery() {},
  transaction: () => () => {},
}

async function tracedWorld() {
  const tracer = fakeTracer()
  const world = await createWorld({ observer: observingWith(tracer, quiet) })
  await world.user('ana', 5)
  return { tracer, world, intake: tracing(tracer, world.service.intake) }
}

test('a submission is a span that names its request, its caller’s trace and its job', async () => {
  const { tracer, world, intake } = await tracedWorld()
  const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }
  const origin = { requestId: 'order-7', trace }

  const request = { assessmentData: { score: 5 }, idempotencyKey: 'k1' }
  const [{ jobId }] = await Promise.all([intake.submit('ana', request, origin), world.settle()])
  await Promise.all([intake.submit('ana', request), world.settle()])
  const refused = intake.submit('ana', { assessmentData: {} }, origin).catch(() => {})
  await Promise.all([refused, world.settle()])

  expect(tracer.of('unstuck.submit')).toEqual([
    {
      name: 'unstuck.submit',
      options: { attributes: { 'unstuck.request': 'order-7' }, links: [{ context: trace }] },
      attributes: { 'unstuck.request': 'order-7', 'unstuck.job': jobId, 'unstuck.replayed': false },
      status: undefined,
      ends: 1,
    },
    expect.objectContaining({
      options: {},
      attributes: { 'unstuck.job': jobId, 'unstuck.replayed': true },
    }),
    expect.objectContaining({ status: { code: 2, message: 'VALIDATION_ERROR' }, ends: 1 }),
  ])
})

test('each run of an analyzer is a span from its call to its end, whichever that is', async () => {
  const { tracer, world } = await tracedWorld()
  world.analyzer.next(
    { does: 'fail', transient: true },
    { does: 'succeed', afterMs: 1_000 },
    { does: 'hang' },
    { does: 'hang', deaf: true },
  )
  const jobs = [await world.submit('ana')]
  await world.passes(60_000)
  jobs.push(await world.submit('ana'), await world.submit('ana'))
  await world.passes(60_000)
  const running = tracer.of('unstuck.analysis').filter(({ ends }) => ends === 0)
  expect(running).toHaveLength(2)
  await world.passes(10 * 60_000)

  const seen = tracer.of('unstuck.analysis').map(({ attributes, status, ends }) => ({
    ...{ outcome: attributes['unstuck.outcome'], job: attributes['unstuck.job'] },
    ...{ try: attributes['unstuck.try'], isWrong: status !== undefined, ends },
  }))
  const [first, second, third] = jobs.map(({ jobId }) => jobId)
  expect(seen).toEqual([
    { outcome: 'failed', job: first, try: 1, isWrong: true, ends: 1 },
    { outcome: 'succeeded', job: first, try: 2, isWrong: false, ends: 1 },
    { outcome: 'aborted', job: second, try: 1, isWrong: true, ends: 1 },
    { outcome: 'aborted', job: third, try: 1, isWrong: true, ends: 1 },
  ])
})

test('each commit turn is a span of its own, with how much shared it', async () => {
  const { tracer, world } = await tracedWorld()
  const before = tracer.of('unstuck.commit').length

  await Promise.all([world.submit('ana'), world.submit('ana'), world.settle()])

  const [turn] = tracer.of('unstuck.commit').slice(before)
  expect(turn).toMatchObject({ options: { root: true }, status: undefined, ends: 1 })
  expect(turn?.attributes['unstuck.items']).toBeGreaterThanOrEqual(2)
  expect(tracer.spans.filter(({ ends }) => ends > 1)).toEqual([])
})

test('given a tracer, the service uses it everywhere; given none, nothing stands in the way', async () => {
  const tracer = fakeTracer()
  const config = () => readConfig({ DATABASE_PATH: file(), PORT: '0', DISK_RESERVE: '0' })
  const assessments = [simpleAssessment()]
  const common = { assessments, log: silentLog }
  const traced = await createService({ ...common, config: config(), tracer })
  const { runtime } = traced
  await traced.start()
  await traced.recovered()
  await runtime.accounts.ensure({ id: 'ana', email: null, name: null })

  await runtime.intake.submit('ana', { assessmentData: { score: 5 } })
  await traced.stop()

  expect(new Set(tracer.spans.map(({ name }) => name))).toEqual(
    new Set(['unstuck.commit', 'unstuck.submit', 'unstuck.analysis']),
  )
  expect(tracer.spans.filter(({ ends }) => ends !== 1)).toEqual([])
})
