// Bugs in the parts beside the line: workers outside, webhooks, erasure and retention, and what an operator holds back.
// Most are for the simulation, which plays them all under crashes.
import { type Mutant, mutant } from '../mutant.ts'

const simulation = { by: 'simulation' } as const

export const besideMutants: readonly Mutant[] = [
  mutant(
    'lease-fence-skipped',
    'A worker that lost its job long ago ends the attempt of another',
    simulation,
    [
      'src/actors/lease-desk.ts',
      `  if (job.attempt !== report.attempt) return \`its attempt is \${job.attempt}\`
`,
      '',
    ],
    [
      'src/actors/lease-desk.ts',
      "  if (!isItsLease(job, report)) return 'the token is not that of its lease'\n",
      '',
    ],
    [
      'src/actors/lease-desk.ts',
      'const event = checked(definition, result, attempt)',
      'const event = checked(definition, result, attempt && job.attempt)',
    ],
  ),
  mutant(
    'heartbeat-without-limit',
    'A worker that only ever says that it is at work keeps a job for ever',
    simulation,
    [
      'src/domain/transitions.ts',
      'Math.min(now + leaseOf(policy), job.hardDeadlineAt ?? Number.MAX_SAFE_INTEGER),',
      'now + leaseOf(policy),',
    ],
  ),
  mutant('claimed-job-still-open', 'One job is given to two workers at the same time', simulation, [
    'src/domain/transitions.ts',
    `    claimableAt: null,
    leasedBy: workerId,`,
    `    claimableAt: now,
    leasedBy: workerId,`,
  ]),
  mutant(
    'lease-dies-with-the-service',
    'A restart of the service takes their jobs from workers that are at work',
    simulation,
    [
      'src/actors/recovery.ts',
      'row.boot !== boot && row.boot !== 0 && !isOutside(row)',
      'row.boot !== boot && row.boot !== 0',
    ],
    [
      'src/machines/job.machine.ts',
      "'deadline.found': whenLeaseEnds(),",
      `'deadline.found': whenLeaseEnds(),
              'job.resumed': { target: 'claimable', actions: 'letClaimAgain' },`,
    ],
  ),
  mutant(
    'delivered-before-the-answer',
    'A message that no receiver took stands as delivered, and is never sent again',
    simulation,
    [
      'src/domain/webhooks.ts',
      'if (attempt.error === null) {',
      'if (attempt.error === null || attempt.statusCode !== null) {',
    ],
  ),
  mutant(
    'dead-letter-never-reached',
    'A message to a receiver that is gone for good is tried for ever',
    simulation,
    [
      'src/domain/webhooks.ts',
      'const pauseMs = retryDelaysMs[before.attempts]',
      'const pauseMs = retryDelaysMs[before.attempts] ?? 36_000_000',
    ],
  ),
  mutant(
    'webhook-cursor-before-its-messages',
    'What happened while the service died is never told',
    simulation,
    [
      'src/actors/webhook-planner.ts',
      'commitPlan(db, endpoint.id, { deliveries, cursor }, now)',
      'commitPlan(db, endpoint.id, { deliveries: deliveries.slice(1), cursor }, now)',
    ],
  ),
  mutant(
    'webhook-id-of-the-attempt',
    'A receiver cannot tell a message that comes again from a new one',
    simulation,
    [
      'src/actors/webhook-courier.ts',
      'this.#options.means.send({ id, url: endpoint.url, body, secrets }, this.#stop.signal)',
      `this.#options.means.send({ id: \`\${id}\${delivery.attempts || ''}\`, url: endpoint.url, body, secrets }, this.#stop.signal)`,
    ],
    [
      'src/actors/webhook-courier.ts',
      '    { id }: webhooks.DeliveryRow,',
      '    delivery: webhooks.DeliveryRow,',
    ],
    [
      'src/actors/webhook-courier.ts',
      '    const secrets = this.#secretsOf(endpoint)\n',
      '    const { id } = delivery\n    const secrets = this.#secretsOf(endpoint)\n',
    ],
  ),
  mutant(
    'erasure-leaves-tries',
    'Of somebody who was erased the raw reasons of failed tries stay',
    simulation,
    ['src/db/commit-erasure.ts', '    forgetTries.run(jobId)\n', ''],
  ),
  mutant(
    'erasure-settles-nothing',
    'What an erased person had in line is analysed, and its tokens never come back',
    simulation,
    [
      'src/actors/eraser.ts',
      'if (live.length < pageMax || failed === live.length) return failed',
      'if (live.length < pageMax || failed === live.length || live.length > 0) return 0',
    ],
    [
      'src/actors/eraser.ts',
      "if (supervisor.adoptNow(jobId) !== 'settled') supervisor.dispatchNow(jobId, event)",
      "if (supervisor.adoptNow(jobId) !== 'settled') void event",
    ],
  ),
  mutant(
    'webhook-of-the-erased',
    'A webhook that was made while its owner was being erased stays',
    simulation,
    ['src/actors/webhook-desk.ts', '      this.#requireWelcome(owner)\n', ''],
  ),
  mutant(
    'foreign-end-taken-as-told',
    'A job that was taken on, and that its own system then fails with all that belongs to it, is neither refunded nor told',
    simulation,
    [
      'src/db/events.queries.ts',
      '  if (isFailed && owner && owner.createdAt <= endedAt) return false\n',
      '  if (isFailed) return true\n',
    ],
  ),
  mutant(
    'retention-of-live-jobs',
    'The history of a job that still waits or runs is removed under it',
    { by: 'tests', files: ['test/retention/retention.test.ts'] },
    [
      'src/db/commit-retention.ts',
      't.created_at < :before and j.deadline_at is null as goes',
      't.created_at < :before as goes',
    ],
  ),
  mutant(
    'drain-untold',
    'A drained service whose last job was ended by hand is never told to be empty',
    { by: 'tests', files: ['test/actors/beside-the-line.test.ts'] },
    [
      'src/runtime.ts',
      "      log.info('job.adopted', { jobId })\n      draining.look()\n",
      "      log.info('job.adopted', { jobId })\n",
    ],
    ['src/runtime.ts', '      clock.defer(() => draining.look())\n', ''],
  ),
]
