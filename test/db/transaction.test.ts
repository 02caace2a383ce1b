import { readFileSync, statSync, utimesSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/db/connection.ts'
import { begin, commit, inTransaction, rollback } from '../../src/db/transaction.ts'
import { useFiles } from '../support/worlds.ts'

const file = useFiles()

test('given a commit that failed, the log is stored anew before anything builds on it, once and byte for byte', () => {
  const path = file()
  const log = `${path}-wal`
  const { db, close } = openDatabase(path)
  // Writing sets the time of a file; nothing else here does.
  const forget = () => utimesSync(log, 0, 0)
  const isWritten = () => statSync(log).mtimeMs > 0
  inTransaction(db, () => db.$client.exec("insert into meta (key, value) values ('a', '1')"))
  begin(db)
  db.$client.pragma('defer_foreign_keys = on')
  db.$client.exec(
    "insert into job_tries (job_id, attempt, try, code, reason, created_at) values ('nobody', 1, 1, 'x', 'x', 1)",
  )
  expect(() => commit(db)).toThrow(/FOREIGN KEY/)
  rollback(db)
  const before = readFileSync(log)
  forget()

  begin(db)

  expect(isWritten()).toBe(true)
  expect(readFileSync(log).equals(before)).toBe(true)
  rollback(db)
  forget()
  begin(db)
  expect(isWritten()).toBe(false)
  rollback(db)
  close()
})
