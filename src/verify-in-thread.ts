// Proves the database of a running service in a thread of its own, over a connection that only reads: seconds
// of work at a hundred thousand jobs, in which the service goes on answering.
import type { VerifyReport } from './db/verify.ts'
import { runInThread } from './run-in-thread.ts'

/** What the thread is told. */
export interface VerifyTask {
  readonly path: string
  /** Service time, epoch milliseconds. */
  readonly now: number
}

/** Rejects when the thread cannot do it, or with the signal's reason when `stop` aborts. */
export const verifyInThread = (
  path: string,
  now: number,
  stop: AbortSignal,
): Promise<VerifyReport> =>
  runInThread(
    new URL('./verify-thread.ts', import.meta.url),
    { path, now } satisfies VerifyTask,
    stop,
  )
