import { readdirSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

const folder = 'dist/web'
const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8')) as Record<
  string,
  Chunk
>
const kib = 1_024

/** Everything that a browser has loaded once it shows these entries. */
function loadedBy(...entries: string[]): Set<string> {
  const seen = new Set<string>()
  const visit = (name: string) => {
    if (seen.has(name)) return
    seen.add(name)
    for (const next of manifest[name]?.imports ?? []) visit(next)
  }
  entries.forEach(visit)
  return seen
}

const gzipped = (file: string): number => statSync(`${folder}/${file}.gz`).size
const screens = Object.keys(manifest).filter((name) => name.endsWith('.page.tsx'))
const languages = ['en', 'id'] as const

/** The words that a screen loads in this language: everybody's, and its own where it has some. */
const wordsOf = (screen: string, language: (typeof languages)[number]): string[] =>
  [
    `i18n/${language}.ts`,
    screen.replace(/^pages\/(\w+)\.page\.tsx$/, `i18n/$1.${language}.ts`),
  ].filter((name) => manifest[name])

test('there are screens to measure', () => {
  expect(screens.length).toBeGreaterThanOrEqual(8)
  for (const language of languages) {
    expect(wordsOf('pages/history.page.tsx', language)).toHaveLength(1)
    expect(wordsOf('pages/account.page.tsx', language)).toHaveLength(2)
  }
})

test.each(screens.flatMap((screen) => languages.map((language) => [screen, language] as const)))(
  'the screen %s with the words of %s loads at most 45 KB of script',
  (screen, language) => {
    const files = [...loadedBy('index.html', screen, ...wordsOf(screen, language))].map(
      (name) => manifest[name]?.file,
    )
    const bytes = files.reduce((sum, file) => sum + gzipped(file ?? ''), 0)
    expect(bytes).toBeLessThanOrEqual(45 * kib)
  },
)

describe('the operator’s pages', () => {
  const entry = 'operator/operator.tsx'
  const words = { en: 'operator/i18n/operator.en.ts', id: 'operator/i18n/operator.id.ts' }
  const bytesOf = (names: readonly string[]) =>
    names.reduce((sum, name) => sum + gzipped(manifest[name]?.file ?? ''), 0)

  test.each(['en', 'id'] as const)('load at most 60 KB of script in all, in %s', (language) => {
    const all = loadedBy('index.html', `i18n/${language}.ts`, entry, words[language])
    expect(bytesOf([...all])).toBeLessThanOrEqual(60 * kib)
  })

  test('are loaded by no screen of others, and neither are their words and styles', () => {
    const own = [entry, ...Object.values(words)]
    const loaded = new Set(screens.flatMap((screen) => [...loadedBy('index.html', screen)]))
    expect(own.filter((name) => !manifest[name])).toEqual([])
    expect(own.filter((name) => loaded.has(name))).toEqual([])
    const styles = manifest[entry]?.css ?? []
    expect(styles).toHaveLength(1)
    expect(manifest['index.html']?.css).not.toContain(styles[0])
    const asked = [...loaded].map((name) =>
      readFileSync(`${folder}/${manifest[name]?.file}`, 'utf8'),
    )
    expect(asked.filter((text) => /admin\.(overview|jobs|live)|Next deadlines/.test(text))).toEqual(
      [],
    )
  })
})

test('all styles together are at most 12 KB', () => {
  const styles = readdirSync(`${folder}/assets`).filter((file) => file.endsWith('.css'))
  expect(styles.length).toBeGreaterThan(0)
  const bytes = styles.reduce((sum, file) => sum + gzipped(`assets/${file}`), 0)
  expect(bytes).toBeLessThanOrEqual(12 * kib)
})

test('there is no server code in any file, and React itself is in none', () => {
  const scripts = readdirSync(`${folder}/assets`).filter((file) => file.endsWith('.js'))
  const words = [
    'better-sqlite3',
    'node:',
    'initTRPC',
    'create table',
    'drizzle',
    'xstate',
    'react.dev/errors',
    'sourceMappingURL',
  ]
  const found = scripts.flatMap((file) => {
    const text = readFileSync(`${folder}/assets/${file}`, 'utf8').toLowerCase()
    return words.filter((word) => text.includes(word.toLowerCase())).map((word) => [file, word])
  })
  expect(found).toEqual([])
})

test('no file names another host, but namespaces', () => {
  const found = readdirSync(`${folder}/assets`)
    .filter((file) => /\.(js|css)$/.test(file))
    .flatMap(
      (file) => readFileSync(`${folder}/assets/${file}`, 'utf8').match(/https?:\/\/[\w.-]+/g) ?? [],
    )
  expect(found.filter((host) => !/^http:\/\/www\.w3\.org$/.test(host))).toEqual([])
})

test('every file that can be compressed is, both ways', () => {
  const missing = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(js|css|html|svg)$/.test(file))
    .flatMap((file) => [`${file}.br`, `${file}.gz`])
    .filter((file) => statSync(`${folder}/${file}`, { throwIfNoEntry: false }) === undefined)
  expect(missing).toEqual([])
})
