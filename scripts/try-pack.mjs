// Tries the package as somebody gets it: packed, installed into an empty folder without development dependencies,
// imported, served, used over REST, proved. `npm run try:pack`; it prints what an installation weighs.
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { submitAt } from './person.mjs'
import { fail, runIn, scratchFolder, textOf } from './scratch.mjs'

const checkout = resolve(import.meta.dirname, '..')
const submission = JSON.parse(readFileSync(join(checkout, 'examples/talent-mapping.json'), 'utf8'))
const scratch = scratchFolder('pack')
const folder = join(scratch, 'empty')
mkdirSync(folder)
const env = { PATH: process.env.PATH, HOME: process.env.HOME, JOBS: 'max' }
const npm = ['--no-audit', '--no-fund', '--loglevel=error']

const [packed] = JSON.parse(
  textOf(checkout, env, 'npm', 'pack', '--json', '--pack-destination', scratch),
)
// Newer npm asks whether the one package that compiles may do so.
writeFileSync(
  join(folder, 'package.json'),
  JSON.stringify({ private: true, type: 'module', allowScripts: { 'better-sqlite3': true } }),
)
runIn(folder, env, 'npm', 'install', ...npm, '--omit=dev', join(scratch, packed.filename))

const imports = `
  import { createService, readConfig } from 'unstuck'
  import { createUnstuckClient } from 'unstuck/client'
  import { createWorld } from 'unstuck/testing'
  const world = await createWorld()
  await world.user('ana', 1)
  const { jobId } = await world.submit('ana')
  await world.passes(60_000)
  console.log([createService, readConfig, createUnstuckClient].every((each) => typeof each === 'function')
    && world.statusOf(jobId))
  await world.close()`
const imported = textOf(folder, env, 'node', '--input-type=module', '--eval', imports)
if (imported !== 'completed') fail(`Importing it gave ${imported}`)

const databasePath = join(scratch, 'data', 'unstuck.db')
const ended = await served({ ...env, PORT: '0', DATABASE_PATH: databasePath, LOG_LEVEL: 'error' })
if (ended !== 0) fail(`unstuck serve ended with ${ended}`)
runIn(folder, env, 'npx', 'unstuck', 'verify', databasePath)

const megabytes = (bytes) => `${(bytes / 1_048_576).toFixed(1)} MB`
const packages = readdirSync(join(folder, 'node_modules'), { recursive: true }).filter((path) =>
  /(^|\/)node_modules\/(@[^/]+\/)?[^/]+\/package\.json$|^(@[^/]+\/)?[^/]+\/package\.json$/.test(
    path,
  ),
).length
process.stdout.write(
  `Node ${process.versions.node}: the package has ${megabytes(packed.size)}, installed ${megabytes(sizeOf(folder))} in ${packages} packages; it serves, analyses and proves right\n`,
)

/** Serves, lets somebody register, submit and read the result, and stops; gives its exit code. */
async function served(serveEnv) {
  // What `npx unstuck serve` starts; npx itself would end by the signal, and not wait for it.
  const child = spawn(join(folder, 'node_modules', '.bin', 'unstuck'), ['serve', '--json'], {
    cwd: folder,
    env: serveEnv,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise((done) => child.once('exit', done))
  try {
    const url = await urlOf(child)
    await submitAt(url, submission)
  } catch (error) {
    child.kill('SIGKILL')
    fail(error.message)
  }
  child.kill('SIGTERM')
  return exited
}

async function urlOf(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{"url"')) return JSON.parse(line).url
  }
  throw new Error('It did not say where it serves')
}

function sizeOf(path) {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}
