// How this command line was started, so that the commands it names can be typed where they are read: from a checkout
// there is no `unstuck` on the path, in a project that installed it only npx finds one. It starts nothing.
import { delimiter, dirname, isAbsolute, relative } from 'node:path'

export interface Started {
  /** What node was given to run, as it was typed or found. */
  readonly script: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** `unstuck` where it is on the path, `npx unstuck` where npm keeps it, else node and the file. */
export function formOf({ script, cwd, env }: Started): string {
  if (env['npm_command'] === 'exec') return 'npx unstuck'
  if (!/\.[cm]?[jt]s$/.test(script)) {
    const isOnPath = (env['PATH'] ?? '').split(delimiter).includes(dirname(script))
    return isOnPath ? 'unstuck' : 'npx unstuck'
  }
  const near = relative(cwd, script)
  const path = near.startsWith('..') || isAbsolute(near) ? script : near
  return `node ${quoted(path)}`
}

/** As one word of a shell. */
export const quoted = (text: string): string =>
  /^[\w./@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/** How commands are typed here. */
export const ownForm = formOf({
  script: process.argv[1] ?? '',
  cwd: process.cwd(),
  env: process.env,
})

/** The text with each command of `unstuck` as it can be typed here. */
export const asTyped = (text: string, form = ownForm): string =>
  text.replace(/(?<![\w./-]|npx )unstuck (?=[a-z…])/g, () => `${form} `)
