import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { documentedMetrics, metricsPage, metricsPagePath } from '../../scripts/metrics-page.ts'

const read = (path: string) => readFileSync(path, 'utf8')
const alerts = read('deploy/alerts.yml')

/** Every name of ours that is used in an expression, without what a histogram adds to its own. */
const namesIn = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(/\bunstuck_[a-z0-9_]+/g)].map(([name]) =>
      name.replace(/_(bucket|sum|count)$/, ''),
    ),
  ),
]

test('docs/metrics.md says what the code serves; if not: npm run docs:metrics', async () => {
  expect(read(metricsPagePath)).toBe(await metricsPage())
})

test('every figure has a help text, a unit in its name where it has one, and counters end in _total', async () => {
  const documented = await documentedMetrics()

  expect(documented.length).toBeGreaterThan(40)
  expect(documented.filter(({ help }) => help.length < 10)).toEqual([])
  const misnamed = documented.filter(
    ({ name, type }) => (type === 'counter') !== name.endsWith('_total'),
  )
  expect(misnamed).toEqual([])
})

test.each(['deploy/alerts.yml', 'deploy/alerts-test.yml', 'deploy/grafana.json'])(
  '%s names only figures that are served',
  async (path) => {
    const served = new Set((await documentedMetrics()).map(({ name }) => name))
    const named = namesIn(read(path)).filter((name) => name !== 'unstuck_metrics')

    expect(named.length).toBeGreaterThan(5)
    expect(named.filter((name) => !served.has(name))).toEqual([])
  },
)

test('every label that an alert or a panel looks at is one that the figure has', async () => {
  const labels = new Map((await documentedMetrics()).map(({ name, labels }) => [name, labels]))
  const used = [...`${alerts}${read('deploy/grafana.json')}`.matchAll(/(unstuck_\w+)\{([^}]*)\}/g)]
  const unknown = used.flatMap(([, name = '', matchers = '']) =>
    [...matchers.matchAll(/(\w+)=~?\\?"/g)]
      .map(([, label = '']) => label)
      .filter((label) => label !== 'instance' && label !== 'le')
      .filter((label) => !labels.get(name.replace(/_(bucket|sum|count)$/, ''))?.includes(label))
      .map((label) => `${name}{${label}}`),
  )

  expect(used.length).toBeGreaterThan(10)
  expect(unknown).toEqual([])
})

test('every alert has a severity and leads to what to do', () => {
  const names = [...alerts.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name)
  const runbooks = [...alerts.matchAll(/runbook: docs\/operations\.md#(\S+)/g)].map(
    ([, anchor = '']) => anchor,
  )
  const headings = [...read('docs/operations.md').matchAll(/^### (\w+)$/gm)].map(
    ([, heading = '']) => heading.toLowerCase(),
  )

  expect(names.length).toBeGreaterThan(20)
  expect(new Set(names).size).toBe(names.length)
  expect(runbooks).toEqual(names.map((name) => name.toLowerCase()))
  expect(runbooks.filter((anchor) => !headings.includes(anchor))).toEqual([])
  expect([...alerts.matchAll(/severity: (critical|warning)/g)]).toHaveLength(names.length)
})

const hasPromtool = spawnSync('promtool', ['--version']).error === undefined

/** Skipped, and shown as skipped, where Prometheus is not installed (Debian: apt-get install prometheus). */
describe.skipIf(!hasPromtool)('promtool agrees', () => {
  test.each([
    ['check', 'rules', 'deploy/alerts.yml'],
    ['check', 'config', '--syntax-only', 'deploy/prometheus.yml'],
    ['test', 'rules', 'deploy/alerts-test.yml'],
  ])('%s %s %s', (...args) => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' })

    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')])
  })

  test('what a service serves is well-formed', async () => {
    const { makeInstruments, startAtZero } = await import('../../src/metrics/instruments.ts')
    const instruments = makeInstruments()
    startAtZero(instruments)
    const input = await instruments.registry.metrics()
    const { status, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input,
      encoding: 'utf8',
    })

    expect([status, stderr]).toEqual([0, ''])
  })
})
