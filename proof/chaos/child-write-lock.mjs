// Somebody else's process on the database: takes its write lock and holds it, as often and as long as told.
// Arguments: the database, then milliseconds to hold it, one number each time. Says when it has it.
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'

const [path, ...holdsMs] = process.argv.slice(2)
const sqlite = new Database(path, { timeout: 5_000, fileMustExist: true })
for (const holdMs of holdsMs.map(Number)) {
  sqlite.exec('begin immediate')
  process.stdout.write('held\n')
  await pause(holdMs)
  sqlite.exec('rollback')
  await pause(20)
}
sqlite.close()
