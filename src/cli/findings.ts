// What `unstuck doctor` looks at, one function a question: the machine, the configuration, the file. Each reads only
// and answers with what it found and, where that is not well, what to do.
import { existsSync, lstatSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { listBackups } from '../backup/kept-backups.ts'
import { type Config, ConfigError, readConfig } from '../config.ts'
import { type Db, openDatabase, schemaVersions } from '../db/connection.ts'
import { countUnfinished, oldestUnfinishedAt } from '../db/erasures.queries.ts'
import { countOrphans, countUnadopted } from '../db/figures.queries.ts'
import { isServed } from '../db/instance-lock.ts'
import { buildFix, buildProblem } from '../db/sound-build.ts'
import { listRepairs } from '../db/stats.queries.ts'
import { type VerifyReport, verify } from '../db/verify.ts'
import { isMoney } from '../db/verify-check.ts'
import { erasureLateMs } from '../domain/erasure.ts'
import { fileBytes, freeBytesOn } from '../system/disk-figures.ts'

export interface Finding {
  readonly check: string
  readonly level: 'ok' | 'warn' | 'fail'
  readonly found: string
  /** What to do; given exactly when it is not ok. */
  readonly fix?: string
}

export const ok = (check: string, found: string): Finding => ({ check, level: 'ok', found })

/** It works, but somebody should look at it. */
export const warn = (check: string, found: string, fix: string): Finding => ({
  check,
  level: 'warn',
  found,
  fix,
})

/** It does not work, or will soon not. */
export const fail = (check: string, found: string, fix: string): Finding => ({
  check,
  level: 'fail',
  found,
  fix,
})

/** A build of SQLite that this Node would end the process under. */
export function buildFindings(nodeVersion: string): Finding[] {
  const problem = buildProblem(nodeVersion)
  return problem === undefined ? [] : [fail('build', problem, buildFix)]
}

const nodeMin = [20, 19] as const

export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isNewEnough = major > nodeMin[0] || (major === nodeMin[0] && minor >= nodeMin[1])
  return isNewEnough
    ? ok('node', version)
    : fail('node', version, `install Node ${nodeMin.join('.')} or newer`)
}

/** The library loads, is a release that loses no commits, and takes every setting. */
export function sqliteFindings(): Finding[] {
  try {
    // As a service opens its file: release, settings and migrations are looked at on the way.
    const { db, close } = openDatabase(':memory:')
    try {
      const version = String(db.$client.prepare('select sqlite_version()').pluck().get())
      return [ok('sqlite', version), ok('pragmas', 'each is taken and read back')]
    } finally {
      close()
    }
  } catch (error) {
    return [
      fail('sqlite', messageOf(error), 'run npm ci, so that better-sqlite3 is built for this Node'),
    ]
  }
}

export function configFinding(env: Readonly<Record<string, string | undefined>>): {
  finding: Finding
  config: Config | undefined
} {
  try {
    const config = readConfig(env)
    return { finding: ok('configuration', `data at ${config.databasePath}`), config }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const found = error.message.replaceAll('\n', ' ')
    return { finding: fail('configuration', found, 'see unstuck config'), config: undefined }
  }
}

/** Below these the service says so; free bytes of the disk that holds the data. */
export const diskWarnBytes = 1e9
export const diskFailBytes = 1e8

export function diskFinding(folder: string, freeBytes = freeBytesAt(folder)): Finding {
  const found = `${megabytes(freeBytes)} free at ${folder}`
  const fix = 'free space, or move DATABASE_PATH to a larger disk'
  if (freeBytes < diskFailBytes) return fail('disk', found, fix)
  return freeBytes < diskWarnBytes ? warn('disk', found, fix) : ok('disk', found)
}

/** The nearest folder that is there: a first start makes the others. */
function freeBytesAt(folder: string): number {
  const nearest = existsSync(folder) ? folder : dirname(folder)
  if (nearest === folder || existsSync(nearest)) {
    return freeBytesOn(nearest)
  }
  return freeBytesAt(nearest)
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`

export function secretsFinding(databasePath: string): Finding {
  const folder = join(dirname(databasePath), 'secrets')
  if (!existsSync(folder)) return ok('secrets', 'none yet; made at the first start')
  const names = ['.', 'internal-service-key', 'metrics-key', 'worker-key', 'auth-secret']
  const open = names
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path) && (lstatSync(path).mode & 0o077) !== 0)
  if (open.length === 0 || process.platform === 'win32') return ok('secrets', 'private')
  return fail('secrets', `others can read ${open.join(', ')}`, `chmod go-rwx ${open.join(' ')}`)
}

export async function lockFinding(databasePath: string, url: string): Promise<Finding> {
  if (!isServed(databasePath)) return ok('lock', 'no process serves the file')
  try {
    await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(2_000) })
    return ok('lock', `served, and ${url} answers`)
  } catch {
    const fix = 'set PORT and HOST as the service has them; if it hangs, restart it'
    return warn('lock', `a process serves the file, but ${url} does not answer`, fix)
  }
}

/** The file may be this far ahead of the clock before it is worth a word. */
export const clockAheadMaxMs = 5_000

export function clockFinding(newestAt: number, now: number): Finding {
  const aheadMs = newestAt - now
  if (aheadMs <= clockAheadMaxMs) return ok('clock', new Date(now).toISOString())
  const found = `the file was written ${Math.round(aheadMs / 1_000)} s after this machine's time`
  const fix = 'set the clock (timedatectl); until it catches up, service time runs ahead of it'
  return warn('clock', found, fix)
}

export function migrationFinding(db: Db): Finding {
  const { has, newest } = schemaVersions(db)
  if (has === newest) return ok('migrations', `all ${newest}`)
  return warn(
    'migrations',
    `${has} of ${newest}`,
    'back the file up, then start the service: it migrates',
  )
}

export function sizeFinding(databasePath: string): Finding {
  const walBytes = fileBytes(`${databasePath}-wal`)
  const found = `database ${megabytes(fileBytes(databasePath))}, write-ahead log ${megabytes(walBytes)}`
  if (walBytes < 250e6) return ok('size', found)
  return warn('size', found, 'somebody reads for long: end forgotten sqlite3 sessions and copies')
}

/** Money and everything else that must hold; the file's pages are for `unstuck verify`. */
export function ledgerFindings(db: Db, now: number): { findings: Finding[]; report: VerifyReport } {
  const report = verify(db, { now, depth: 'rows' })
  const wrong = report.checks.filter(({ ok }) => !ok)
  const money = wrong.filter(isMoney)
  const others = wrong.filter((check) => !isMoney(check))
  const named = (checks: typeof wrong) =>
    checks.map(({ id, title, violations }) => `${id} ${title} (${violations})`).join('; ')
  const verdict = (check: string, checks: typeof wrong, well: string) =>
    checks.length === 0
      ? ok(check, well)
      : fail(
          check,
          named(checks),
          'unstuck verify names the rows; see docs/operations.md#unstuckledgerwrong',
        )
  return {
    report,
    findings: [
      verdict('ledger', money, `${report.rows.ledgerEntries ?? '?'} entries add up`),
      verdict('invariants', others, `${report.checks.length} checks hold`),
    ],
  }
}

/** What nobody settles by itself; while a service runs, some of it is only seconds old. */
export function orphanFindings(db: Db, overdue: number, served: boolean): Finding[] {
  const { accountlessJobs, joblessResults } = countOrphans(db)
  const quarantined = listRepairs(db, 1_000).filter(({ quarantinedAt }) => quarantinedAt !== null)
  const orphans = [
    [accountlessJobs, 'unfinished job(s) without an account'],
    [joblessResults, 'result(s) without a job'],
    [quarantined.length, 'row(s) in quarantine'],
  ] as const
  const found = orphans.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  const waiting = overdue + countUnadopted(db)
  const settle = served ? 'unstuck check' : 'start the service, or run unstuck check'
  return [
    found.length === 0
      ? ok('orphans', 'none')
      : warn(
          'orphans',
          found.join(', '),
          'unstuck jobs show <id> says why; see docs/operations.md#unstuckquarantined',
        ),
    waiting === 0
      ? ok('stuck', 'none')
      : warn('stuck', `${waiting} job(s) are overdue or not taken up`, settle),
  ]
}

/** A person was told that they are forgotten. */
export function erasureFinding(db: Db, now: number, served: boolean): Finding {
  const since = oldestUnfinishedAt(db)
  if (since === undefined) return ok('erasure', 'none is unfinished')
  const found = `${countUnfinished(db)} unfinished, the oldest since ${new Date(since).toISOString()}`
  if (now - since <= erasureLateMs) return ok('erasure', found)
  const fix = served
    ? 'the log’s erasure.failed says why'
    : 'start the service: it goes on by itself'
  return warn('erasure', found, `${fix}; see docs/operations.md#unstuckerasurelate`)
}

/** Two days and two hours: a daily backup may be late, or fail once. */
export const backupAgeMaxMs = 50 * 3_600_000

export function backupFinding(folder: string, now: number): Finding {
  const [newest] = listBackups(folder)
  const fix = 'set BACKUP_SCHEDULE (15 3 * * *), or run unstuck backup from a timer of yours'
  if (!newest) return warn('backups', `none in ${folder}`, fix)
  const found = `newest from ${new Date(newest.at).toISOString()}, ${megabytes(newest.bytes)}`
  return now - newest.at > backupAgeMaxMs ? warn('backups', found, fix) : ok('backups', found)
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
