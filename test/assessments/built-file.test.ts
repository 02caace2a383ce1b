import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { builtFile } from '../../src/assessments/built-file.ts'

const root = mkdtempSync(join(tmpdir(), 'unstuck-built-'))
afterAll(() => rmSync(root, { recursive: true }))
for (const folder of ['src/deep', 'dist/src/deep'])
  mkdirSync(join(root, folder), { recursive: true })
for (const file of ['package.json', 'src/deep/a.ts', 'src/deep/b.ts', 'dist/src/deep/a.js']) {
  writeFileSync(join(root, file), '')
}
const url = (path: string) => pathToFileURL(join(root, path))

test('given a source file that was built, when it is asked for, then its place in dist is the answer', () => {
  expect(builtFile(url('src/deep/a.ts'))).toBe(join(root, 'dist/src/deep/a.js'))
})

test('given the same address from within the build, when it is asked for, then the file beside it is the answer', () => {
  expect(builtFile(url('dist/src/deep/a.ts').href)).toBe(join(root, 'dist/src/deep/a.js'))
})

test('given a JavaScript file, when it is asked for, then it is its own answer', () => {
  expect(builtFile(url('dist/src/deep/a.js'))).toBe(join(root, 'dist/src/deep/a.js'))
})

test('given a source file that was not built, when it is asked for, then the error names the file and the command', () => {
  expect(() => builtFile(url('src/deep/b.ts'))).toThrow(
    `${join(root, 'dist/src/deep/b.js')} is missing: run \`npm run build\``,
  )
})
