// Bugs in the store: what SQLite is told, what its schema refuses, what a failed disk leaves, and time.
import { type Mutant, mutant } from '../mutant.ts'

export const storeMutants: readonly Mutant[] = [
  mutant(
    'synchronous-normal',
    'A cut of the power loses submissions that were acknowledged',
    { by: 'power loss', images: 300 },
    ['src/db/pragmas.ts', "['synchronous', 'full', 2]", "['synchronous', 'normal', 1]"],
  ),
  mutant(
    'failed-sync-taken-as-stored',
    'After a sync that failed, later commits build on pages that never reached the disk',
    { by: 'tests', files: ['test/db/transaction.test.ts'] },
    ['src/db/transaction.ts', 'unsure.add(db)', ''],
  ),
  mutant(
    'log-not-stored-at-the-start',
    'What a process read of the log at its start may not be on the disk when it acknowledges what follows',
    { by: 'disk faults', fault: 'on sync', places: 4 },
    ['src/db/connection.ts', 'if (!inMemory) storeLog(sqlite, path)', ''],
  ),
  mutant(
    'table-not-strict',
    'Text and fractions are stored in columns of whole numbers, money among them',
    { by: 'tests', files: ['test/db/guards.test.ts', 'test/db/schema.test.ts'] },
    [
      'drizzle/0000_initial.sql',
      `CONSTRAINT "users_id" CHECK(length("id") between 1 and 255)
) STRICT;`,
      `CONSTRAINT "users_id" CHECK(length("id") between 1 and 255)
);`,
    ],
  ),
  mutant(
    'deleted-text-stays',
    'What somebody had erased is still in the file for whoever reads its bytes',
    { by: 'tests', files: ['test/security/personal-data.test.ts'] },
    ['src/db/pragmas.ts', "['secure_delete', 'on', 1]", "['secure_delete', 'off', 0]"],
  ),
  mutant(
    'recursive-triggers-off',
    'INSERT OR REPLACE rewrites a ledger entry past the trigger that forbids it',
    { by: 'tests', files: ['test/db/guards.test.ts'] },
    ['src/db/pragmas.ts', "['recursive_triggers', 'on', 1]", "['recursive_triggers', 'off', 0]"],
  ),
  mutant(
    'two-processes-on-one-file',
    'A second process serves the same file, and each takes the jobs of the other',
    { by: 'tests', files: ['test/db/connection.test.ts'] },
    ['src/db/instance-lock.ts', "lock.exec('begin exclusive')", "lock.exec('begin')"],
  ),
  mutant(
    'newer-file-opened',
    'An older release writes into a file of a newer one',
    { by: 'tests', files: ['test/db/connection.test.ts'] },
    [
      'src/db/connection.ts',
      'if (version > newestVersion()) {',
      'if (version > newestVersion() + 1_000) {',
    ],
  ),
  mutant(
    'verify-sees-no-drift',
    'Balances that are not the sum of their entries pass the check of the file',
    { by: 'tests', files: ['test/verify/verify.test.ts'] },
    [
      'src/db/verify-money.ts',
      'group by u.id having u.token_balance is not coalesce(sum(l.amount), 0)`',
      'group by u.id having u.token_balance < coalesce(sum(l.amount), 0) - 1000000`',
    ],
  ),
  mutant(
    'verify-sees-no-broken-chain',
    'A ledger entry that was rewritten passes the check of the file',
    { by: 'tests', files: ['test/verify/verify.test.ts'] },
    [
      'src/db/verify-chain.ts',
      'entryHash(previous.hash, entry) !== entry.hash',
      'entry.hash.length !== 64',
    ],
  ),
  mutant(
    'commit-trouble-taken-for-a-bug-of-the-row',
    'A full disk puts every overdue job into quarantine, though nothing is wrong with any of them',
    { by: 'tests', files: ['test/actors/monitor.test.ts'] },
    ['src/actors/monitor.ts', 'if (isStoreTrouble(error)) throw error', ''],
  ),
  mutant(
    'delay-past-31-bits',
    'A deadline in 30 days fires after one millisecond',
    { by: 'tests', files: ['test/system/clock.test.ts'] },
    [
      'src/system/clock.ts',
      'Math.min(Math.max(0, next.dueAt - this.now()), sliceMaxMs)',
      'Math.max(0, next.dueAt - this.now())',
    ],
    // By itself the first only spins: a timer is looked at again before it is called.
    ['src/system/clock.ts', 'this.#heap.takeDue(now)', 'this.#heap.takeDue(2 * now)'],
  ),
  mutant(
    'delay-that-is-no-number',
    'A misspelt delay fires at once, which fails and refunds every job',
    { by: 'tests', files: ['test/system/timer-heap.test.ts'] },
    [
      'src/system/timer-heap.ts',
      "typeof delayMs !== 'number' || !Number.isFinite(delayMs)",
      "typeof delayMs !== 'number'",
    ],
  ),
  mutant(
    'service-time-goes-back',
    'After a restart with the wall clock behind, events are older than those before them',
    { by: 'tests', files: ['test/system/clock.test.ts'] },
    [
      'src/system/clock.ts',
      'Math.max(Date.now(), options.notBefore ?? 0)',
      'Math.max(Date.now(), 0)',
    ],
  ),
]
