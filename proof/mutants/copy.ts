// A copy of the tree to plant a bug in: what the harnesses read, with the packages of this one. The source
// itself is never touched.
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Edit, planted } from './mutant.ts'

export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)))

const copied = [
  'src',
  'client',
  'proof',
  'test',
  'drizzle',
  'examples',
  'scripts',
  'docs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'vitest.config.ts',
  '.env.example',
  '.ci',
]

/** Makes a copy with these edits and runs `work` in it; it is gone afterwards. */
export async function inCopy<T>(
  edits: readonly Edit[],
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'unstuck-mutant-'))
  try {
    for (const name of copied) {
      const from = join(root, name)
      if (existsSync(from)) cpSync(from, join(folder, name), { recursive: true })
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    for (const edit of edits) {
      const path = join(folder, edit.file)
      writeFileSync(path, planted(readFileSync(path, 'utf8'), edit))
    }
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
