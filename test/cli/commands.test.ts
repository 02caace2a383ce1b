import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createUnstuckClient } from '../../client/index.ts'
import { exampleScores } from '../../src/assessments/talent-mapping/example.ts'
import { farewell } from '../../src/cli/serve.command.ts'
import { shortly } from '../../src/cli/top.command.ts'
import { readDuration, readWhole, UsageError } from '../../src/cli/usage-error.ts'
import { openDatabase } from '../../src/db/connection.ts'
import { makeSandbox, removeSandbox, runCli, type Sandbox, serve } from '../security/support/run.ts'

describe('on a service that runs', () => {
  let sandbox: Sandbox
  let env: { PORT: string }
  let server: Awaited<ReturnType<typeof serve>>
  let jobId: string
  beforeAll(async () => {
    sandbox = makeSandbox()
    server = await serve(sandbox.given, { LOG_LEVEL: 'silent' })
    env = { PORT: new URL(server.url).port }
    jobId = await submitted(server.url)
  }, 60_000)
  afterAll(async () => {
    await server.stop()
    removeSandbox(sandbox)
  })
  const unstuckWith = (more: Record<string, string>, ...argv: string[]) =>
    runCli(argv, sandbox.given, { ...env, ...more })
  const unstuck = (...argv: string[]) => unstuckWith({}, ...argv)

  test('health says that it is ready', () => {
    expect(unstuck('health', '--wait', '20s')).toMatchObject({
      status: 0,
      stdout: `http://127.0.0.1:${env.PORT}: ready\n`,
    })
    expect(JSON.parse(unstuck('health', '--live', '--json').stdout)).toMatchObject({
      isWell: true,
      status: 'alive',
    })
  })

  test('jobs list, show and cancel find the job, and say why it cannot be cancelled', () => {
    const list = JSON.parse(unstuck('jobs', 'list', '--json').stdout)
    expect(list).toMatchObject({ total: 1, jobs: [{ jobId }] })
    expect(unstuck('jobs', 'list', '--status', 'failed').stdout).toMatch(/^0 of 0 job/m)
    expect(unstuck('jobs', 'show', jobId).stdout).toMatch(/charge +-1 +analysis submitted/)

    const cancelled = unstuck('jobs', 'cancel', jobId, '--json')
    expect(cancelled.status).toBe(1)
    expect(JSON.parse(cancelled.stdout).results[0]).toMatchObject({ jobId, outcome: 'skipped' })
  })

  test('top --once shows it; as JSON it is one document', () => {
    expect(unstuck('top', '--once').stdout).toMatch(/healthy.*\nslots 0 of 10 busy/)
    const view = JSON.parse(unstuck('top', '--once', '--json').stdout)
    expect(view).toMatchObject({ stats: { completed_jobs: 1 }, health: { status: 'healthy' } })
  })

  test('pause and resume hold the intake back for people, and say so everywhere', async () => {
    const paused = unstuck('pause', 'intake', '--reason', 'maintenance', '--json')
    expect(JSON.parse(paused.stdout).held).toMatchObject([
      { what: 'intake', by: 'internal:service-key', reason: 'maintenance' },
    ])
    expect(unstuck('top', '--once').stdout).toMatch(/degraded.*\n {2}intake-paused: paused by/)
    const words =
      /: ready, but new work is refused\n {2}intake-paused: paused by .*: maintenance\n$/
    expect(unstuck('health')).toMatchObject({ status: 0, stdout: expect.stringMatching(words) })
    const withoutKey = unstuckWith({ DATABASE_PATH: 'elsewhere/u.db' }, 'health').stdout
    expect(withoutKey).toMatch(/new work is refused\n {2}intake: held back since [^ ]+\n$/)
    expect(unstuck('health', '--wait', '5s').stdout).toBe(withoutKey)
    expect(existsSync(join(sandbox.given, 'elsewhere'))).toBe(false)
    await expect(submitted(server.url, 'ben')).rejects.toMatchObject({ code: 'OVERLOADED' })

    expect(unstuck('resume', 'intake').stdout).toBe('nothing is paused\n')
    expect(unstuck('top', '--once').stdout).toMatch(/healthy/)
    expect(unstuck('pause', 'everything', '--reason', 'x').status).toBe(2)
  })

  test('settings are changed while it runs, shown everywhere, and reset', () => {
    const reason = ['--reason', 'the provider is slow']
    const set = unstuck('settings', 'set', 'WORKER_CONCURRENCY', '2', ...reason)
    const words = /WORKER_CONCURRENCY +2 analyses, configured 10; by internal:service-key since/
    expect([set.status, set.stdout]).toEqual([0, expect.stringMatching(words)])
    expect(unstuck('top', '--once').stdout).toMatch(
      /healthy.*\n {2}setting-WORKER_CONCURRENCY: 2 analyses.*\nslots 0 of 2 busy/,
    )
    expect(unstuck('stats').stdout).toMatch(words)

    expect(unstuck('settings', 'set', 'STUCK_JOB_HARD_LIMIT', '9', ...reason)).toMatchObject({
      status: 1,
      stderr:
        'STUCK_JOB_HARD_LIMIT (9) must not be below STUCK_JOB_PROCESSING_TIMEOUT (10); raise it\n',
    })
    const reset = unstuck('settings', 'reset', '--reason', 'well again', '--json')
    const { settings } = JSON.parse(reset.stdout) as { settings: { changed: unknown }[] }
    expect(settings.map(({ changed }) => changed)).toEqual([null, null, null, null])
    expect(unstuck('top', '--once').stdout).toMatch(/slots 0 of 10 busy/)
  })

  test('drain says that nothing runs; resume calls it off', () => {
    expect(unstuck('drain', '--reason', 'a new release', '--wait', '20s')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        /takes and starts nothing new: 0 run, 0 wait\ndrained after \d+ms: 0 completed, 0 failed; 0 job\(s\) wait and are kept\n$/,
      ),
    })
    expect(unstuck('top', '--once').stdout).toMatch(
      /dispatch-paused: .*\n {2}draining: drained by .*: a new release\n.*nothing is started/,
    )
    unstuck('resume', 'dispatch')
    expect(unstuck('resume', 'intake').stdout).toBe('nothing is paused\n')
  })

  test('alerts test says which channels were tried, how to configure the others, and that nobody is told', () => {
    const { status, stdout } = unstuck('alerts', 'test')

    expect(status).toBe(1)
    expect(stdout).toMatch(/^log +ok /m)
    expect(stdout).toMatch(
      /^webhook +not configured .*: node \S+cli\.js webhooks create <url> --events alert\.firing/m,
    )
    expect(stdout).toMatch(
      /^mail +not configured +set SMTP_URL, ALERT_EMAIL_TO and ALERT_EMAIL_FROM$/m,
    )
    expect(stdout).toMatch(/^nobody would be told/m)
  })

  test('webhooks create of a plain http address names what would allow it', () => {
    const { status, stderr } = unstuck('webhooks', 'create', 'http://10.0.0.1/hook')

    expect([status, stderr]).toEqual([1, expect.stringContaining('WEBHOOK_ALLOW_HTTP=true')])
  })

  test('doctor finds nothing wrong, and that it is served', () => {
    const { status, stdout } = unstuck('doctor', '--json')
    const { summary, findings } = JSON.parse(stdout)
    const wrong = findings.filter(({ level }: { level: string }) => level !== 'ok')
    expect([status, summary.fail]).toEqual([0, 0])
    expect(wrong.map(({ check }: { check: string }) => check)).toEqual(['backups'])
    expect(findings.find(({ check }: { check: string }) => check === 'lock').found).toMatch(
      /served/,
    )
  })
})

test('given a drain with --exit, when nothing runs, then the process ends and says that nothing is lost', async () => {
  const sandbox = makeSandbox()
  try {
    const server = await serve(sandbox.given, { LOG_LEVEL: 'info' })
    const env = { PORT: new URL(server.url).port }

    const drained = runCli(['drain', '--reason', 'a new release', '--exit'], sandbox.given, env)

    expect([drained.status, drained.stderr]).toEqual([0, ''])
    expect(drained.stdout).toMatch(/\nended after \d+m?s; 0 job\(s\) wait for the next start\n$/)
    expect(await server.exited).toBe(0)
    expect(server.said()).toMatch(/"completed":0,"failed":0,"waiting":0,"msg":"service.drained"/)
    expect(server.said()).toMatch(/"waiting":0,"running":0,"msg":"service.stopped"/)
  } finally {
    removeSandbox(sandbox)
  }
}, 60_000)

test('the farewell says what the next start finds, and nothing where that is not known', () => {
  expect(farewell({ waiting: 3, running: 0 })).toEqual([
    'Stopped; nothing is lost: 3 job(s) wait for the next start, no analysis was cut off',
  ])
  expect(farewell({ waiting: 0, running: 2 })[0]).toMatch(/, 2 cut off, to be taken up$/)
  expect(farewell({})).toEqual([])
})

/** A submission that has ended, by somebody who registers for it. */
async function submitted(url: string, name = 'ana'): Promise<string> {
  // Commands ran while this loop stood still: it first hears which connections have ended meanwhile.
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ email: `${name}@example.com`, password: 'a password for tests' })
  const registered = await fetch(`${url}/auth/register`, { method: 'POST', headers, body })
  const { token } = ((await registered.json()) as { data: { token: string } }).data
  const client = createUnstuckClient({ url, token, WebSocket })
  try {
    const job = await client.submit(exampleScores)
    await job.done()
    return job.jobId
  } finally {
    client.close()
  }
}

describe('where nothing runs', () => {
  let sandbox: Sandbox
  beforeEach(() => {
    sandbox = makeSandbox()
  })
  afterEach(() => removeSandbox(sandbox))
  const unstuck = (...argv: string[]) =>
    runCli(argv, sandbox.given, { DATABASE_PATH: 'data/u.db', LOG_LEVEL: 'silent' })
  const database = () => openDatabase(join(sandbox.given, 'data', 'u.db'))

  test('jobs are ended on the file itself, with their refund and who did it', () => {
    const { db, close } = database()
    db.$client.exec(`insert into users (id, created_at, updated_at) values ('ana', 1, 1)`)
    const now = Date.now()
    db.$client.exec(`insert into jobs (job_id, user_id, status, created_at, updated_at)
      values ('j1', 'ana', 'queued', ${now}, ${now})`)
    close()

    const failed = unstuck('jobs', 'fail', 'j1', '--reason', 'provider is down', '--json')

    expect([failed.status, failed.stderr]).toEqual([0, ''])
    expect(JSON.parse(failed.stdout).summary).toMatchObject({ successful: 1, total: 1 })
    const shown = JSON.parse(unstuck('jobs', 'show', 'j1', '--json').stdout)
    expect(shown).toMatchObject({ status: 'failed', error: { code: 'FAILED_BY_OPERATOR' } })
    expect(shown.entries).toMatchObject([{ kind: 'refund', amount: 1 }])
    expect(unstuck('jobs', 'retry', 'j1').status).toBe(1)
  })

  test('settings of the file hold at the next start', () => {
    database().close()
    const set = unstuck('settings', 'set', 'STUCK_JOB_QUEUED_TIMEOUT', '30', '--reason', 'a night')
    expect([set.status, set.stderr]).toEqual([0, ''])
    expect(unstuck('settings', 'show').stdout).toMatch(
      /^Settings of the file .*\n(.*\n)*STUCK_JOB_QUEUED_TIMEOUT +30 minutes, configured 15;/,
    )
  })

  test('doctor names what fails with its fix, and ends with 1', () => {
    const { db, close } = database()
    db.$client.exec(
      `insert into users (id, token_balance, created_at, updated_at) values ('ana', 5, 1, 1)`,
    )
    close()

    const { status, stdout } = unstuck('doctor')

    expect(status).toBe(1)
    expect(stdout).toMatch(/^fail {2}ledger .*\n +fix: node \S+cli\.js verify/m)
  })

  test('health, top and doctor say what to do', () => {
    expect(unstuck('health')).toMatchObject({ status: 1, stdout: expect.stringContaining('PORT') })
    expect(unstuck('top', '--once').status).toBe(1)
    expect(unstuck('doctor')).toMatchObject({ status: 0 })
  })

  test.each([
    [['health', '--wait', '5'], /--wait must be a duration such as 30s/],
    [['jobs', 'list', '--status', 'lost'], /--status must be one of queued, processing/],
    [['jobs', 'list', '--limit', '201'], /--limit must be a whole number from 1 to 200/],
    [['completion', 'tcsh'], /shell must be one of bash, zsh, fish/],
    [['jobs', 'fail', 'j1'], /--reason/],
    [['settings', 'set', 'WORKER_CONCURRENCY', '4'], /--reason/],
    [['settings', 'set', 'PORT', '4', '--reason', 'x'], /name must be one of WORKER_CONCURRENCY, /],
    [
      ['settings', 'set', 'WORKER_CONCURRENCY', '0', '--reason', 'x'],
      /^WORKER_CONCURRENCY must be a whole number from 1 to 100000 \(analyses\); it is "0"$/m,
    ],
    [['settings', 'set', 'WORKER_CONCURRENCY', '1e3', '--reason', 'x'], /it is "1e3"/],
    [['drain'], /--reason/],
  ])('%j is not asked right: 2', (argv, message) => {
    const { status, stderr } = unstuck(...argv)
    expect(status).toBe(2)
    expect(stderr).toMatch(message)
  })

  test.each([
    ['grant', 'ana', '1'],
    ['erase', 'ana'],
    ['pause', 'intake'],
    ['drain'],
    ['jobs', 'fail', 'j1'],
    ['settings', 'set', 'WORKER_CONCURRENCY', '4'],
    ['settings', 'reset'],
  ])('the help of %s says that it needs a reason, and without one a line does', (...argv) => {
    const { stdout } = unstuck(...argv, '--help')
    expect(stdout).toMatch(/^Usage: .* \[options\] --reason <text>/)
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/--reason <text> [^-]*\(required\)/)

    expect(unstuck(...argv)).toMatchObject({
      status: 2,
      stderr: 'error: --reason is required and was not given: add --reason <text>\n',
    })
  })

  test('completion completes commands, and their options after them', () => {
    const { stdout: script } = unstuck('completion', 'bash')
    const complete = (...words: string[]) => {
      const line = `${script}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
        COMP_CWORD=${words.length - 1}; _unstuck; echo "\${COMPREPLY[@]}"`
      return spawnSync('bash', ['-c', line], { encoding: 'utf8' }).stdout.trim().split(' ')
    }

    expect(complete('unstuck', 'do')).toEqual(['doctor'])
    expect(complete('unstuck', 'jobs', '').slice(0, 5)).toEqual([
      'list',
      'show',
      'fail',
      'retry',
      'cancel',
    ])
    expect(complete('unstuck', 'jobs', 'list', '--st')).toEqual(['--status'])
    expect(unstuck('completion', 'fish').stdout).toMatch(
      /^complete -c unstuck -f -n '__fish_seen_subcommand_from jobs' -a list$/m,
    )
    expect(unstuck('completion', 'zsh').stdout).toMatch(/^autoload -U \+X bashcompinit/)
  })
})

test.each([
  ['0s', 0],
  ['999ms', 999],
  ['2m', 120_000],
  ['24h', 86_400_000],
])('%s is %i ms', (text, ms) => expect(readDuration('--wait', text)).toBe(ms))

test.each(['25h', '1.5s', '-1s', '', '5', '9999999999ms'])('"%s" is no duration', (text) => {
  expect(() => readDuration('--wait', text)).toThrow(UsageError)
})

test.each([
  ['1', 1],
  ['200', 200],
])('%s is within 1 and 200', (text, n) => expect(readWhole('n', text, 1, 200)).toBe(n))

test.each(['0', '201', 'x', '1e2'])('"%s" is not', (text) => {
  expect(() => readWhole('n', text, 1, 200)).toThrow(UsageError)
})

test.each([
  [0, '0ms'],
  [999, '999ms'],
  [1_000, '1s'],
  [60_000, '1m'],
  [3_600_000, '1h'],
  [86_400_000, '1d'],
])('%i ms is shown as %s', (ms, shown) => expect(shortly(ms)).toBe(shown))
