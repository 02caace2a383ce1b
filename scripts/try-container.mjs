// Tries the container: `npm run try:container`. No registry of images is asked: a stand-in for the official Node image is
// made from Debian's packages and Node's npm package, deploy/Containerfile is built on it, and the image is run as the
// file says: read-only, without rights, used, asked for its health, stopped and started again.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { letNpmIn, needs, unpackDebian } from './debian.mjs'
import { fail, runIn, scratchFolder, textOf } from './scratch.mjs'
import { slowAssessment, slowSubmission } from './slow-assessment.mjs'

needs('try:container wants root, and the packages debootstrap and podman', [
  'debootstrap',
  'podman',
])
const scratch = inOwnMounts()
const beganAt = Date.now()
const checkout = resolve(import.meta.dirname, '..')
// It asks for its health itself; podman would have a systemd do so.
process.env.DISABLE_HC_SYSTEMD = 'true'
const env = process.env
const store = join(scratch, 'store')
process.once('exit', () => spawnSync('podman', [...engine(), 'rm', '--force', '--all', '--time=0']))
const image = 'docker.io/library/node:22-bookworm-slim'
const inContainer = (...argv) => podman('exec', 'unstuck', ...argv)

makeBase()
const cache = textOf(checkout, env, 'npm', 'config', 'get', 'cache')
const build = [
  'build',
  '--isolation=chroot',
  '--network=host',
  '--pull=never',
  `--volume=${cache}:/root/.npm`,
]
build.push('--format', 'docker', '-f', 'deploy/Containerfile', '-t', 'unstuck', '.')
runIn(checkout, env, 'podman', ...engine(), ...build)
const bytes = Number(podman('image', 'inspect', '--format={{.Size}}', 'unstuck'))
const baseBytes = Number(podman('image', 'inspect', '--format={{.Size}}', image))
const trial = join(scratch, 'trial')
mkdirSync(trial)
for (const path of ['scripts/person.mjs', 'examples/talent-mapping.json']) {
  cpSync(join(checkout, path), join(trial, path.split('/')[1]))
}
// Longer than SHUTDOWN_GRACE, so that a stop cuts it off.
writeFileSync(join(trial, 'slow.json'), slowSubmission(13))
writeFileSync(join(trial, 'slow.mjs'), slowAssessment('file:///app'))
run()
await until('the health check of the image finds it well', ['healthcheck', 'run', 'unstuck'])
const person = ['node', '/trial/person.mjs', 'http://127.0.0.1:3003']
inContainer(...person, '/trial/talent-mapping.json')
see('a job goes from its submission to its result')
holdsNothingElse()
podman('rm', '--force', 'unstuck')
run('--env=ASSESSMENTS_MODULE=/trial/slow.mjs')
await until('another container takes on its data', ['healthcheck', 'run', 'unstuck'])
await stopsAndResumes(inContainer(...person, '/trial/slow.json', '--no-wait'))
const megabytes = (size) => `${Math.round(size / 1_000_000)} MB`
process.stdout.write(
  `The image has ${megabytes(bytes)}, ${megabytes(bytes - baseBytes)} more than its base; all of it was seen, in ${Math.round((Date.now() - beganAt) / 1_000)} s\n`,
)

/** As the container file says, but without a network, and with what a sandbox may refuse left out. */
function run(...more) {
  const said = ['--name=unstuck', '--volume=unstuck-data:/data', '--read-only', '--tmpfs=/tmp']
  const sandbox = ['--cgroups=disabled', '--ulimit=nofile=4096:4096', '--ulimit=nproc=4096:4096']
  sandbox.push('--network=none', `--volume=${trial}:/trial:ro`)
  podman('run', '--detach', ...said, '--stop-timeout=30', ...sandbox, ...more, 'unstuck')
}

/** Without rights, its data its own, and no more inside than what runs. */
function holdsNothingElse() {
  const status = inContainer('cat', '/proc/1/status')
  if (!/^Uid:\t1000\t/m.test(status) || !/^CapEff:\t0+$/m.test(status)) fail(status)
  see('it runs as node, without a right')
  const open = inContainer('find', '/data', '(', '-perm', '/077', '-o', '!', '-user', 'node', ')')
  if (open !== '') fail(`Others may read ${open}`)
  see('its data are its own to read')
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(checkout, 'package.json'), 'utf8'),
  )
  const held = inContainer(
    'find',
    '/app',
    '-not',
    '-path',
    '*/node_modules/*/node_modules/*',
  ).split('\n')
  const unwanted = Object.keys(devDependencies).filter((name) => !(name in dependencies))
  const found = held.filter(
    (path) =>
      unwanted.some((name) => path === `/app/node_modules/${name}`) ||
      /^\/app\/(dist\/)?(bench|examples|proof|test|scripts)(\/|$)/.test(path) ||
      /^\/app\/dist\/.*\.map$/.test(path),
  )
  if (found.length > 0) fail(`The image holds ${found.slice(0, 10).join(', ')}`)
  for (const tool of ['g++', 'make', 'python3']) {
    if (spawnSync('podman', [...engine(), 'exec', 'unstuck', 'which', tool]).status === 0)
      fail(tool)
  }
  see(`it holds what runs, and no more: ${inContainer('du', '-sh', '/app').replace('\t', ' ')}`)
}

/** SIGTERM with an analysis at work; then a start that takes it up. */
async function stopsAndResumes(jobId) {
  const stopAt = Date.now()
  podman('stop', 'unstuck')
  const seconds = ((Date.now() - stopAt) / 1_000).toFixed(1)
  const code = podman('inspect', '--format={{.State.ExitCode}}', 'unstuck')
  const farewell = podman('logs', 'unstuck').match(/^Stopped; nothing is lost.* 1 cut off.*$/m)?.[0]
  if (code !== '0' || farewell === undefined) fail(`It ended with ${code} and said ${farewell}`)
  see(`a stop drains in ${seconds} s and ends with 0: ${farewell}`)
  podman('start', 'unstuck')
  const show = ['exec', 'unstuck', 'node', 'dist/src/cli.js', 'jobs', 'show', jobId]
  await until('the next start ends the job', show, /completed/)
}

/** What the official image is made of, from where it can be had: Debian's smallest, Node with its headers, npm, a user. */
function makeBase() {
  const root = join(scratch, 'base')
  unpackDebian(root, 'slim', [])
  const from = join(scratch, 'node')
  mkdirSync(from)
  const runtime = `node-linux-${process.arch}`
  const wanted = [`${runtime}@22`, 'npm@10']
  runIn(
    from,
    env,
    'npm',
    'install',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--prefix=.',
    ...wanted,
  )
  const local = join(root, 'usr/local')
  for (const part of ['bin', 'include']) {
    cpSync(join(from, 'node_modules', runtime, part), join(local, part), { recursive: true })
  }
  cpSync(join(from, 'node_modules/npm'), join(local, 'lib/node_modules/npm'), { recursive: true })
  for (const name of ['npm', 'npx']) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, 'bin', name))
  }
  const entry = join(local, 'bin/docker-entrypoint.sh')
  writeFileSync(entry, '#!/bin/sh\ncommand -v "$1" >/dev/null || set -- node "$@"\nexec "$@"\n')
  chmodSync(entry, 0o755)
  letNpmIn(root, 'usr/local/etc/npmrc')
  runIn(root, env, 'chroot', root, 'useradd', '--uid=1000', '--user-group', '--create-home', 'node')
  const packed = join(scratch, 'base.tar')
  runIn(root, env, 'tar', '-C', root, '-cf', packed, '.')
  const says = [
    'ENTRYPOINT ["docker-entrypoint.sh"]',
    'CMD ["node"]',
    `ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
  ]
  podman('import', '--quiet', ...says.map((line) => `--change=${line}`), packed, image)
  runIn(scratch, env, 'rm', '-rf', '--one-file-system', root, packed, from)
}

/**
 * The scratch folder, in a process whose mounts end with it, so that the folder can be removed. Where this machine has
 * both kinds of control groups, which crun refuses, that process sees one.
 */
function inOwnMounts() {
  const { UNSTUCK_TRIAL } = process.env
  if (UNSTUCK_TRIAL !== undefined) return UNSTUCK_TRIAL
  const folder = scratchFolder('container')
  const groups = '[ ! -d /sys/fs/cgroup/unified ] || mount -t cgroup2 none /sys/fs/cgroup'
  const script = `{ ${groups}; } && exec "$@"`
  const argv = ['--mount', 'sh', '-c', script, 'sh', process.execPath, ...process.argv.slice(1)]
  const settings = { stdio: 'inherit', env: { ...process.env, UNSTUCK_TRIAL: folder } }
  process.exit(spawnSync('unshare', argv, settings).status ?? 1)
}

/** Storage of its own, of which nothing is left. */
function engine() {
  const folders = [`--root=${store}`, `--runroot=${store}-run`]
  return ['--storage-driver=overlay', '--cgroup-manager=cgroupfs', ...folders]
}

function podman(...argv) {
  return textOf(checkout, env, 'podman', ...engine(), ...argv)
}

function see(what) {
  process.stdout.write(`ok: ${what}\n`)
}

/** Asks again, for three minutes, until it succeeds and says so. */
async function until(what, argv, says = /(?:)/) {
  const endsAt = Date.now() + 180_000
  const ask = () => spawnSync('podman', [...engine(), ...argv], { encoding: 'utf8' })
  let asked = ask()
  while (asked.status !== 0 || !says.test(asked.stdout)) {
    if (Date.now() > endsAt) {
      const { stdout, stderr } = spawnSync('podman', [...engine(), 'logs', 'unstuck'], {
        encoding: 'utf8',
      })
      fail(`NOT SEEN: ${what}\n${asked.stdout}${asked.stderr}\n${stdout}${stderr}`)
    }
    await pause(500)
    asked = ask()
  }
  see(what)
}
