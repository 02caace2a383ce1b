// Writes the code map of docs/architecture.md from the first sentence of each source file's header.
// Run by `npm run docs:map`; a test fails while a file is missing there.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const target = 'docs/architecture.md'
const begin = '<!-- code map: begin -->'
const end = '<!-- code map: end -->'
/** Tables of words and data: the folder is named, not each file. */
const folded = [/^src\/assessments\/talent-mapping\/(texts|careers|sections)\//]

const files = ['src', 'client']
  .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => relative('.', join(entry.parentPath, entry.name)))
  .sort()

const firstSentence = (path) => {
  const lines = readFileSync(path, 'utf8')
    .replace(/^#!.*\n/, '')
    .split('\n')
  const header = []
  for (const line of lines) {
    if (!line.startsWith('//')) break
    header.push(line.slice(2).trim())
  }
  return (header.join(' ').match(/^.*?[.](?= |$)/)?.[0] ?? '').replaceAll('|', '\\|')
}

const rows = new Map()
for (const path of files) {
  const fold = folded.find((pattern) => pattern.test(path))
  const folder = path.slice(0, path.lastIndexOf('/'))
  const list = rows.get(folder) ?? []
  if (fold) rows.set(folder, [`| \`${folder}/*\` | tables of words and data |`])
  else
    rows.set(folder, [...list, `| \`${path.slice(folder.length + 1)}\` | ${firstSentence(path)} |`])
}
const map = [...rows].map(
  ([folder, list]) =>
    `**\`${folder}/\`**\n\n| file | what it is |\n| --- | --- |\n${list.join('\n')}`,
)
const text = readFileSync(target, 'utf8')
const [before] = text.split(begin)
const [, after = ''] = text.split(end)
writeFileSync(target, `${before}${begin}\n\n${map.join('\n\n')}\n\n${end}${after}`)
