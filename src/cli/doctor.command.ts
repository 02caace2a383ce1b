// `unstuck doctor`: everything that has to be right for the service to run, and for what it has done to be right,
// each with its fix. It reads only, on a live or a stopped service, and goes on after what it finds.
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Config } from '../config.ts'
import { openReadOnly } from '../db/connection.ts'
import { newestInstant } from '../db/events.queries.ts'
import { isServed } from '../db/instance-lock.ts'
import * as look from './findings.ts'
import { type Output, printable } from './output.ts'
import { urlOf } from './service-url.ts'
import { asTyped } from './typed.ts'

export interface DoctorArguments {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly nodeVersion: string
  /** The wall clock, epoch milliseconds. */
  readonly now: number
}

/** Exit code 0: nothing fails (there may be warnings). 1: something does. */
export async function doctorCommand(given: DoctorArguments, output: Output): Promise<number> {
  const { finding, config } = look.configFinding(given.env)
  const findings = [
    look.nodeFinding(given.nodeVersion),
    ...look.buildFindings(given.nodeVersion),
    ...look.sqliteFindings(),
    finding,
    ...(config ? await ofData(config, given.now) : []),
  ]
  const count = (level: look.Finding['level']) =>
    findings.filter((each) => each.level === level).length
  const summary = { ok: count('ok'), warn: count('warn'), fail: count('fail') }
  output.json({ summary, findings })
  for (const { check, level, found, fix } of findings) {
    output.line(`${level.padEnd(4)}  ${check.padEnd(14)} ${printable(asTyped(found))}`)
    if (fix !== undefined) output.line(`${' '.repeat(21)}fix: ${printable(asTyped(fix))}`)
  }
  output.line(`${summary.ok} ok, ${summary.warn} warning(s), ${summary.fail} failure(s)`)
  return summary.fail > 0 ? 1 : 0
}

async function ofData(config: Config, now: number): Promise<look.Finding[]> {
  const { databasePath } = config
  const before = [look.diskFinding(dirname(databasePath)), look.secretsFinding(databasePath)]
  if (!existsSync(databasePath)) {
    return [...before, look.ok('database', 'none yet; made at the first start')]
  }
  return [
    ...before,
    await look.lockFinding(databasePath, urlOf(config)),
    ...ofFile(databasePath, now),
    look.backupFinding(config.backupFolder, now),
  ]
}

function ofFile(path: string, now: number): look.Finding[] {
  let database: ReturnType<typeof openReadOnly>
  try {
    database = openReadOnly(path)
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    return [
      look.fail('database', found, 'set DATABASE_PATH to the service’s file, or restore a backup'),
    ]
  }
  try {
    const { db } = database
    const migrations = look.migrationFinding(db)
    const known = [look.ok('database', path), migrations, look.sizeFinding(path)]
    // An older file has not the tables that the rest reads.
    if (migrations.level !== 'ok') return known
    const { findings, report } = look.ledgerFindings(db, now)
    return [
      ...known,
      look.clockFinding(newestInstant(db), now),
      ...findings,
      ...look.orphanFindings(db, report.overdue.count, isServed(path)),
      look.erasureFinding(db, now, isServed(path)),
    ]
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    return [
      look.fail('database', found, 'unstuck verify says what can still be read; restore a backup'),
    ]
  } finally {
    database.close()
  }
}
