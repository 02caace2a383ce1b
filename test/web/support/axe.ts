// What axe finds on a page as it is: only what is serious.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Each finding with where it was, in words; `onlyColours` looks at contrasts alone. */
export async function auditOf(page: Page, where: string, onlyColours = false): Promise<string[]> {
  // Through the debugger, past the page's own policy, which would not let it in.
  await page.evaluate(`globalThis.axe === undefined && (() => { ${axe} })()`)
  const options = onlyColours ? { runOnly: ['color-contrast'] } : {}
  const { violations } = (await page.evaluate(
    `axe.run(document, ${JSON.stringify({ ...options, resultTypes: ['violations'] })})`,
  )) as AxeResults
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${where}: ${id} at ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
    )
}
