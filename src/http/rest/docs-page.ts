// The API as one page to read: made from the table of routes, without scripts, so that the strictest
// content policy holds.
import { createHash } from 'node:crypto'
import type { DocumentInfo } from './openapi.ts'
import type { Route, RouteRole } from './route.ts'

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
section { margin: 1.5rem 0 }
h2 { text-transform: capitalize; border-bottom: 1px solid; padding-bottom: .25rem }
dt { margin-top: .75rem }
dt b { display: inline-block; min-width: 4.5rem }
dd { margin: 0 0 0 4.5rem }
small { opacity: .75 }
code { font-size: 1rem }
`

const who: Record<RouteRole, string> = {
  public: 'open to everybody',
  user: 'needs a bearer token',
  operator: 'needs an operator’s token, or X-Internal-Service: true with X-Service-Key',
  worker: 'needs the worker key as bearer token',
}

/** The page, and the content policy under which its style is allowed. */
export function docsPage(
  routes: readonly Route[],
  info: DocumentInfo,
): { readonly html: string; readonly policy: string } {
  const hash = createHash('sha256').update(style).digest('base64')
  const areas = [...new Set(routes.map(areaOf))]
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(info.title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(info.title)}</h1>
<p>Every path is also served under <code>/api</code>. The machine-readable form, with all schemas, is at
<a href="openapi.json">openapi.json</a>.</p>
${areas
  .map((area) =>
    sectionOf(
      area,
      routes.filter((route) => areaOf(route) === area),
    ),
  )
  .join('\n')}
</body>
</html>
`
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
  return { html, policy }
}

const areaOf = ({ path }: Route): string => path.split('/')[1] ?? ''

const sectionOf = (area: string, routes: readonly Route[]): string =>
  `<section>\n<h2>${escaped(area)}</h2>\n<dl>\n${routes.map(entryOf).join('\n')}\n</dl>\n</section>`

const entryOf = ({ method, path, summary, role }: Route): string =>
  `<dt><b>${method.toUpperCase()}</b> <code>${escaped(path)}</code></dt>
<dd>${escaped(summary)} <small>(${who[role]})</small></dd>`

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
