// The web app as files: hashed assets that are kept for ever, and one page for every address below /app, since
// the page itself knows which screen that is. It reads only the folder it was given and makes no answer of its own.

import { serveStatic } from '@hono/node-server/serve-static'
import type { Hono, MiddlewareHandler } from 'hono'
import type { RestBindings } from '../context.ts'
import { pagePolicyOf } from './page-policy.ts'

/** Where the app lives; everything else on the port is the API's. */
const root = '/app'

/**
 * Nothing but the app's own files and this service: no inline script or style, no frame, no form that leaves,
 * no other host. What could turn text into script is switched off where browsers know how.
 */
export const pagePolicy = pagePolicyOf(["script-src 'self'", "style-src 'self'", "img-src 'self'"])

const aYear = 'public, max-age=31536000, immutable'
const aDay = 'public, max-age=86400'

const pageHeaders = {
  'cache-control': 'no-cache',
  'content-security-policy': pagePolicy,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
}

type App = Hono<{ Bindings: RestBindings }>

/** Serves the app built into `folder`. Answers the paths that exist beside the API's. */
export function addWebPages(app: App, folder: string): string[] {
  const files = { root: folder, precompressed: true }
  const asset = serveStatic({ ...files, rewriteRequestPath: (path) => path.slice(root.length) })
  const icon = serveStatic({ ...files, path: 'favicon.svg' })
  const page = serveStatic({ ...files, path: 'index.html' })
  app.get(root, (c) => c.redirect(`${root}/`))
  app.get(`${root}/assets/*`, withHeaders({ 'cache-control': aYear }), asset, (c) => c.notFound())
  app.get(`${root}/favicon.svg`, withHeaders({ 'cache-control': aDay }), icon)
  app.get(`${root}/*`, withHeaders(pageHeaders), page)
  // A person is shown the app; a program that asks for the root is told, as ever, that nothing is there.
  app.get('/', (c, next) =>
    c.req.header('accept')?.includes('text/html') ? c.redirect(`${root}/`) : next(),
  )
  return [root, `${root}/*`]
}

/** On what was found only: a refusal keeps the strict headers of every other answer. */
const withHeaders =
  (headers: Readonly<Record<string, string>>): MiddlewareHandler =>
  async (c, next) => {
    await next()
    if (c.res.status >= 300) return
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value)
    // The transport says Origin for every answer; a compressed one depends on one thing more.
    c.res.headers.set('vary', 'Origin, Accept-Encoding')
  }
