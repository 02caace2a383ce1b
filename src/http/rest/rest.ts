// The REST application: each route of the table, also under /api, on the same procedures as tRPC. It knows
// no rule and no table; it reads, calls and wraps.
import { type Context, Hono } from 'hono'
import type { z } from 'zod'
import { operatorIn, userIn, workerIn } from '../../router/caller.ts'
import type { RouterContext } from '../../router/context.ts'
import { noteDenial } from '../../router/denials.ts'
import { createCaller } from '../../router/index.ts'
import type { Clock } from '../../system/clock.ts'
import type { Log } from '../../system/log.ts'
import type {
  CreateContext,
  PlainAnswer,
  PlainRequest,
  RestBindings,
  RestHandler,
} from '../context.ts'
import { defaultLimits } from '../limits.ts'
import { methodRefusal, refusals } from '../refusal.ts'
import { accountRoutes } from './account.routes.ts'
import { answer, failed, refused } from './answers.ts'
import { archiveRoutes } from './archive.routes.ts'
import { assessmentRoutes } from './assessment.routes.ts'
import { authRoutes } from './auth.routes.ts'
import { docsPage } from './docs-page.ts'
import { healthRoutes } from './health.routes.ts'
import { openApiOf } from './openapi.ts'
import { readAs, readIdempotencyKey, readJson, readQuery } from './read-request.ts'
import type { Route, RouteRole } from './route.ts'
import { sharesRoutes } from './shares.routes.ts'
import { addWebPages } from './web-pages.ts'
import { webhookRoutes } from './webhooks.routes.ts'
import { workerRoutes } from './worker.routes.ts'

export interface RestOptions {
  /** The same that tRPC's adapters are given. */
  readonly createContext: CreateContext<RouterContext>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  /** Figures in Prometheus' text format, for operators; without it there is nothing at /metrics. */
  readonly metrics?: (() => Promise<string>) | undefined
  /** Whether a bearer token is the key that opens the figures, and nothing else. */
  readonly isMetricsKey?: ((token: string) => boolean) | undefined
  readonly bodyMaxBytes?: number
  /** Where the built web app lies; without it there are no pages. */
  readonly webApp?: string | undefined
  /** A submission that the first assessment accepts, for the documents. */
  readonly submission?: object | undefined
}

/** Every route; those with a fixed path before those with a parameter in its place. */
export const restRoutes: readonly Route[] = [
  ...authRoutes,
  ...accountRoutes,
  ...assessmentRoutes,
  ...archiveRoutes,
  ...sharesRoutes,
  ...healthRoutes,
  ...webhookRoutes,
  ...workerRoutes,
]

const info = { title: 'Unstuck: assessment analysis', version: '1' }

/** Who it is was looked at when the context was made, in the same turn of the loop. */
const roles: Record<RouteRole, (ctx: RouterContext) => unknown> = {
  public: () => {},
  user: ({ caller }) => userIn(caller),
  operator: ({ caller }) => operatorIn(caller),
  worker: ({ caller }) => workerIn(caller),
}

type RestApp = Hono<{ Bindings: RestBindings }>
type RestContext = Context<{ Bindings: RestBindings }>

/** What was asked of a route, whichever way it came. */
interface Asked extends PlainRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
}

export function createRest(options: RestOptions): RestApp & Required<Pick<RestHandler, 'answer'>> {
  const { clock, log } = options
  const app: RestApp = new Hono()
  const fixed = addPaths(app, options)
  app.notFound(() => responseOf(refused(refusals.noPath, clock.now())))
  app.onError((error, c) => {
    const { requestId, trace } = c.env
    const asked = { requestId, trace, method: c.req.method, path: c.req.routePath }
    const to = { ...asked, role: 'public' } as const
    return responseOf(failed(error, to, clock.now(), log))
  })
  return Object.assign(app, {
    answer(request: PlainRequest) {
      const route = fixed.get(`${request.method} ${request.path}`)
      return route && runRoute({ ...request, params: {}, query: {} }, route, options)
    },
  })
}

/** Every path there is. Answers the routes without a parameter, by method and path. */
function addPaths(app: RestApp, options: RestOptions): ReadonlyMap<string, Route> {
  const pages = new Map<string, readonly string[]>()
  const fixed = new Map<string, Route>()
  for (const [path, route] of ['', '/api'].flatMap((prefix) => routesUnder(prefix))) {
    const method = route.method.toUpperCase()
    app.on(method, path, async (c) => responseOf(await runRoute(await askedOf(c), route, options)))
    pages.set(path, [...(pages.get(path) ?? []), method])
    if (!path.includes(':')) fixed.set(`${method} ${path}`, route)
  }
  const { webApp } = options
  const documents = documentsOf(options)
  const more = ['', '/api'].map((prefix) => addPages(app, prefix, documents, options))
  if (webApp !== undefined) more.push(addWebPages(app, webApp))
  for (const path of more.flat()) pages.set(path, ['GET'])
  // After all others: a path that is there, asked in another way.
  for (const [path, methods] of pages) {
    const allowed = methods.includes('GET') ? [...methods, 'HEAD'] : methods
    app.all(path, () => responseOf(refused(methodRefusal(allowed), options.clock.now())))
  }
  return fixed
}

const routesUnder = (prefix: string): [string, Route][] =>
  restRoutes.map((route) => [prefix + route.path, route])

async function runRoute(asked: Asked, route: Route, options: RestOptions): Promise<PlainAnswer> {
  const { clock, log, bodyMaxBytes = defaultLimits.bodyMaxBytes } = options
  const { method, path } = asked
  try {
    const ctx = await contextOf(asked, options)
    // The procedures ask again; asked here first, nobody unknown is told what is wrong with their body.
    requireRole(route.role, ctx, `${method} ${path}`)
    const query = route.query ? readQuery(route.query, asked.query) : undefined
    const body = route.body
      ? readAs(route.body, bodyOf(asked, route.body, route.bodyMaxBytes ?? bodyMaxBytes), 'body')
      : undefined
    const answered = await route.run({
      api: createCaller(ctx, route.waits && asked.gone && { signal: asked.gone() }),
      ctx,
      params: asked.params,
      query,
      body,
      idempotencyKey: route.takesKey && readIdempotencyKey(asked.headers),
    })
    return answer(answered, route.status ?? 200, clock.now())
  } catch (error) {
    return failed(error, { ...asked, role: route.role }, clock.now(), log)
  }
}

function requireRole(role: RouteRole, ctx: RouterContext, what: string): void {
  try {
    roles[role](ctx)
  } catch (error) {
    throw noteDenial(error, ctx, what)
  }
}

/** Where a body is needed none is like an empty one: each field is then named as missing. */
function bodyOf(asked: Asked, schema: z.ZodType, bodyMaxBytes: number): unknown {
  const body = readJson(asked, bodyMaxBytes)
  if (body !== undefined) return body
  return schema.safeParse(undefined).success ? undefined : {}
}

const contextOf = (
  asked: Omit<PlainRequest, 'body' | 'method' | 'path'>,
  { createContext }: RestOptions,
) =>
  createContext({
    kind: 'http',
    requestId: asked.requestId,
    trace: asked.trace,
    remoteAddress: asked.remoteAddress,
    shutdown: asked.shutdown,
    headers: asked.headers,
    connectionParams: null,
    connection: undefined,
  })

async function askedOf(c: RestContext): Promise<Asked> {
  return {
    ...c.env,
    method: c.req.method,
    path: c.req.routePath,
    headers: Object.fromEntries(c.req.raw.headers),
    params: c.req.param(),
    gone: () => c.req.raw.signal,
    query: c.req.query(),
    body: await c.req.raw.text(),
  }
}

const responseOf = ({ status, headers, body }: PlainAnswer): Response =>
  new Response(body, { status, headers })

interface Documents {
  readonly openApi: string
  readonly page: ReturnType<typeof docsPage>
}

/** Made when somebody first asks: a start does not wait for them. */
function documentsOf({ metrics, submission }: RestOptions): () => Documents {
  let made: Documents | undefined
  return () => {
    if (made) return made
    const document = openApiOf(restRoutes, {
      info,
      hasMetrics: metrics !== undefined,
      ...(submission && { bodies: { 'post /assessment/submit': submission } }),
    })
    made = { openApi: JSON.stringify(document), page: docsPage(document) }
    return made
  }
}

/** The documents and the figures, which are no envelopes. Answers their paths. */
function addPages(
  app: RestApp,
  prefix: string,
  documents: () => Documents,
  options: RestOptions,
): string[] {
  const { metrics, clock, log, isMetricsKey = () => false } = options
  app.get(`${prefix}/openapi.json`, (c) => c.body(documents().openApi, 200, jsonType))
  app.get(`${prefix}/docs`, (c) => {
    const { html, policy } = documents().page
    return c.html(html, 200, { 'content-security-policy': policy })
  })
  const paths = [`${prefix}/openapi.json`, `${prefix}/docs`]
  if (!metrics) return paths
  app.get(`${prefix}/metrics`, async (c) => {
    const asked = await askedOf(c)
    try {
      if (!isMetricsKey(bearerOf(asked.headers.authorization))) {
        operatorIn((await contextOf(asked, options)).caller)
      }
      return c.text(await metrics(), 200, { 'content-type': 'text/plain; version=0.0.4' })
    } catch (error) {
      return responseOf(failed(error, { ...asked, role: 'operator' }, clock.now(), log))
    }
  })
  return [...paths, `${prefix}/metrics`]
}

const bearerOf = (authorization = ''): string => /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? ''

const jsonType = { 'content-type': 'application/json' }
