// Bugs in money: what is charged, refunded and given, and who is answered under which key.
import { type Mutant, mutant } from '../mutant.ts'

const simulation = { by: 'simulation' } as const
const histories = { by: 'histories' } as const

export const moneyMutants: readonly Mutant[] = [
  mutant(
    'refund-without-unique-index',
    'Without the index nothing in the file refuses a second refund of the same job',
    { by: 'tests', files: ['test/db/guards.test.ts'] },
    [
      'drizzle/0000_initial.sql',
      'CREATE UNIQUE INDEX `ledger_job_kind`',
      'CREATE INDEX `ledger_job_kind`',
    ],
  ),
  mutant(
    'refund-guard-and-index-gone',
    'A job that somebody else ended is refunded though it was refunded before, and no index refuses it',
    simulation,
    [
      'src/db/commit.ts',
      "if (chargedFor.get({ jobId: job.jobId, kind: 'refund' })) return undefined",
      '',
    ],
    [
      'drizzle/0000_initial.sql',
      'CREATE UNIQUE INDEX `ledger_job_kind`',
      'CREATE INDEX `ledger_job_kind`',
    ],
    ['src/domain/decision.ts', '!isTerminal(job.status) || isTold', '!isTerminal(job.status)'],
  ),
  mutant(
    'refund-at-todays-price',
    'A job submitted at another price gets back what it would cost now',
    simulation,
    [
      'src/actors/job-supervisor.ts',
      'const settlement = commitDecision(this.#options.db, decision)',
      `const today = policyOf(this.#options.assessments.get(after.assessmentName), this.#options.defaults)
      const priced = { ...decision, after: { ...after, tokenCost: today.tokenCost } }
      const settlement = commitDecision(this.#options.db, priced)`,
    ],
    ['src/domain/ledger.ts', 'adopted ? job.tokenCost : -chargedAmount', 'job.tokenCost'],
  ),
  mutant('refund-missing', 'A job that failed keeps its token', histories, [
    'src/domain/decision.ts',
    `        reason: reasonOf(errorCode, event),
      },
    },
    refundReason: errorCode,`,
    `        reason: reasonOf(errorCode, event),
      },
    },`,
  ]),
  mutant(
    'refund-missing-when-ended-outside',
    'A job that somebody else put to failed keeps its token',
    simulation,
    [
      'src/domain/decision.ts',
      `errorCode, errorMessage } },
    refundReason: errorCode,`,
      'errorCode, errorMessage } },',
    ],
  ),
  mutant('completed-and-refunded', 'A completed job is paid back as well', histories, [
    'src/domain/decision.ts',
    'profile: { json: event.profile, analyzer: event.analyzer },',
    "profile: { json: event.profile, analyzer: event.analyzer }, refundReason: 'done',",
  ]),
  mutant(
    'charge-without-entry',
    'The balance goes down and the ledger does not say why',
    histories,
    ['src/db/commit.ts', 'appendEntry(db, charge(job), now)', ''],
  ),
  mutant(
    'entry-without-balance',
    'The refund stands in the ledger and is not in the balance',
    histories,
    ['src/db/commit.ts', 'amount: refund?.amount ?? 0,', 'amount: 0,'],
  ),
  mutant(
    'balance-read-outside-the-transaction',
    'Two submissions in one tick both see the last token; only the CHECK of the column refuses the second',
    simulation,
    ['src/actors/intake.ts', '    requireAffordable(db, userId, policy.tokenCost)\n', ''],
    [
      'src/actors/intake.ts',
      'return this.#options.commits.add(() => this.#orderNow(order))',
      `const { db, defaults } = this.#options
    requireAffordable(db, order.userId, policyOf(order.definition, defaults).tokenCost)
    return this.#options.commits.add(() => this.#orderNow(order))`,
    ],
  ),
  mutant(
    'no-affordability-check-at-all',
    'With the CHECK of the column gone too, a balance goes below zero',
    simulation,
    ['src/actors/admission.ts', 'if (available >= required) return', 'if (available >= -9) return'],
    [
      'drizzle/0000_initial.sql',
      '"token_balance" between 0 and',
      '"token_balance" between -99 and',
    ],
  ),
  mutant(
    'key-without-user',
    "Somebody who uses another's idempotency key is answered with their job",
    histories,
    [
      'src/db/results.queries.ts',
      "and(eq(idempotencyKeys.userId, p('userId')), eq(idempotencyKeys.key, p('key')))",
      "eq(idempotencyKeys.key, p('key'))",
    ],
  ),
  mutant('key-not-kept', 'A client that repeats its submission is charged again', simulation, [
    'src/actors/intake.ts',
    'commitKey(db, { ...kept, answer: JSON.stringify(answer) })',
    '',
  ]),
  mutant(
    'other-body-under-a-known-key',
    'Other scores under a known key are answered with the job of the first ones, and lost',
    simulation,
    ['src/actors/intake.ts', 'if (known.bodyHash !== bodyHash) {', 'if (key === bodyHash) {'],
  ),
  mutant(
    'body-hash-over-unsorted-keys',
    'The same submission from a client that orders its keys otherwise is refused as another',
    { by: 'tests', files: ['test/domain/submission.test.ts'] },
    ['src/domain/submission.ts', '.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))', ''],
  ),
  mutant(
    'ledger-chain-starts-anew',
    'Entries can be taken out of the ledger and the chain does not show it',
    simulation,
    [
      'src/db/commit.ts',
      'hash: entryHash(lastHash, chained)',
      'hash: entryHash(chainStart, chained)',
    ],
  ),
]
