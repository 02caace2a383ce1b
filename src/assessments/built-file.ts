// Where a source file's built counterpart is: worker threads run plain JavaScript, on Node 20 too.
// It builds nothing itself.
import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The JavaScript file to run for the module at `url`. A `.ts` address means the built form of that
 * source: beside it when this code runs from the build itself, else, under tests and `npm run dev`, at
 * its place in `dist/`. Throws when there is none.
 */
export function builtFile(url: string | URL): string {
  const file = fileURLToPath(url)
  const candidates = file.endsWith('.ts') ? [toJavaScript(file), inDist(file)] : [file]
  const built = candidates.find((candidate) => existsSync(candidate))
  if (built !== undefined) return built
  const expected = candidates.at(-1)
  throw new Error(`${expected} is missing: run \`npm run build\`, threads run from the build`)
}

const toJavaScript = (file: string): string => `${file.slice(0, -'.ts'.length)}.js`

function inDist(file: string): string {
  const root = packageRoot(dirname(file), file)
  return join(root, 'dist', toJavaScript(relative(root, file)))
}

function packageRoot(folder: string, file: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error(`${file} is in no package: no package.json above it`)
  return packageRoot(parent, file)
}
