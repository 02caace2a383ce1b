// The command line with arguments and variables nobody means: it ends with 0, 1 or 2, says no stack, and writes
// nothing outside of the folder it was given.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Command } from './case.ts'
import { hostileTexts } from './hostile.ts'
import type { Verdict } from './session.ts'

const runMaxMs = 60_000
/** Nobody listens there, so operator commands work on the file. */
const deafPort = '1'

const texts = hostileTexts.filter((text) => !text.includes('\0')).map((text) => text.toWellFormed())
const odd = fc.constantFrom(
  ...texts,
  '--',
  '-',
  '---',
  '-x',
  '--json=no',
  '--json',
  '--help',
  '--version',
  '--reason',
  '--dry-run',
  '--repair',
  '--no-json',
  '--unknown',
  '--__proto__=1',
  '--reason=',
  '1e3',
  '1000001',
  '007',
  'operator',
  'ana@example.com',
)
const files = fc.constantFrom(
  'new.db',
  './data/unstuck.db',
  'empty',
  'text',
  '.',
  '..',
  '../new.db',
  '../../new.db',
  '/dev/null',
  '/nowhere/new.db',
  'file:new.db?mode=memory',
  ':memory:',
  'a/b/c/new.db',
  '',
)
const words = fc.oneof(
  fc.constantFrom('check', 'stats', 'grant', 'role', 'verify', 'config', 'help', 'serve', 'backup'),
  odd,
)
const args = fc.array(fc.oneof({ weight: 3, arbitrary: odd }, files), { maxLength: 4 })

const argv = fc.oneof(
  fc.tuple(words, args).map(([word, rest]) => [word, ...rest]),
  fc.tuple(files, args).map(([file, rest]) => ['verify', file, ...rest]),
  files.map((file) => ['verify', '--repair', file]),
  fc.tuple(odd, odd).map(([who, amount]) => ['grant', who, amount, '--reason', 'x']),
  fc.tuple(odd, odd).map(([who, role]) => ['role', who, role]),
  // As it is meant it takes seconds, and has a test of its own.
  args.map((rest) => ['demo', '--never', ...rest]),
)

const value = fc.oneof(odd, fc.constantFrom('0', '-1', '65536', '1e9', '99999999999', 'true'))
const variables = [
  'HOST',
  'STUCK_JOB_CHECK_INTERVAL',
  'STUCK_JOB_PROCESSING_TIMEOUT',
  'ANALYSIS_TOKEN_COST',
  'DEFAULT_TOKEN_BALANCE',
  'INTERNAL_SERVICE_KEY',
  'AUTH_SECRET',
  'AUTH_JWKS_URL',
  'ALLOWED_ORIGINS',
  'ASSESSMENTS_MODULE',
  'LOG_LEVEL',
  'DATABASE_PATH',
] as const
const env = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.dictionary(fc.constantFrom(...variables), fc.oneof(value, files), { maxKeys: 3 }),
  },
)

export const commandArbitrary: fc.Arbitrary<Command> = fc
  .record({ argv, env })
  .map((made) => ({ kind: 'command', ...made }))

export async function judgeCommand({ argv, env }: Command): Promise<Verdict> {
  const sandbox = mkdtempSync(join(tmpdir(), 'unstuck-fuzz-cli-'))
  const given = join(sandbox, 'a', 'b', 'c', 'given')
  try {
    mkdirSync(given, { recursive: true })
    writeFileSync(join(given, 'empty'), '')
    writeFileSync(join(given, 'text'), 'not a database, but longer than a header of one would be\n')
    const { code, output } = await run(argv, { ...env }, given)
    const broken = [
      ...(code === 0 || code === 1 || code === 2 ? [] : [`it ended with ${code}`]),
      ...(/^\s+at .*[:(]|node:internal|node_modules/m.test(output)
        ? [`it shows its inside: ${output.slice(0, 500)}`]
        : []),
      ...(env['DATABASE_PATH'] === undefined ? written(sandbox) : []),
    ]
    return { broken, refused: code !== 0, died: false, stallMs: 0, errorBytes: output.length }
  } finally {
    rmSync(sandbox, { recursive: true, force: true })
  }
}

/** Files of the sandbox that are not in the given folder. */
const written = (sandbox: string): string[] =>
  readdirSync(sandbox, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('/given/'))
    .map((path) => `it wrote ${path.slice(sandbox.length)}`)

function run(argv: readonly string[], env: Record<string, string>, cwd: string) {
  const cli = join(process.cwd(), 'dist', 'src', 'cli.js')
  return new Promise<{ code: number | string | null; output: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...argv], {
      cwd,
      env: { PATH: process.env['PATH'], HOME: cwd, PORT: deafPort, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const hear = (text: unknown) => {
      output += String(text)
      // It serves as it was asked to: it must end when asked to, too.
      if (/Unstuck serves|"url":/.test(output)) child.kill('SIGTERM')
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    const timer = setTimeout(() => child.kill('SIGKILL'), runMaxMs)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code: code ?? signal, output })
    })
  })
}
