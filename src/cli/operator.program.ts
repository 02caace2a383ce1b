// The commands by which operators repair a service and help its people, with their options. It only parses.
import type { Command } from 'commander'
import { add, config, run } from './program.ts'

const operatorCommands = () => import('./operator.commands.ts')
const personCommands = () => import('./person.commands.ts')

export function addOperatorCommands(program: Command): void {
  addRepairCommands(program)
  addAccountCommands(program)
}

function addRepairCommands(program: Command): void {
  add(program, 'check', 'repair every job that is stuck now', 'unstuck check --dry-run')
    .option('--dry-run', 'only say what would be repaired', false)
    .action(({ json, dryRun }) =>
      run(json, async (output) =>
        (await operatorCommands()).checkCommand(await config(), dryRun, output),
      ),
    )
  add(
    program,
    'prune',
    'remove what has been kept for as long as the configuration says',
    'unstuck prune --dry-run',
  )
    .option('--dry-run', 'only count what would go', false)
    .action(({ json, dryRun }) =>
      run(json, async (output) =>
        (await operatorCommands()).pruneCommand(await config(), dryRun, output),
      ),
    )
  add(
    program,
    'stats',
    'how many jobs wait, run, ended and are stuck',
    'unstuck stats --json',
  ).action(({ json }) =>
    run(json, async (output) => (await operatorCommands()).statsCommand(await config(), output)),
  )
}

function addAccountCommands(program: Command): void {
  add(
    program,
    'grant <account> <amount>',
    'give tokens to an account, by id or e-mail',
    'unstuck grant ana@example.com 10 --reason "paid invoice 7"',
  )
    .requiredOption('--reason <text>', 'kept in the ledger for ever')
    .action((account: string, amount: string, { json, reason }) =>
      run(json, async (output) =>
        (await operatorCommands()).grantCommand(
          await config(),
          { account, amount, reason },
          output,
        ),
      ),
    )
  addPersonCommands(program)
  add(
    program,
    'role <account> <role>',
    'make an account a user or an operator',
    'unstuck role ana@example.com operator',
  ).action((account: string, role: string, { json }) =>
    run(json, async (output) =>
      (await operatorCommands()).roleCommand(await config(), { account, role }, output),
    ),
  )
}

function addPersonCommands(program: Command): void {
  add(
    program,
    'export <account>',
    'everything that is held about a person, as one JSON document',
    'unstuck export ana@example.com --out ana.json',
  )
    .option('--out <file>', 'a file to make, which its owner alone can read (else printed)')
    .action((account: string, { json, out }) =>
      run(json, async (output) => {
        const write = (text: string) => void process.stdout.write(text)
        return (await personCommands()).exportCommand(
          await config(),
          { account, out, write },
          output,
        )
      }),
    )
  add(
    program,
    'erase <account>',
    'erase a person for good; ids and the ledger stay',
    'unstuck erase ana@example.com --reason "ticket 4711" --yes',
  )
    .requiredOption('--reason <text>', 'kept in the audit for ever, so it must name nobody')
    .option('--yes', 'do it; without this it is only said what would go', false)
    .action((account: string, { json, reason, yes }) =>
      run(json, async (output) =>
        (await personCommands()).eraseCommand(
          await config(),
          { account, reason, isSure: yes },
          output,
        ),
      ),
    )
}
