// `unstuck export` and `unstuck erase`: a person asks for their data, or to be forgotten. Both hold one page of it in
// memory at a time; an export is written to a file that nobody else can read.
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { listBackups } from '../backup/kept-backups.ts'
import type { Config } from '../config.ts'
import { withOperations } from './operations.ts'
import type { Operations } from './operations-shape.ts'
import type { Output } from './output.ts'

export interface ExportArguments {
  readonly account: string
  readonly out: string | undefined
  /** Where the document goes without a file. */
  readonly write: (text: string) => void
}

export async function exportCommand(
  config: Config,
  { account, out, write }: ExportArguments,
  output: Output,
): Promise<number> {
  return withOperations(config, async (operations) => {
    if (out === undefined) {
      await writeDocument(operations, account, write)
      return 0
    }
    const file = openSync(out, 'wx', 0o600)
    try {
      const counts = await writeDocument(operations, account, (text) => void writeSync(file, text))
      output.json({ out, counts })
      const told = Object.entries(counts).map(([section, count]) => `${count} ${section}`)
      output.line(`${out}: ${told.join(', ')}`)
    } catch (error) {
      // Half a document must not be taken for all there is.
      rmSync(out, { force: true })
      throw error
    } finally {
      closeSync(file)
    }
    return 0
  })
}

/** One JSON document, section by section. Answers how many items each has. */
async function writeDocument(
  { exportPage }: Pick<Operations, 'exportPage'>,
  account: string,
  write: (text: string) => void,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  let page = await exportPage(account, undefined)
  const { format, version, userId, exportedAt } = page
  // The brace of the head is closed after the last section.
  write(JSON.stringify({ format, version, userId, exportedAt }).slice(0, -1))
  for (;;) {
    const { section, items, next } = page
    const known = counts[section]
    if (known === undefined) write(`${beginning(counts)},\n${JSON.stringify(section)}:[`)
    if (items.length > 0) write(`${known ? ',' : ''}${items.map(inLine).join()}`)
    counts[section] = (known ?? 0) + items.length
    if (next === null) break
    page = await exportPage(userId, next)
  }
  write(']}\n')
  return counts
}

const inLine = (item: unknown): string => `\n${JSON.stringify(item)}`

/** A section ends where the next begins. */
const beginning = (counts: object): string => (Object.keys(counts).length === 0 ? '' : ']')

export interface EraseArguments {
  readonly account: string
  readonly reason: string
  readonly isSure: boolean
}

/** Exit code 1 when the erasure is not at its end yet; it goes on by itself. */
export async function eraseCommand(
  config: Config,
  { account, reason, isSure }: EraseArguments,
  output: Output,
): Promise<number> {
  return withOperations(config, async ({ where, idOf, erase }) => {
    if (!isSure) {
      const userId = await idOf(account)
      output.json({ userId, erased: false })
      output.line(`${userId} of ${where} would be erased: sign-in, answers, results, events, links`)
      output.line('ids and the ledger stay; it cannot be undone; nothing was changed: add --yes')
      return 0
    }
    const { userId, requestedAt, finishedAt } = await erase(account, reason)
    const older = listBackups(config.backupFolder).filter(({ at }) => at <= requestedAt).length
    output.json({ userId, requestedAt, finishedAt, olderBackups: older })
    output.line(
      finishedAt === null
        ? `${userId} is closed; what it holds is still being removed, and goes on by itself`
        : `${userId} is erased: nothing is left but ids and its entries in the ledger`,
    )
    if (older > 0) {
      output.line(
        `${older} backup(s) from before hold it still, until newer ones take their place; a restore erases it again`,
      )
    }
    return finishedAt === null ? 1 : 0
  })
}
