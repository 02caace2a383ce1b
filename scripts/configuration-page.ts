// Writes docs/configuration.md from the schema that reads the environment. Run by `npm run docs:config`; a test fails while
// the page says something else.
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { environmentSchema } from '../src/config.ts'

export const configurationPagePath = 'docs/configuration.md'

export const configurationPage = (): string => {
  const rows = Object.entries(environmentSchema.shape).map(
    ([name, { description = '' }]) => `| \`${name}\` | ${description.replaceAll('|', '\\|')} |`,
  )
  return `${head}${rows.join('\n')}\n${foot}`
}

const head = `# Configuration

Written by \`npm run docs:config\` from \`src/config.ts\`. All of it is environment; a file \`.env\` in the folder where the service starts
is read, too, and [.env.example](../.env.example) is one to begin with. Nothing has to be set.

A value that is not usable stops the start with one message that names every problem and its fix: \`unstuck doctor\` and
\`unstuck config\` say so beforehand, and \`unstuck config\` shows what is in force. An empty value is one that is not set.

| variable | what it is |
| --- | --- |
`

const foot = `
Secrets (\`…_KEY\`, \`…_SECRET\`) that are not set are made at the first start and kept in \`secrets/\` beside the database, readable by the
service's user only. Set them from a file of your service manager rather than on a command line, which others on the machine can read.
`

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(configurationPagePath, configurationPage())
}
