// npm run bench:report FILE: puts the figures of a run (--json FILE) into bench/README.md between its markers,
// and draws bench/size.svg from them. Without a file it takes the newest of bench/results.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from './project.ts'
import { drawSize } from './size-plot.ts'
import { type Results, tableOf } from './table.ts'

const bench = join(projectFolder, 'bench')
const start = '<!-- results: written by npm run bench:report -->'
const end = '<!-- end of results -->'

const results: Results = JSON.parse(readFileSync(process.argv[2] ?? newest(), 'utf8'))
const readme = readFileSync(join(bench, 'README.md'), 'utf8')
const [before, rest] = splitAt(readme, start)
const [, after] = splitAt(rest, end)
writeFileSync(join(bench, 'README.md'), `${before}${start}\n${tableOf(results)}\n${end}${after}`)
const plot = drawSize(results)
if (plot !== undefined) writeFileSync(join(bench, 'size.svg'), plot)
console.log(`bench/README.md${plot === undefined ? '' : ' and bench/size.svg'} written`)

function newest(): string {
  const folder = join(bench, 'results')
  const file = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .at(-1)
  if (file === undefined) throw new Error('There are no results: npm run bench -- --json FILE')
  return join(folder, file)
}

function splitAt(text: string, marker: string): [before: string, after: string] {
  const [before, after] = text.split(marker)
  if (before === undefined || after === undefined) {
    throw new Error(`bench/README.md must hold this line once: ${marker}`)
  }
  return [before, after]
}
