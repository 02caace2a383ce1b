// What the scripts that try the project out in an empty folder share: a folder that is gone at the end, and commands
// whose failure ends the script. It knows nothing of what is tried.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of its own, removed when the process ends. */
export function scratchFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `unstuck-${name}-`))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130))
  return folder
}

/** Runs it to its end, its output shown; ends this process where it fails. */
export function runIn(folder, env, command, ...argv) {
  process.stdout.write(`$ ${command} ${argv.join(' ')}\n`)
  const { status, error } = spawnSync(command, argv, { cwd: folder, env, stdio: 'inherit' })
  if (status !== 0) fail(`${command} ended with ${error?.message ?? status}`)
}

/** What it prints, without the last line break; ends this process where it fails. */
export function textOf(folder, env, command, ...argv) {
  const { status, stdout, stderr } = spawnSync(command, argv, {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  if (status !== 0) fail(`${command} ${argv.join(' ')}: ${stderr}${stdout}`)
  return stdout.trimEnd()
}

export function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
