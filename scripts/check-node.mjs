// Runs the tests on another version of Node: `npm run check:node -- 24 [--quick]`. The runtime comes from its npm
// package, the committed tree is cloned into a scratch folder, and everything is installed and built there by that
// runtime, native code included. Nothing of this checkout is changed.
import { spawn } from 'node:child_process'
import { delimiter, join, resolve } from 'node:path'
import { fail, runIn, scratchFolder, textOf } from './scratch.mjs'

/** What touches Node most: the database, timers, sockets, the client; without browsers, proofs and long processes. */
const quick = ['actors', 'db', 'http', 'machines', 'rest', 'scenarios', 'system', 'testing'].map(
  (folder) => `test/${folder}/`,
)

const [version = '', ...options] = process.argv.slice(2)
const isQuick = options.includes('--quick')
if (!/^\d{2}(\.\d+){0,2}$/.test(version) || options.some((each) => each !== '--quick')) {
  fail('Say which Node: npm run check:node -- 24, or -- 22.22.1; --quick runs a part of the tests')
}

const checkout = resolve(import.meta.dirname, '..')
const scratch = scratchFolder('node')
// The npm package "node" brings its binary by an install script; this is the package that it would fetch.
const runtime = `node-${process.platform}-${process.arch}`
const npm = ['--no-audit', '--no-fund', '--loglevel=error']
// Where native code is compiled, against headers that make a sound build (src/db/sound-build.ts).
const headers = `headers@npm:${runtime}@${version.startsWith('24') ? '24.18.1' : version}`
const wanted = [`${runtime}@${version}`, headers]
// Not in a folder above the clone: npx would find the node of the headers there before that of PATH.
const tools = join(scratch, 'tools')
runIn(scratch, process.env, 'npm', 'install', ...npm, '--prefix', tools, ...wanted)
const home = join(tools, 'node_modules', runtime)
const env = {
  ...process.env,
  PATH: `${join(home, 'bin')}${delimiter}${process.env.PATH}`,
  npm_config_nodedir: join(tools, 'node_modules', 'headers'),
  JOBS: 'max',
}
const clone = join(scratch, 'checkout')
runIn(scratch, env, 'git', 'clone', '--quiet', checkout, clone)
if (textOf(checkout, env, 'git', 'status', '--porcelain') !== '') {
  process.stdout.write('What is not committed is not part of this.\n')
}
runIn(clone, env, 'npm', 'ci', ...npm)
runIn(clone, env, 'npm', 'run', '--silent', 'build')
const versions = `const { node, modules, v8 } = process.versions
  const sqlite = new (require('better-sqlite3'))(':memory:').prepare('select sqlite_version()').pluck().get()
  console.log('Node ' + node + ' (modules ' + modules + ', V8 ' + v8 + '), SQLite ' + sqlite)`
process.stdout.write(`${textOf(clone, env, 'node', '-e', versions)}\n`)
const asked = textOf(clone, env, 'node', '-p', 'process.version')
const used = textOf(clone, env, 'npx', '-c', 'node -p process.version')
if (asked !== used) fail(`npx runs ${used}, not ${asked}`)

const { code, summary } = await tests(['vitest', 'run', ...(isQuick ? quick : [])])
process.stdout.write(`${textOf(clone, env, 'node', '-e', versions)}\n${summary}\n`)
process.exitCode = code

/** Runs them, their output shown; gives the exit code and the last line that counts tests. */
function tests(argv) {
  return new Promise((done) => {
    const child = spawn('npx', argv, { cwd: clone, env, stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (text) => {
      said = `${said}${text}`.slice(-10_000)
      process.stdout.write(text)
    })
    child.once('close', (status) => {
      const counted = said.match(/^\d+ passed, \d+ failed.*$/gm)?.at(-1)
      done({ code: status ?? 1, summary: counted ?? 'no test was run' })
    })
  })
}
