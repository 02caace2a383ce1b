// Writes docs/api.md from the routes, the procedures, the refusals and the limits themselves. Run by `npm run docs:api`; a
// test fails while the page says something else.
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { profileBytesMax } from '../src/actors/analysis-checks.ts'
import { domainErrorCodes } from '../src/domain/errors.ts'
import { rawResponsesBytesMax } from '../src/domain/submission.ts'
import { httpStatusOf } from '../src/http/envelope.ts'
import { defaultLimits } from '../src/http/limits.ts'
import { errorNotes, transportRefusals } from '../src/http/rest/error-notes.ts'
import { restRoutes } from '../src/http/rest/rest.ts'
import type { RouteRole } from '../src/http/rest/route.ts'
import { internalCodeOf, wireCodeOf } from '../src/http/rest/wire-codes.ts'
import { trpcCodeOf } from '../src/router/errors.ts'
import { appRouter } from '../src/router/index.ts'
import type { ProcedureMeta } from '../src/router/trpc.ts'

export const apiPagePath = 'docs/api.md'

const who: Record<RouteRole, string> = {
  public: 'anybody',
  user: 'user',
  operator: 'operator',
  worker: 'worker',
}
const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
const code = (text: string): string => `\`${text}\``

const routeRows = (): string[] =>
  restRoutes.map(({ method, path, role, status = 200, refusals = [], takesKey, summary }) =>
    row(
      code(`${method.toUpperCase()} ${path}`),
      who[role],
      `${status}`,
      [...new Set(refusals.map((refusal) => wireCodeOf[refusal]))].map(code).join(', '),
      `${summary}${takesKey ? ' (takes an idempotency key)' : ''}`,
    ),
  )

interface Procedure {
  readonly _def: {
    readonly type: 'query' | 'mutation' | 'subscription'
    readonly meta?: ProcedureMeta
    readonly inputs: readonly unknown[]
  }
}

const procedureRows = (): string[] =>
  Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>).map(
    ([name, { _def }]) =>
      row(code(name), _def.type, who[_def.meta?.role ?? 'public'], inputOf(_def.inputs[0])),
  )

/** The fields of an input, those that may be left out with a question mark. */
function inputOf(input: unknown): string {
  const { schema } = (input ?? {}) as { schema?: z.ZodType }
  if (!schema) return ''
  const options = { io: 'input', unrepresentable: 'any' } as const
  const found = z.toJSONSchema(schema, options) as FieldSchema
  const object = found.properties
    ? found
    : (found.anyOf?.find(({ properties }) => properties) ?? {})
  const { properties = {}, required = [] } = object
  return Object.keys(properties)
    .map((name) => code(required.includes(name) ? name : `${name}?`))
    .join(', ')
}

interface FieldSchema {
  readonly properties?: Readonly<Record<string, unknown>>
  readonly required?: readonly string[]
  readonly anyOf?: readonly FieldSchema[]
}

function errorRows(): string[] {
  const domain = domainErrorCodes.map((each) => {
    const internal = internalCodeOf[each]
    const onRest = [wireCodeOf[each], ...(internal ? [internal] : [])].map(code).join(', ')
    const { details, meaning } = errorNotes[each]
    const carried = Object.keys(details).map(code).join(', ')
    return row(
      code(each),
      onRest,
      code(trpcCodeOf[each]),
      `${httpStatusOf[each]}`,
      carried,
      meaning,
    )
  })
  const transport = transportRefusals.map((refusal) =>
    row('–', code(refusal.code), code(refusal.trpcCode), `${refusal.status}`, '', refusal.message),
  )
  return [...domain, ...transport]
}

const kib = (bytes: number): string => `${bytes / 1_024} KiB`
const seconds = (ms: number): string => `${ms / 1_000} s`

function limitRows(): string[] {
  const limits = defaultLimits
  return [
    row(
      'body of a request, one WebSocket message',
      kib(limits.bodyMaxBytes),
      '413, close code 1009',
    ),
    row('nesting of JSON', `${limits.jsonDepthMax} levels`, '400'),
    row('headers of a request', `${limits.headersMax}`, '431'),
    row('calls in one batch', `${limits.batchCallsMax}`, '400, none of them runs'),
    row('time for a request to arrive', seconds(limits.requestTimeoutMs), '408'),
    row('raw responses of a submission', kib(rawResponsesBytesMax), '400'),
    row('result of an analysis', kib(profileBytesMax), 'the job fails with `INVALID_RESULT`'),
    row(
      'live connections of one user / one address',
      `${limits.livePerUserMax} / ${limits.livePerAddressMax}`,
      '429',
    ),
    row('live connections in all', `${limits.liveMax}`, '503'),
    row(
      'subscriptions of one connection / one user',
      `${limits.subscriptionsPerConnectionMax} / ${limits.subscriptionsPerUserMax}`,
      '429',
    ),
    row(
      'messages of one WebSocket',
      `${limits.messagesPerMinute} a minute, ${limits.messagesBurst} at once`,
      'close code 1008',
    ),
    row(
      'time to sign in on a live connection',
      seconds(limits.authenticateWithinMs),
      'close code 4401',
    ),
    row(
      'unread bytes of a live connection',
      `${kib(limits.bufferedMaxBytes)} for ${seconds(limits.slowReaderMs)}`,
      'close code 4008; it resumes',
    ),
    row(
      'submissions of one user',
      '`SUBMIT_RATE_PER_MINUTE`, `SUBMIT_BURST`',
      '429 with `Retry-After`',
    ),
    row('unfinished jobs of one user', '`UNFINISHED_JOBS_MAX`', '429'),
    row('sign-ins and sign-ups of one address', '10 a minute', '429 with `Retry-After`'),
    row('links opened from one address', '60 a minute', '429 with `Retry-After`'),
  ]
}

export const apiPage = (): string =>
  [
    head,
    '## REST\n',
    'Refusals that every route can answer with (no token, no right, a wrong field, trouble with the store) are left out here.\n',
    '| route | for | answers | own refusals | what it does |\n| --- | --- | --- | --- | --- |',
    ...routeRows(),
    '\n## Procedures\n',
    "tRPC v11 at `/trpc`, over HTTP, Server-Sent Events and WebSocket; types: `import type { AppRouter } from 'unstuck'`.\n",
    '| procedure | kind | for | input |\n| --- | --- | --- | --- |',
    ...procedureRows(),
    '\n## Refusals\n',
    'The codes are a closed list. A message is for people and may change; details are typed by the code (`unstuck/client`).\n',
    '| code | on REST | tRPC code | status | details | what it means |\n| --- | --- | --- | --- | --- | --- |',
    ...errorRows(),
    '\n## Limits\n',
    '| what | limit | beyond it |\n| --- | --- | --- |',
    ...limitRows(),
    foot,
  ].join('\n')

const head = `# API

Written by \`npm run docs:api\` from the code that serves it. To try it out: \`/docs\` of a running service; for machines:
\`/openapi.json\` (OpenAPI 3.1). Ready to run: [curl](../examples/curl), [Node](../examples/node-client), [Python](../examples/python),
[a page](../examples/browser-page), [inside a server of yours](../examples/embed-in-http-server).

One port serves both REST, with the paths and envelope of the prior system, and tRPC. Both call the same procedures. Every REST path is
served under \`/api\` as well. People send \`Authorization: Bearer <token>\`; other systems of the operator send
\`X-Internal-Service: true\` and \`X-Service-Key\`. What is somebody else's is answered like what is not there.
`

const foot = `
## Idempotency

\`assessment.submit\` and \`assessment.retry\` take a key: \`Idempotency-Key\` (or \`X-Idempotency-Key\`) on REST, \`idempotencyKey\` in tRPC; 1 to 255
letters, digits, \`_\` and \`-\`. Repeated under its key a request answers what it answered first, to the byte, and charges nothing;
\`X-Idempotency-Cache\` says \`HIT\`, \`X-Job-Status\` where the job stands now. The same key with another body is refused with
\`IDEMPOTENCY_KEY_REUSED\`. A key belongs to one user. Send one whenever a lost answer would make you send again: the typed client always does.

## Live events and cursors

\`notifications.onEvent\` tells a user's events, each with an id that counts up by one within that user's events. Give the last id you have seen
(\`Last-Event-ID\`, or \`lastEventId\` in the input) and what came after it is told first, then what happens; nothing is told twice or left out.
Without one it begins with what happens next, or with \`from: "start"\` at the first event kept. \`reset\` says that events were missed which
are kept no longer: read the jobs anew, and go on from its \`cursor\`. \`notifications.unreadCount\` answers the newest id as \`cursor\`: asked
before a submission, a subscription from it misses nothing of that job. Before tRPC's data there are SSE events named \`connected\` and
\`ping\`; what happened has no name.

## Pages of lists

\`limit\` and \`offset\` (REST also \`page\`, from 1); answers say \`total\`, \`limit\`, \`offset\`, \`hasMore\`. REST takes up to 100 a page. Lists of events
and ledger entries go by the last id seen (\`before\`, \`after\`), so that what is added meanwhile moves nothing.

## What stays

Stable are paths, fields, codes and events: see [compatibility](compatibility.md). New fields, codes and events may come at any time; ignore what
you do not know. \`info.version\` of the document changes only when something is taken away.
`

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(apiPagePath, apiPage())
}
