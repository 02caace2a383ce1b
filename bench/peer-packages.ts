// The packages of other job systems, kept out of the project's own: bench/peers/package.json, installed
// under node_modules/.cache when they are first asked for. Nothing of the service imports them.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Preparation } from './harness.ts'
import { projectFolder } from './project.ts'

const from = join(projectFolder, 'bench', 'peers')
const into = join(projectFolder, 'node_modules', '.cache', 'bench-peers')
const files = ['package.json', 'package-lock.json']

/** Installs them where they are not there yet, as the lock file says. */
export function installPeers(): Preparation {
  if (isInstalled()) return { env: {} }
  console.error('installing the peers of bench/peers/package.json, about two minutes')
  mkdirSync(into, { recursive: true })
  for (const file of files) copyFileSync(join(from, file), join(into, file))
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: into,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return npm.status === 0 ? { env: {} } : { skipped: 'npm ci of bench/peers failed' }
}

const isInstalled = (): boolean =>
  existsSync(join(into, 'node_modules', '.package-lock.json')) &&
  files.every((file) => textOf(join(into, file)) === textOf(join(from, file)))

const textOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)

const peerRequire = createRequire(join(into, 'package.json'))

/** A package of bench/peers; `Exports` is the part of it that the benchmark uses. */
export async function peerPackage<Exports>(name: string): Promise<Exports> {
  const path = pathToFileURL(peerRequire.resolve(name)).href
  const loaded = (await import(path)) as Exports & { default?: Exports }
  return loaded.default ? { ...loaded.default, ...loaded } : loaded
}

/** The installed version of a package of bench/peers. */
export const peerVersion = (name: string): string =>
  JSON.parse(readFileSync(join(into, 'node_modules', name, 'package.json'), 'utf8')).version
