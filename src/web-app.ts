// Where the built web app is: beside this code when it runs from the build, else, from the sources, in the
// package's dist. A service without it works, and says so in its log.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folder of the built pages, or undefined where they were not built. */
export function webAppFolder(): string | undefined {
  return ['../web', '../dist/web']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((folder) => existsSync(`${folder}/index.html`))
}
