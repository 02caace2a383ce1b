// Bugs in the life of a job: what moves it, what must not, and what happens when a process dies under it.
import { type Mutant, mutant } from '../mutant.ts'

const simulation = { by: 'simulation' } as const
const histories = { by: 'histories' } as const

export const jobMutants: readonly Mutant[] = [
  mutant(
    'update-without-status',
    'A row that somebody else moved is overwritten by what was decided before they did',
    histories,
    [
      'src/db/commit.statements.ts',
      `        eq(jobs.status, p('fromStatus')),
        eq(jobs.attempt, p('fromAttempt')),
        eq(jobs.revision, p('fromRevision')),
`,
      '',
    ],
  ),
  mutant(
    'attempt-unchecked',
    'What an attempt that was cut off answers is taken for the answer of the one that runs now',
    histories,
    [
      'src/machines/job.machine.ts',
      "'attempt' in event && event.attempt === context.job.attempt",
      "'attempt' in event && event.attempt <= context.job.attempt",
    ],
  ),
  mutant(
    'late-result-revives',
    'An answer after the deadline completes a job that was failed and refunded; all three guards are gone',
    histories,
    [
      'src/machines/job.machine.ts',
      "failed: { type: 'final' },",
      "failed: { on: { 'analysis.succeeded': { target: 'completed', actions: 'complete' } } },",
    ],
    [
      'src/actors/job-supervisor.ts',
      'if (!row || isTerminal(row.status)) return undefined\n    if',
      "if (!row || row.status === 'completed') return undefined\n    if",
    ],
    [
      'drizzle/0001_triggers.sql',
      "NEW.status IN ('completed', 'failed'))\n  AND NOT (OLD.status NOT",
      "NEW.status IN ('completed', 'failed'))\n  AND OLD.status <> 'failed'\n  AND NOT (OLD.status NOT",
    ],
    ['src/actors/analysis-runner.ts', 'if (!hasAnswered) controller.abort()', ''],
    [
      'src/domain/transitions.ts',
      "touched(job, now, { status: 'completed', ...ended(now) })",
      "touched(job, now, { status: 'completed', errorCode: null, ...ended(now) })",
    ],
  ),
  mutant(
    'stale-heartbeat',
    'Signs of life of an attempt that was cut off keep the next one alive',
    histories,
    [
      'src/machines/job.machine.ts',
      "'analysis.heartbeat': { guard: 'isCurrent', actions: 'moveDeadlineOn' }",
      "'analysis.heartbeat': { actions: 'moveDeadlineOn' }",
    ],
  ),
  mutant(
    'heartbeat-past-the-hard-limit',
    'An analyzer that goes on reporting is never ended',
    simulation,
    [
      'src/domain/transitions.ts',
      'Math.min(now + policy.processingTimeoutMs, hard)',
      'now + policy.processingTimeoutMs + 0 * hard',
    ],
  ),
  mutant(
    'tries-without-end',
    'An analyzer that always fails is called again until the deadline',
    { by: 'tests', files: ['test/machines/job.machine.test.ts'] },
    ['src/machines/job.machine.ts', 'job.tries < policyOf(job).triesMax', 'true'],
  ),
  mutant(
    'crash-loop-breaker-off',
    'A job that kills its process kills every process that takes it up',
    simulation,
    ['src/machines/job.machine.ts', 'export const deathsMax = 2', 'export const deathsMax = 200'],
  ),
  mutant(
    'stop-counted-as-death',
    'A deploy or two fail every job that was running, as poison',
    { by: 'tests', files: ['test/actors/recovery.test.ts'] },
    ['src/actors/recovery.ts', 'died: row.boot !== stoppedBoot', 'died: true'],
  ),
  mutant(
    'cut-off-jobs-not-resumed',
    'What the death of a process cut off waits for its deadline instead of being run again',
    { by: 'tests', files: ['test/actors/recovery.test.ts'] },
    [
      'src/actors/recovery.ts',
      'if (!poison.includes(row)) dispatcher.resume(row.jobId, { died: row.died })',
      'void row',
    ],
  ),
  mutant(
    'timers-not-armed-again',
    'After a restart nothing ends a job without a live actor before the hourly look',
    histories,
    [
      'src/actors/deadline-alarm.ts',
      'jobs.earliestDeadline(db) ?? Number.POSITIVE_INFINITY',
      'jobs.earliestDeadline(db) && Number.POSITIVE_INFINITY',
    ],
  ),
  mutant(
    'sweep-skips-deleted-users',
    'A job whose account is gone stays queued for ever, as in the prior system',
    histories,
    [
      'src/db/jobs.queries.ts',
      '.where(and(isNotNull(jobs.deadlineAt), isNull(repairs.jobId)))',
      '.where(and(isNotNull(jobs.deadlineAt), isNull(repairs.jobId), ofKnownUser))',
    ],
    [
      'src/db/jobs.queries.ts',
      "        lte(jobs.deadlineAt, p('now')),\n",
      "        lte(jobs.deadlineAt, p('now')),\n        ofKnownUser,\n",
    ],
    [
      'src/db/jobs.queries.ts',
      'const p = sql.placeholder\n',
      `const p = sql.placeholder
const ofKnownUser = sql\`exists (select 1 from users where users.id = \${jobs.userId})\`
`,
    ],
  ),
  mutant(
    'alarm-by-the-wall-clock',
    'A step of the wall clock keeps jobs past their deadline: the timer is armed by another time than it is due in',
    simulation,
    [
      'src/actors/deadline-alarm.ts',
      'Math.max(0, at - clock.now())',
      'Math.max(1_000, at - Date.now())',
    ],
  ),
  mutant(
    'deadline-by-a-clock-that-is-ahead',
    'Jobs are failed five seconds before their time is up',
    simulation,
    [
      'src/machines/job.machine.ts',
      '(context.job.deadlineAt ?? Number.POSITIVE_INFINITY) <= now()',
      '(context.job.deadlineAt ?? Number.POSITIVE_INFINITY) <= now() + 5_000',
    ],
    [
      'src/machines/job.machine.ts',
      'Math.max(0, (context.job.deadlineAt ?? now()) - now())',
      'Math.max(0, (context.job.deadlineAt ?? now()) - now() - 5_000)',
    ],
  ),
  mutant(
    'adoption-counts-from-now',
    "Somebody else's row that is stuck already is given its whole timeout again",
    { by: 'tests', files: ['test/scenarios/repairing.test.ts'] },
    [
      'src/db/commit-adoption.ts',
      '? instantOf(row.createdAt, now) + queuedTimeoutMs',
      '? now + queuedTimeoutMs',
    ],
  ),
  mutant('slots-uncounted', 'More analyses run at once than there are slots', simulation, [
    'src/actors/dispatcher.ts',
    'Math.max(0, this.slotsMax - this.#options.supervisor.busy)',
    'this.slotsMax',
  ]),
  mutant(
    'slot-leaked',
    'A slot is kept by each job that ended, until nothing starts any more',
    histories,
    ['src/actors/job-supervisor.ts', 'else this.#busy.delete(job.jobId)', ''],
    ['src/actors/job-supervisor.ts', '    this.#busy.delete(jobId)\n', ''],
  ),
  mutant(
    'error-swallowed-in-settle',
    'Where the row could not be written, the actor goes on as if it had been',
    simulation,
    ['src/actors/job-supervisor.ts', 'this.#failure = error\n      throw error', 'void error'],
  ),
  mutant(
    'lost-commit-keeps-its-actor',
    'After a commit that failed an actor is in a state that its row never reached',
    histories,
    [
      'src/actors/job-supervisor.ts',
      "undone: () => this.#drop(after.jobId, before.status === 'processing'),",
      '',
    ],
  ),
  mutant(
    'result-of-any-attempt-stored',
    'A profile is stored though the job was ended by somebody else in the meantime',
    histories,
    [
      'src/db/commit.statements.ts',
      `and \${jobs.status} = \${p('fromStatus')} and \${jobs.attempt} = \${p('fromAttempt')}
            and \${jobs.revision} = \${p('fromRevision')})\``,
      ')`',
    ],
  ),
]
