// What runs inside the thread that backs a running service's database up: one backup over a connection that only
// reads, and the thread ends.
import { parentPort, workerData } from 'node:worker_threads'
import { makeBackup } from './backup/make-backup.ts'

parentPort?.postMessage(await makeBackup(workerData))
