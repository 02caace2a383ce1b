import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

interface Layer {
  readonly ours: readonly string[]
  readonly types?: readonly string[]
  readonly npm: RegExp
}

/** What each folder of src may import: ours, ours as types only, and from npm. Drawn in docs/architecture.md. */
const layers: Record<string, Layer> = {
  domain: { ours: [], npm: /^zod$/ },
  system: { ours: [], npm: /^(node:|node-cron$|uuid$|pino$)/ },
  assessments: { ours: ['domain'], npm: /^(zod|piscina|node:|ai$|@ai-sdk\/)/ },
  machines: { ours: ['domain'], npm: /^xstate$/ },
  db: { ours: ['domain'], npm: /^(drizzle-orm|better-sqlite3|node:)/ },
  actors: {
    ours: ['domain', 'machines', 'db'],
    types: ['system'],
    npm: /^(xstate|node:(crypto|events))$/,
  },
  metrics: {
    ours: ['domain', 'db'],
    types: ['actors', 'system'],
    npm: /^prom-client$/,
  },
  outbound: {
    ours: ['domain'],
    types: ['system'],
    npm: /^(nodemailer|node:(crypto|dns|http|https|net))$/,
  },
  backup: { ours: ['domain', 'db'], types: ['system'], npm: /^node:(crypto|fs|path)$/ },
  identity: {
    ours: ['domain', 'db'],
    types: ['system'],
    npm: /^(better-auth|jose|drizzle-orm|better-sqlite3|zod|node:)/,
  },
  router: {
    ours: ['domain', 'db'],
    types: ['actors', 'system', 'http', 'identity'],
    npm: /^(@trpc\/server|zod)/,
  },
  http: {
    ours: ['domain', 'router', 'system'],
    types: ['actors', 'identity', 'db'],
    npm: /^(hono|@hono\/node-server|@trpc\/server|ws$|zod$|node:)/,
  },
}

/** No await between reading and committing: these folders are synchronous. */
const synchronous = ['domain', 'machines', 'db']
const maxLines = 250

interface Ban {
  readonly pattern: RegExp
  readonly instead: string
  readonly except: RegExp
}

const banned: readonly Ban[] = [
  {
    pattern: /\bDate\.now\b|new Date\(\)|\bperformance\.now\b/,
    instead: 'clock.now()',
    except: /^(src\/system|client\/web\/system|test|bench|proof)\//,
  },
  {
    pattern: /(?<![.\w])set(Timeout|Interval)\((?!fn: |fire: )/,
    instead: 'clock.setTimeout',
    except: /^(src\/system|client\/web\/system|test\/support|bench|proof)\//,
  },
  {
    pattern: /\bMath\.random\b|\brandomUUID\b/,
    instead: 'newId()',
    except: /^(src\/system|client|proof)\//,
  },
  {
    pattern:
      /\b(db|tx)\.(insert|update|delete)\(|^\s+\.(insert|update|delete)\((users|jobs|results)/,
    instead: 'db/commit*.ts',
    except: /^(src\/db\/(commit|verify-repair)|src\/identity\/account-store|test\/|bench\/)/,
  },
  {
    pattern: /\/db\/commit[^']*'/,
    instead: 'src/actors',
    except:
      /^(src\/(actors|testing|metrics)\/|src\/db\/copy|src\/runtime(-life)?\.ts|test\/|bench\/|proof\/mutants\/|proof\/sim\/restore-trial)/,
  },
  {
    pattern: /\bor replace\b/i,
    instead: 'on conflict',
    except: /^(src\/db\/pragmas|test\/|proof\/mutants\/)/,
  },
  {
    pattern: /\bprocess\.env\b/,
    instead: 'config.ts',
    except:
      /^(src\/(main|cli|config)|src\/cli\/|client\/web\/vite|test\/|bench\/|proof\/|scripts\/|examples\/)/,
  },
  { pattern: /\b(FIXME|HACK)\b|\.only\(/, instead: 'a finished change', except: /^$/ },
]

const own = 'test/tidy.test.ts'

test('the tree is tidy', () => {
  expect(listFiles('src', 'client', 'test', 'bench', 'examples', 'proof').flatMap(tidy)).toEqual([])
})

test('the code map names every source file', () => {
  const map = existsSync('docs/architecture.md') ? readFileSync('docs/architecture.md', 'utf8') : ''
  const missing = listFiles('src', 'client')
    .map(({ path }) => path)
    .filter((path) => !map.includes(basename(path)) && !map.includes(`${dirname(path)}/*`))
  expect(missing).toEqual([])
})

test('every source file opens by saying what it is', () => {
  const silent = listFiles('src', 'client').filter(({ text }) => !/^(#!.*\n)?\/[/*]/.test(text))
  expect(silent.map(({ path }) => path)).toEqual([])
})

test('tidy sees what it should', () => {
  const text =
    "import { jobs } from '../db/schema.ts'\nconst at = Date.now()\nasync function f() {}"
  expect(tidy({ path: 'src/domain/job.ts', text })).toEqual([
    'src/domain/job.ts:2 use clock.now()',
    'src/domain/job.ts:3 domain/ is synchronous',
    'src/domain/job.ts:1 domain/ may not import ../db/schema.ts',
  ])
  const typed =
    "import type { Clock } from '../system/clock.ts'\nimport { x } from '../system/x.ts'"
  expect(tidy({ path: 'src/actors/a.ts', text: typed })).toEqual([
    'src/actors/a.ts:2 actors/ may not import ../system/x.ts',
  ])
})

interface File {
  readonly path: string
  readonly text: string
}

function tidy({ path, text }: File): string[] {
  if (path === own) return []
  const lines = text.split('\n')
  return [
    ...lines.flatMap((line, index) =>
      lineComplaints(path, line).map((what) => `${path}:${index + 1} ${what}`),
    ),
    ...importComplaints(path, text),
    ...(lines.length > maxLines + 1 && !path.startsWith('test/')
      ? [`${path} is over ${maxLines} lines`]
      : []),
  ]
}

function lineComplaints(path: string, line: string): string[] {
  if (/^\s*(\/\/|\*|\/\*\*)/.test(line)) return []
  const layer = layerOf(path)
  const waits = synchronous.includes(layer) && /\b(async|await)\b/.test(line)
  const bans = banned.filter(({ pattern, except }) => pattern.test(line) && !except.test(path))
  return [
    ...bans.map(({ instead }) => `use ${instead}`),
    ...(waits ? [`${layer}/ is synchronous`] : []),
  ]
}

function importComplaints(path: string, text: string): string[] {
  const layer = layerOf(path)
  const rule = layers[layer]
  if (!rule) return []
  return [...text.matchAll(/^(?:import|export)( type)?[^;'"]*?from '([^']+)'/gm)]
    .filter(([, type, target = '']) => {
      if (!target.startsWith('.')) return !rule.npm.test(target)
      const imported = layerOf(relative('.', resolve(dirname(path), target)))
      const allowed = [layer, ...rule.ours, ...(type ? (rule.types ?? []) : [])]
      return !allowed.includes(imported)
    })
    .map((match) => {
      const line = text.slice(0, match.index).split('\n').length
      return `${path}:${line} ${layer}/ may not import ${match[2]}`
    })
}

function layerOf(path: string): string {
  const [root, folder = '', file] = path.split('/')
  return root === 'src' && file ? folder : 'the edge'
}

function listFiles(...folders: string[]): File[] {
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
}
