// What runs inside the thread that proves a running service's database: one report, over a connection of its
// own, and the thread ends. It writes nothing.
import { parentPort, workerData } from 'node:worker_threads'
import { openReadOnly } from './db/connection.ts'
import { verify } from './db/verify.ts'
import type { VerifyTask } from './verify-in-thread.ts'

const { path, now }: VerifyTask = workerData
const { db, close } = openReadOnly(path)
try {
  parentPort?.postMessage(verify(db, { now, isLive: true, depth: 'rows' }))
} finally {
  close()
}
