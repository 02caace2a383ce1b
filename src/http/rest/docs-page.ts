// The API as one page to read and to try out: made from the OpenAPI document, with its style and its one script inside,
// both named by their hash, so that the strictest content policy holds. Nothing of it comes from another host.

import { createHash } from 'node:crypto'
import { docsScript } from './docs-page.script.ts'
import { docsStyle } from './docs-page.style.ts'
import type { OpenApi, Operation } from './openapi.ts'
import { pagePolicyOf } from './page-policy.ts'

interface Entry {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

/** The page, and the content policy under which its style and its script are allowed. */
export function docsPage(document: OpenApi): { readonly html: string; readonly policy: string } {
  const { info, tags } = document
  const entries = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method, path, operation })),
  )
  const sections = tags.map(({ name, description }) => {
    const own = entries.filter(({ operation }) => operation.tags.includes(name))
    return `<section>\n<h2>${escaped(name)}</h2>\n<p>${escaped(description)}</p>\n${own.map(entryOf).join('\n')}\n</section>`
  })
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(info.title)}</title>
<style>${docsStyle}</style>
</head>
<body>
<h1>${escaped(info.title)}</h1>
${paragraphs(info.description)}
<p>The machine-readable form, with all schemas, is at <a href="openapi.json">openapi.json</a>.</p>
<fieldset>
<legend>Who asks</legend>
<label>Bearer token <input id="token" type="password" autocomplete="off" spellcheck="false"></label>
<label>Service key <input id="key" type="password" autocomplete="off" spellcheck="false"></label>
<small>Kept on this page only, and gone with it. Signing in below fills in the token.</small>
</fieldset>
${sections.join('\n')}
<script>${docsScript}</script>
</body>
</html>
`
  const policy = pagePolicyOf([
    `style-src '${hashOf(docsStyle)}'`,
    `script-src '${hashOf(docsScript)}'`,
  ])
  return { html, policy }
}

const hashOf = (text: string): string =>
  `sha256-${createHash('sha256').update(text).digest('base64')}`

const paragraphs = (text: string): string =>
  text
    .split('\n\n')
    .map((paragraph) => `<p>${escaped(paragraph).replace(/`([^`]+)`/g, '<code>$1</code>')}</p>`)
    .join('\n')

function entryOf({ method, path, operation }: Entry): string {
  const title = `<b>${method.toUpperCase()}</b> <code>${escaped(path)}</code>`
  const { operationId, summary } = operation
  return `<details id="${operationId}">
<summary>${title} <span>${escaped(summary)} <small>(${whoOf(operation)})</small></span></summary>
<div data-method="${method.toUpperCase()}" data-path="${escaped(path)}">
${(operation.parameters ?? []).map(fieldOf).join('\n')}
${bodyOf(operation)}
<button type="button">Send</button>
<output></output>
<pre tabindex="0" hidden></pre>
</div>
<dl>
${Object.entries(operation.responses).map(answerOf).join('\n')}
</dl>
</details>`
}

function whoOf({ security }: Operation): string {
  const names = security.flatMap((each) => Object.keys(each))
  if (names.includes('serviceKey')) return 'needs an operator’s token or the service key'
  if (names.includes('workerKey')) return 'needs the worker key'
  return names.length > 0 ? 'needs a bearer token' : 'open to everybody'
}

const fieldOf = ({
  name,
  in: place,
  required,
  description = '',
}: NonNullable<Operation['parameters']>[number]) =>
  `<label>${escaped(name)} <small>${place}${required ? ', required' : ''}${description && `: ${escaped(description)}`}</small>
<input name="${escaped(name)}" data-in="${place}" autocomplete="off" spellcheck="false"></label>`

function bodyOf({ requestBody }: Operation): string {
  if (!requestBody) return ''
  const example = JSON.stringify(requestBody.content['application/json'].example, null, 2)
  const rows = Math.min(14, example.split('\n').length)
  return `<label>body <small>JSON${requestBody.required ? ', required' : ''}</small>
<textarea rows="${rows}" spellcheck="false">${escaped(example)}</textarea></label>`
}

const answerOf = ([status, { description }]: [string, { readonly description?: string }]): string =>
  `<dt>${status}</dt><dd>${escaped(description ?? 'Refused before the route was asked')}</dd>`

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
