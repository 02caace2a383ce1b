// Where the project is: the benchmarks run from dist, their C source and the peers' package lie in bench.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectFolder: string = folderAbove(dirname(fileURLToPath(import.meta.url)))

function folderAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  return folderAbove(dirname(folder))
}
