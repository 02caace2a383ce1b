// The REST application: each route of the table, also under /api, on the same procedures as tRPC. It knows
// no rule and no table; it reads, calls and wraps.
import { type Context, Hono } from 'hono'
import { requireOperator, requireUser } from '../../router/caller.ts'
import type { RouterContext } from '../../router/context.ts'
import { noteDenial } from '../../router/denials.ts'
import { createCaller } from '../../router/index.ts'
import type { Clock } from '../../system/clock.ts'
import type { Log } from '../../system/log.ts'
import type { CreateContext, RestBindings } from '../context.ts'
import { defaultLimits } from '../limits.ts'
import { methodRefusal, refusals } from '../refusal.ts'
import { answer, failed, refused } from './answers.ts'
import { archiveRoutes } from './archive.routes.ts'
import { assessmentRoutes } from './assessment.routes.ts'
import { authRoutes } from './auth.routes.ts'
import { docsPage } from './docs-page.ts'
import { healthRoutes } from './health.routes.ts'
import { openApiOf } from './openapi.ts'
import { readAs, readIdempotencyKey, readJson, readQuery } from './read-request.ts'
import type { Route, RouteRole } from './route.ts'

export interface RestOptions {
  /** The same that tRPC's adapters are given. */
  readonly createContext: CreateContext<RouterContext>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  /** Figures in Prometheus' text format, for operators; without it there is nothing at /metrics. */
  readonly metrics?: (() => Promise<string>) | undefined
  readonly bodyMaxBytes?: number
}

/** Every route; those with a fixed path before those with a parameter in its place. */
export const restRoutes: readonly Route[] = [
  ...authRoutes,
  ...assessmentRoutes,
  ...archiveRoutes,
  ...healthRoutes,
]

const info = { title: 'Unstuck: assessment analysis', version: '1' }

const roles: Record<RouteRole, (ctx: RouterContext) => Promise<unknown>> = {
  public: async () => {},
  user: requireUser,
  operator: requireOperator,
}

type RestApp = Hono<{ Bindings: RestBindings }>
type RestContext = Context<{ Bindings: RestBindings }>

export function createRest(options: RestOptions): RestApp {
  const { clock, log } = options
  const app: RestApp = new Hono()
  const pages = new Map<string, readonly string[]>()
  for (const prefix of ['', '/api']) {
    for (const route of restRoutes) {
      const path = prefix + route.path
      app.on(route.method.toUpperCase(), path, (c) => runRoute(c, route, options))
      pages.set(path, [...(pages.get(path) ?? []), route.method.toUpperCase()])
    }
    for (const path of addPages(app, prefix, options)) pages.set(path, ['GET'])
  }
  // After all others: a path that is there, asked in another way.
  for (const [path, methods] of pages) {
    const allowed = methods.includes('GET') ? [...methods, 'HEAD'] : methods
    app.all(path, () => refused(methodRefusal(allowed), clock.now()))
  }
  app.notFound(() => refused(refusals.noPath, clock.now()))
  app.onError((error, c) => failed(error, requestOf(c, 'public'), clock.now(), log))
  return app
}

async function runRoute(c: RestContext, route: Route, options: RestOptions): Promise<Response> {
  const { clock, log, bodyMaxBytes = defaultLimits.bodyMaxBytes } = options
  try {
    const ctx = await contextOf(c, options)
    // The procedures ask again; asked here first, nobody unknown is told what is wrong with their body.
    await roles[route.role](ctx).catch((error: unknown) => {
      throw noteDenial(error, ctx, `${c.req.method} ${c.req.routePath}`)
    })
    const query = route.query ? readQuery(route.query, c.req.query()) : undefined
    const body = route.body
      ? readAs(route.body, await bodyOf(c, route, bodyMaxBytes), 'body')
      : undefined
    const answered = await route.run({
      api: createCaller(ctx),
      ctx,
      params: c.req.param(),
      query,
      body,
      idempotencyKey: route.takesKey && readIdempotencyKey(c.req.raw.headers),
    })
    return answer(answered, route.status ?? 200, clock.now())
  } catch (error) {
    return failed(error, requestOf(c, route.role), clock.now(), log)
  }
}

/** Where a body is needed none is like an empty one: each field is then named as missing. */
async function bodyOf(c: RestContext, route: Route, bodyMaxBytes: number): Promise<unknown> {
  const body = await readJson(c.req.raw, bodyMaxBytes)
  const isNeeded = route.body?.safeParse(undefined).success === false
  return body === undefined && isNeeded ? {} : body
}

function contextOf(c: RestContext, { createContext }: RestOptions) {
  const { requestId, remoteAddress, shutdown } = c.env
  return createContext({
    kind: 'http',
    requestId,
    remoteAddress,
    shutdown,
    headers: Object.fromEntries(c.req.raw.headers),
    connectionParams: null,
    connection: undefined,
  })
}

const requestOf = (c: RestContext, role: Route['role']) => ({
  role,
  requestId: c.env.requestId,
  method: c.req.method,
  path: c.req.routePath,
})

/** The documents and the figures, which are no envelopes. Answers their paths. */
function addPages(app: RestApp, prefix: string, options: RestOptions): string[] {
  const { metrics, clock, log } = options
  const openApi = JSON.stringify(openApiOf(restRoutes, info))
  const { html, policy } = docsPage(restRoutes, info)
  app.get(`${prefix}/openapi.json`, (c) => c.body(openApi, 200, jsonType))
  app.get(`${prefix}/docs`, (c) => c.html(html, 200, { 'content-security-policy': policy }))
  const paths = [`${prefix}/openapi.json`, `${prefix}/docs`]
  if (!metrics) return paths
  app.get(`${prefix}/metrics`, async (c) => {
    try {
      await requireOperator(await contextOf(c, options))
      return c.text(await metrics(), 200, { 'content-type': 'text/plain; version=0.0.4' })
    } catch (error) {
      return failed(error, requestOf(c, 'operator'), clock.now(), log)
    }
  })
  return [...paths, `${prefix}/metrics`]
}

const jsonType = { 'content-type': 'application/json' }
