// Runs one task in a thread of its own and gives its one message: work of seconds over the database, in which the
// service goes on answering. The thread reads the file over its own connection.
import { Worker } from 'node:worker_threads'
import { builtFile } from './assessments/built-file.ts'

/** Rejects when the thread cannot do it, or with the signal's reason when `stop` aborts. */
export function runInThread<T>(module: URL, task: unknown, stop?: AbortSignal): Promise<T> {
  stop?.throwIfAborted()
  const worker = new Worker(builtFile(module), { workerData: task })
  return new Promise<T>((resolve, reject) => {
    const onStop = () => {
      reject(stop?.reason)
      void worker.terminate()
    }
    stop?.addEventListener('abort', onStop, { once: true })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => {
      stop?.removeEventListener('abort', onStop)
      // After an answer it changes nothing.
      reject(new Error(`The thread ended with exit code ${code}`))
    })
  })
}
