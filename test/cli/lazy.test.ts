// What a command loads before it does anything: found by following imports that are not only types.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

/** The packages that a file loads with itself, and with what it loads. */
function packagesOf(path: string, seen = new Set<string>()): Set<string> {
  const found = new Set<string>()
  if (seen.has(path)) return found
  seen.add(path)
  const text = readFileSync(path, 'utf8')
  for (const [, named = '', target = ''] of text.matchAll(
    /^(?:import|export) (?!type\b)([^;'"]*?)from '([^']+)'/gm,
  )) {
    if (/^\{(\s*type [^,}]+,?)+\s*\} $/.test(named)) continue
    if (!target.startsWith('.')) found.add(target.replace(/^((@[^/]+\/)?[^/]+).*/, '$1'))
    else for (const each of packagesOf(join(dirname(path), target), seen)) found.add(each)
  }
  return found
}

const npmOf = (path: string) =>
  [...packagesOf(path)].filter((name) => !name.startsWith('node:')).sort()

test('version, help and completion load the parser alone', () => {
  expect(npmOf('src/cli.ts')).toEqual(['commander'])
})

test('a question to a running service loads the configuration and the client, not the service', () => {
  const commands = ['jobs', 'alerts', 'webhooks', 'settings', 'operator', 'person', 'switch']
  for (const name of commands) {
    expect(npmOf(`src/cli/${name}.commands.ts`).filter(isOfService)).toEqual([])
  }
  for (const name of ['health', 'top', 'drain']) {
    expect(npmOf(`src/cli/${name}.command.ts`).filter(isOfService)).toEqual([])
  }
  expect(npmOf('src/config.ts')).toEqual(['node-cron', 'zod'])
})

const isOfService = (name: string) => !['@trpc/client', 'node-cron', 'zod'].includes(name)

test('what loads the service is seen', () => {
  expect(npmOf('src/cli/file-operations.ts')).toEqual(
    expect.arrayContaining(['better-sqlite3', 'hono', 'xstate']),
  )
})
