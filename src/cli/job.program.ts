// `unstuck jobs …` and its options. It only parses.
import type { Command } from 'commander'
import type { JobOrder } from './jobs.commands.ts'
import { add, config, run } from './program.ts'

const jobCommands = () => import('./jobs.commands.ts')

export function addJobCommands(program: Command): void {
  const jobs = program.command('jobs').description('look jobs up, end them, try them again')
  add(jobs, 'list', 'jobs, newest first', 'unstuck jobs list --status failed --limit 20')
    .option('--status <status>', 'queued, processing, completed or failed')
    .option('--user <id>', 'of this account; or its e-mail address')
    .option('--code <code>', 'that failed with this code')
    .option('--search <text>', 'whose id, user’s id or e-mail begins so; or words of a failure')
    .option('--limit <n>', 'how many, up to 200', '50')
    .option('--offset <n>', 'how many to leave out first', '0')
    .action(({ json, ...given }) =>
      run(json, async (output) =>
        (await jobCommands()).listJobsCommand(await config(), given, output),
      ),
    )
  add(
    jobs,
    'show <job>',
    'everything about one job but its scores',
    'unstuck jobs show 0199-…',
  ).action((jobId: string, { json }) =>
    run(json, async (output) =>
      (await jobCommands()).showJobCommand(await config(), jobId, output),
    ),
  )
  add(
    jobs,
    'fail <job...>',
    'end jobs now, with their refund',
    'unstuck jobs fail 0199-… --reason "provider is down"',
  )
    .requiredOption('--reason <text>', 'kept in the audit')
    .action((jobIds: string[], { json, reason }) =>
      change(json, { operation: 'fail', jobIds, reason }),
    )
  add(
    jobs,
    'retry <job...>',
    'submit failed jobs again, charged to their owners',
    'unstuck jobs retry 0199-…',
  ).action((jobIds: string[], { json }) => change(json, { operation: 'retry', jobIds }))
  add(
    jobs,
    'cancel <job...>',
    'take waiting jobs out of the line, with their refund',
    'unstuck jobs cancel 0199-…',
  ).action((jobIds: string[], { json }) => change(json, { operation: 'cancel', jobIds }))
}

const change = (isJson: boolean, order: JobOrder): Promise<void> =>
  run(isJson, async (output) =>
    (await jobCommands()).changeJobsCommand(await config(), order, output),
  )
