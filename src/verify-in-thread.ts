// Proves the database of a running service in a thread of its own, over a connection that only reads: seconds
// of work at a hundred thousand jobs, in which the service goes on answering.
import { Worker } from 'node:worker_threads'
import { builtFile } from './assessments/built-file.ts'
import type { VerifyReport } from './db/verify.ts'

/** What the thread is told. */
export interface VerifyTask {
  readonly path: string
  /** Service time, epoch milliseconds. */
  readonly now: number
}

/** Rejects when the thread cannot do it, or with the signal's reason when `stop` aborts. */
export function verifyInThread(
  path: string,
  now: number,
  stop: AbortSignal,
): Promise<VerifyReport> {
  stop.throwIfAborted()
  const task: VerifyTask = { path, now }
  const file = builtFile(new URL('./verify-thread.ts', import.meta.url))
  const worker = new Worker(file, { workerData: task })
  return new Promise<VerifyReport>((resolve, reject) => {
    const onStop = () => {
      reject(stop.reason)
      void worker.terminate()
    }
    stop.addEventListener('abort', onStop, { once: true })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => {
      stop.removeEventListener('abort', onStop)
      // After an answer it changes nothing.
      reject(new Error(`The thread ended with exit code ${code}`))
    })
  })
}
