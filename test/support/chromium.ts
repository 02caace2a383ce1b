// The Chromium that browser tests drive: the one named by CHROMIUM_PATH, the distribution's, or Playwright's own.
// Where there is none the tests are skipped, and it is said aloud; in CI, where CI is set, that is a failure.
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const candidates = [process.env['CHROMIUM_PATH'], process.env['CHROMIUM'], '/usr/bin/chromium']

/** The executable to start, or undefined where there is none. */
export const chromiumPath = [...candidates, chromium.executablePath()].find(
  (path) => path !== undefined && path !== '' && existsSync(path),
)

if (chromiumPath === undefined) {
  const what = 'No Chromium was found: install it, or name it by CHROMIUM_PATH'
  if (process.env['CI']) throw new Error(what)
  process.stderr.write(`${what}. Browser tests are SKIPPED.\n`)
}

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
