// Refuses a build of better-sqlite3 under which Node would end the process at some garbage collection. It looks at the
// compiled file; it builds and loads nothing.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/**
 * From these headers on, what better-sqlite3 12 is made of removes a hook when it is collected, and Node aborts where
 * that happens outside of JavaScript. Older headers of the same line make a sound build.
 */
const firstUnsound = [24, 19] as const
const hook = 'RemoveEnvironmentCleanupHook'

export const buildFix =
  'compile it against older headers of the same line, npm_config_target=24.18.1 npm rebuild better-sqlite3 --build-from-source, or use Node 22'

/** Whether this Node aborts when what was compiled into `binary` is collected. */
export function isUnsound(nodeVersion: string, binary: Buffer): boolean {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number)
  const [line, from] = firstUnsound
  return (major > line || (major === line && minor >= from)) && binary.includes(hook)
}

/** What is wrong with the build that is installed; undefined where nothing is. */
export function buildProblem(nodeVersion = process.versions.node): string | undefined {
  const path = builtFile()
  if (path === undefined || !isUnsound(nodeVersion, readFileSync(path))) return undefined
  return `better-sqlite3 was compiled against the headers of Node ${firstUnsound.join('.')} or newer, and ends the process at some garbage collection (${path})`
}

let isKnownSound = false

/** Throws a plain `Error` with the fix. Looks once in a process. */
export function requireSoundBuild(): void {
  if (isKnownSound) return
  const problem = buildProblem()
  if (problem !== undefined) throw new Error(`${problem}: ${buildFix}`)
  isKnownSound = true
}

function builtFile(): string | undefined {
  const main = createRequire(import.meta.url).resolve('better-sqlite3/package.json')
  const path = join(dirname(main), 'build', 'Release', 'better_sqlite3.node')
  return existsSync(path) ? path : undefined
}
