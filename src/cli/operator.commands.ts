// `unstuck check`, `stats`, `grant` and `role`: what operators do by hand, and how it is printed.
import type { Config } from '../config.ts'
import { withOperations } from './operations.ts'
import { type Output, table } from './output.ts'
import { settingLines } from './settings.commands.ts'

/** Exit code 1 when a row could not be repaired. */
export async function checkCommand(
  config: Config,
  dryRun: boolean,
  output: Output,
): Promise<number> {
  return withOperations(config, async ({ where, check }) => {
    const { total, fixed, skipped, failed, jobs } = await check(dryRun)
    output.json({ total, fixed, skipped, failed, jobs })
    output.line(
      `${dryRun ? 'Looked at' : 'Checked'} ${where}: ${total} stuck, ${fixed} fixed, ${skipped} skipped, ${failed} failed`,
    )
    const rows = jobs.map(({ jobId, outcome, reason }) => [jobId, outcome, reason])
    if (rows.length > 0)
      for (const line of table(['job', 'outcome', 'reason'], rows)) output.line(line)
    return failed > 0 ? 1 : 0
  })
}

export async function pruneCommand(
  config: Config,
  dryRun: boolean,
  output: Output,
): Promise<number> {
  return withOperations(config, async ({ where, prune }) => {
    const report = await prune(dryRun)
    output.json(report)
    output.line(`Rows of ${where} that ${dryRun ? 'would go' : 'went'}`)
    const rows = Object.entries(report.removed).map(([what, count]) => [what, String(count)])
    for (const line of table(['what', 'rows'], rows)) output.line(line)
    if (report.more) output.line(dryRun ? 'and more' : 'there is more: run it again')
    return 0
  })
}

export async function statsCommand(config: Config, output: Output): Promise<number> {
  return withOperations(config, async ({ where, stats, settings }) => {
    const figures = await stats()
    output.json(figures)
    output.line(`Jobs of ${where} (completed and failed: last 24 hours)`)
    const rows = Object.entries(figures).map(([name, count]) => [name, String(count)])
    for (const line of table(['figure', 'jobs'], rows)) output.line(line)
    if (output.isJson) return 0
    const changed = (await settings.show()).settings.filter((setting) => setting.changed !== null)
    if (changed.length > 0) for (const line of settingLines(changed)) output.line(line)
    return 0
  })
}

export interface GrantArguments {
  readonly account: string
  readonly amount: string
  readonly reason: string
}

export async function grantCommand(
  config: Config,
  { account, amount, reason }: GrantArguments,
  output: Output,
): Promise<number> {
  if (!/^[1-9]\d{0,6}$/.test(amount) || Number(amount) > 1_000_000) {
    throw new Error(`amount must be a whole number of tokens from 1 to 1000000, not "${amount}"`)
  }
  return withOperations(config, async ({ grant }) => {
    const given = await grant(account, Number(amount), reason)
    output.json(given)
    output.line(`${given.userId} was given ${amount} token(s) and has ${given.balance}`)
    return 0
  })
}

export async function roleCommand(
  config: Config,
  { account, role }: { account: string; role: string },
  output: Output,
): Promise<number> {
  if (role !== 'user' && role !== 'operator')
    throw new Error(`role must be user or operator, not "${role}"`)
  return withOperations(config, async ({ setRole }) => {
    const { userId } = await setRole(account, role)
    output.json({ userId, role })
    output.line(`${userId} is ${role === 'operator' ? 'an operator' : 'a user'} now`)
    return 0
  })
}
