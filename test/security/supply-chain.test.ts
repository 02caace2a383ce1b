import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { productionPackages } from './support/packages.ts'

interface Locked {
  readonly version: string
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly engines: { readonly node: string }
  readonly allowScripts: Readonly<Record<string, boolean>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly scripts: Readonly<Record<string, string>>
}
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>
}
const locked = Object.entries(lock.packages).filter(([path]) => path !== '')
const nameOf = (path: string): string => path.replace(/^.*node_modules\//, '')

describe('S1: what is installed is what was looked at', () => {
  test('every direct dependency has one exact version and a reason', () => {
    const direct = { ...manifest.dependencies, ...manifest.devDependencies }
    const loose = Object.entries(direct).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
    const reasons = readFileSync('docs/decisions/0011-dependencies.md', 'utf8')
    const silent = Object.keys(manifest.dependencies).filter((name) => !reasons.includes(name))

    expect(loose).toEqual([])
    expect(silent).toEqual([])
  })

  test('the lockfile is that of the manifest', () => {
    const [root] = Object.entries(lock.packages).filter(([path]) => path === '')
    expect(root?.[1]).toMatchObject({
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
    })
  })

  test('nothing comes from a repository, an address or a folder, and everything has a checksum', () => {
    const elsewhere = locked.filter(
      ([, { resolved = '', link }]) =>
        link === true || !(resolved === '' || /^https:\/\/[^/]+\/.+\.tgz$/.test(resolved)),
    )
    // npm leaves it out for what only developers on other systems would get.
    const unchecked = locked.filter(
      ([, { integrity, dev, optional }]) => !(dev && optional) && !integrity?.startsWith('sha512-'),
    )

    expect(elsewhere).toEqual([])
    expect(unchecked).toEqual([])
  })

  test('a production install brings the packages of the list and no other', () => {
    const installed = locked
      .filter(([, { dev, devOptional, optional }]) => !dev && !devOptional && !optional)
      .map(([path]) => nameOf(path))
    const known = Object.entries(productionPackages).flatMap(([name, more]) => [name, ...more])

    expect(installed.sort()).toEqual(known.sort())
    expect(Object.keys(productionPackages).sort()).toEqual(
      Object.keys(manifest.dependencies).sort(),
    )
    expect(installed.length).toBeLessThanOrEqual(90)
  })
})

test('S2: only packages of the list may run a script when they are installed, and ours runs none', () => {
  const withScripts = new Set(
    locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path)),
  )
  const allowed = Object.keys(manifest.allowScripts).filter((name) => manifest.allowScripts[name])
  const ours = Object.keys(manifest.scripts).filter((name) =>
    /^(pre|post)?(install|prepare|publish)$|^prepublishOnly$/.test(name),
  )

  expect([...withScripts].sort()).toEqual(allowed.sort())
  expect(ours).toEqual([])
})

describe('S3: versions with known holes are not used', () => {
  test.each([
    ['ws', '8.21.0'],
    ['@trpc/server', '11.8.0'],
    ['@trpc/client', '11.8.0'],
    ['drizzle-orm', '0.45.2'],
  ])('%s is at least %s, in the lockfile and on the disk', (name, floor) => {
    const installed = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'))
    const all = locked.filter(([path]) => nameOf(path) === name).map(([, { version }]) => version)

    expect(all.length).toBeGreaterThan(0)
    for (const version of [...all, installed.version]) {
      expect([version, isAtLeast(version, floor)]).toEqual([version, true])
    }
  })

  test('versions are compared as numbers', () => {
    expect(isAtLeast('8.9.0', '8.21.0')).toBe(false)
    expect(isAtLeast('8.21.0', '8.21.0')).toBe(true)
    expect(isAtLeast('8.20.99', '8.21.0')).toBe(false)
    expect(isAtLeast('9.0.0', '8.21.0')).toBe(true)
  })

  test('this Node has the fixes that its line got', () => {
    const floors: Record<string, string> = { 20: '20.20.1', 22: '22.22.1', 24: '24.14.0' }
    const { node } = process.versions
    const floor = floors[node.split('.')[0] ?? '']

    if (floor !== undefined) expect([node, isAtLeast(node, floor)]).toEqual([node, true])
    expect(manifest.engines.node).toMatch(/^>=20\./)
  })

  test('the getter through which a __proto__ header ends a process of an older Node is not used', () => {
    const users = filesUnder('src', 'client').filter(({ text }) =>
      /headersDistinct|trailersDistinct/.test(text),
    )
    expect(users.map(({ path }) => path)).toEqual([])
  })
})

test('S4: what would be published is the build, the migrations, samples and what a reader needs', () => {
  const packed = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=silent'], {
      encoding: 'utf8',
    }),
  ) as { files: { path: string }[] }[]
  const files = packed[0]?.files.map(({ path }) => path) ?? []
  const unexpected = files.filter(
    (path) =>
      !/^(dist|drizzle|deploy)\/|^(package\.json|README\.md|LICENSE|NOTICE|CHANGELOG\.md)$/.test(
        path,
      ) || /\.(db|env|log|pem|key|tgz)(-|$)|\/secrets\/|node_modules|\.test\./.test(path),
  )

  expect(files.length).toBeGreaterThan(50)
  expect(unexpected).toEqual([])
}, 60_000)

describe('P8: no secret lies in the repository', () => {
  const patterns = {
    'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{60}/,
    'a token': /\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}/,
    'a cloud key': /\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b/,
    'a key of a service': /\b(sk|ghp|gho|xox[abp]|npm)[-_][A-Za-z0-9]{30,}\b/,
    'a key in a file of settings':
      /^\s*(?:INTERNAL_SERVICE_KEY|AUTH_SECRET|AUTH_JWT_SECRET)=(?!["']?(?:$|\$|<))\S{16,}/m,
  }

  test('in no file', () => {
    const found = filesUnder('.').flatMap(({ path, text }) =>
      Object.entries(patterns)
        .filter(([, pattern]) => pattern.test(text))
        .map(([what]) => `${path}: ${what}`),
    )
    const data = filesUnder('.').filter(({ path }) =>
      /\.(db|sqlite3?|env|pem|p12|csv|dump)$/.test(path),
    )

    expect(found).toEqual([])
    expect(data.map(({ path }) => path)).toEqual([])
  })

  test('the search finds what it looks for', () => {
    const planted = [
      `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(64)}`,
      `eyJ${'a'.repeat(30)}.eyJ${'b'.repeat(30)}.${'c'.repeat(40)}`,
      `AKIA${'A'.repeat(16)}`,
      `ghp_${'a'.repeat(36)}`,
      `AUTH_SECRET=${'s3cret'.repeat(6)}`,
    ]
    const caught = planted.map((text) => Object.values(patterns).some((each) => each.test(text)))
    expect(caught).toEqual(planted.map(() => true))
  })
})

function isAtLeast(version: string, floor: string): boolean {
  const [is = [], must = []] = [version, floor].map((each) => each.split('.').map(Number))
  const at = is.findIndex((number, index) => number !== must[index])
  return at === -1 || (is[at] ?? 0) > (must[at] ?? 0)
}

function filesUnder(...folders: string[]): { path: string; text: string }[] {
  const ignored = ['node_modules', 'dist', '.git', 'data', 'coverage']
  return folders.flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => !ignored.includes(name))
      .flatMap((entry) => {
        const path = join(folder, entry.name)
        if (entry.isDirectory()) return filesUnder(path)
        return entry.isFile() ? [{ path, text: readFileSync(path, 'utf8') }] : []
      }),
  )
}
