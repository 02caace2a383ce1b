// drizzle-kit cannot write STRICT tables; this adds the word to every table of the newest migrations.
// Run by `npm run db:generate`, after drizzle-kit. It changes nothing that is already strict.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

for (const name of readdirSync('drizzle').filter((file) => file.endsWith('.sql'))) {
  const before = readFileSync(`drizzle/${name}`, 'utf8')
  const after = before.replace(/(CREATE TABLE [^;]*?\n\))(;)/g, '$1 STRICT$2')
  if (after !== before) writeFileSync(`drizzle/${name}`, after)
}
