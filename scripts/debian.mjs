// A bare Debian 12 to try things in: made by debootstrap once, kept packed in the user's cache, unpacked for each trial,
// with what this machine needs to reach its registries. It runs nothing of the project and changes nothing of the machine.
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { runIn } from './scratch.mjs'

const bundle = 'etc/ssl/certs/ca-certificates.crt'
const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }

/** Ends this process, in so many words and with exit code 0, where the trial cannot be made. */
export function needs(what, programs) {
  const missing = programs.filter((name) => spawnSync('which', [name]).status !== 0)
  const isRoot = process.getuid?.() === 0
  if (missing.length === 0 && isRoot && process.platform === 'linux') return
  const why =
    missing.length > 0 ? `there is no ${missing.join(', no ')}` : 'this is not root on Linux'
  process.stdout.write(`SKIPPED: ${what}; ${why}\n`)
  process.exit(0)
}

/** Unpacks one with these packages into `root`, which must not be there. */
export function unpackDebian(root, name, packages) {
  const cache = join(homedir(), '.cache', 'unstuck')
  const kept = join(cache, `debian-12-${name}.tar`)
  mkdirSync(root)
  if (!existsSync(kept)) {
    const include = packages.length > 0 ? [`--include=${packages.join(',')}`] : []
    runIn('/', env, 'debootstrap', '--variant=minbase', ...include, 'bookworm', root)
    mkdirSync(cache, { recursive: true })
    const rest = ['var/cache/apt', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/man']
    const without = rest.map((path) => `--exclude=./${path}/*`)
    runIn('/', env, 'tar', '-C', root, ...without, '-cf', `${kept}.new`, '.')
    renameSync(`${kept}.new`, kept)
    runIn('/', env, 'rm', '-rf', '--one-file-system', root)
    mkdirSync(root)
  }
  runIn('/', env, 'tar', '-C', root, '-xf', kept)
}

/** The registry, and the authorities, that npm asks and believes on this machine. */
export function letNpmIn(root, npmrc) {
  const asked = (name) =>
    spawnSync('npm', ['config', 'get', name], { encoding: 'utf8' }).stdout.trim()
  // What this machine has fetched already is not asked for again.
  const lines = [`registry=${asked('registry')}`, 'prefer-offline=true']
  const authorities = process.env.NODE_EXTRA_CA_CERTS ?? `/${bundle}`
  if (existsSync(authorities)) {
    mkdirSync(dirname(join(root, bundle)), { recursive: true })
    // Debian's own bundle holds what this machine added to it, too.
    copyFileSync(existsSync(`/${bundle}`) ? `/${bundle}` : authorities, join(root, bundle))
    lines.push(`cafile=/${bundle}`)
  }
  mkdirSync(dirname(join(root, npmrc)), { recursive: true })
  writeFileSync(join(root, npmrc), `${lines.join('\n')}\n`)
}

/** The version that is installed of one of this checkout's dependencies. */
export const versionOf = (checkout, name) =>
  JSON.parse(readFileSync(join(checkout, 'node_modules', name, 'package.json'), 'utf8')).version
