// The commands that work on files: the database, its backups, tables of occupations. It only parses.
import type { Command } from 'commander'
import { RealClock } from '../system/clock.ts'
import { monotonicMs } from '../system/monotonic.ts'
import { add, config, run } from './program.ts'

export function addFileCommands(program: Command): void {
  add(
    program,
    'doctor',
    'what is not well with machine, configuration and data, and its fix',
    'unstuck doctor --json',
  ).action(({ json }) =>
    run(json, async (output) => {
      const { node: nodeVersion } = process.versions
      return (await import('./doctor.command.ts')).doctorCommand(
        { env: process.env, nodeVersion, now: new RealClock().now() },
        output,
      )
    }),
  )
  add(
    program,
    'backup [file]',
    'copy the database while it is in use, and prove the copy',
    'unstuck backup /mnt/backups/unstuck.db',
  ).action((file: string | undefined, { json }) =>
    run(json, async (output) =>
      (await import('./backup.commands.ts')).backupCommand(
        await config(),
        { file, now: new RealClock().now() },
        output,
      ),
    ),
  )
  add(
    program,
    'restore <file>',
    'put a backup in the place of the database; the service must not run',
    'unstuck restore data/backups/unstuck-20261124T031500Z.db',
  ).action((file: string, { json }) =>
    run(json, async (output) =>
      (await import('./backup.commands.ts')).restoreCommand(
        await config(),
        { file, now: new RealClock().now() },
        output,
      ),
    ),
  )
  addVerify(program)
  addImport(program)
}

function addVerify(program: Command): void {
  add(
    program,
    'verify [file]',
    'prove every invariant of a live or copied file',
    'unstuck verify ./data/unstuck.db',
  )
    .option(
      '--repair',
      'first make derived values right again (never money); the service must not run',
      false,
    )
    .action((file: string | undefined, { json, repair }) =>
      run(json, async (output) => {
        const path = file ?? (await config()).databasePath
        return (await import('./verify.command.ts')).verifyCommand(
          { path, repair, now: new RealClock().now(), monotonicMs },
          output,
        )
      }),
    )
}

function addImport(program: Command): void {
  add(
    program,
    'import-onet <folder>',
    'make a file of occupations from the O*NET text files in a folder',
    'unstuck import-onet ./db_29_3_text --out ./data/occupations.json',
  )
    .option('--out <file>', 'where it is written (OCCUPATIONS_FILE, else beside the database)')
    .option('--release <number>', 'which release it is, where its Read Me is missing')
    .action((folder: string, { json, out, release }) =>
      run(json, async (output) =>
        (await import('./import-onet.command.ts')).importOnetCommand(
          await config(),
          folder,
          { out, release },
          output,
        ),
      ),
    )
}
