// Writes docs/metrics.md from the instruments themselves: a figure that is served is on the page, and one that is
// on the page is served. Run by `npm run docs:metrics`; a test fails while the page says something else.
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { makeInstruments } from '../src/metrics/instruments.ts'

export const metricsPagePath = 'docs/metrics.md'

export interface Documented {
  readonly name: string
  readonly type: string
  readonly labels: readonly string[]
  readonly help: string
}

/** Every figure of a service, in the order in which it is served. */
export async function documentedMetrics(): Promise<Documented[]> {
  const { registry } = makeInstruments()
  const labels = new Map(
    registry
      .getMetricsAsArray()
      .map((metric) => [metric.name, (metric as { labelNames?: string[] }).labelNames ?? []]),
  )
  return (await registry.getMetricsAsJSON()).map(({ name, help, type }) => ({
    name,
    help,
    type: String(type),
    labels: labels.get(name) ?? [],
  }))
}

export async function metricsPage(): Promise<string> {
  const rows = (await documentedMetrics()).map(
    ({ name, type, labels, help }) =>
      `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`,
  )
  return `${head}\n${rows.join('\n')}\n${foot}`
}

const head = `# Metrics

Written by \`npm run docs:metrics\` from \`src/metrics/instruments.ts\`. Names and labels keep their meaning; new ones may come.

\`GET /metrics\` answers in Prometheus' text format, to whoever shows the metrics key as a bearer token, and to operators and the
internal key. The key lies in \`secrets/metrics-key\` beside the database, or is what \`METRICS_KEY\` says; it opens nothing else.
\`\`\`sh
curl -s localhost:3003/metrics -H "authorization: Bearer $(cat data/secrets/metrics-key)"
\`\`\`
How to have it scraped stands in [deploy/prometheus.yml](../deploy/prometheus.yml), what to be woken for in
[deploy/alerts.yml](../deploy/alerts.yml), a board in [deploy/grafana.json](../deploy/grafana.json).

Counters begin at 0 with each start of the service. Gauges are read at the scrape. Durations are in seconds.

| name | kind | labels | what it says |
| --- | --- | --- | --- |`

const foot = `
Labels hold words of closed lists only: codes of failures (\`OTHER\` for one that somebody else wrote into a row), codes of refusals,
ids of invariants. No user, job or address is ever a label.

What the domain's own names were: \`idempotency_cache_hits_total\` is \`unstuck_idempotency_hits_total\`, \`notification_sent_total\` is
\`unstuck_notifications_sent_total\`, \`active_connections\` is \`unstuck_live_connections\`, \`event_processing_duration\` is
\`unstuck_event_delay_seconds\`, \`analysis_duplicate_jobs_handled_total\` is \`unstuck_late_events_total\`.
`

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(metricsPagePath, await metricsPage())
}
