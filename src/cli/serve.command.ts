// `unstuck serve`: the plain server. It adds to the service only what a process has: signals, exit codes,
// and the lines a person reads at the start.

import { dirname, join } from 'node:path'
import type { Config } from '../config.ts'
import { describeError } from '../domain/errors.ts'
import { createService, type Service } from '../service.ts'
import { makeLog } from '../system/log.ts'
import type { Output } from './output.ts'

/** Resolves when the service has been stopped by a signal. */
export async function serveCommand(config: Config, output: Output): Promise<void> {
  // What the service writes (database, secrets) is nobody else's to read.
  process.umask(0o077)
  const log = makeLog(config.LOG_LEVEL)
  const service = await createService({ config, log })
  const stopped = untilSignal(service)
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error) => {
      // Whatever state the process is in, the file is right: the next start recovers from it.
      log.error('process.failed', { error: describeError(error) })
      process.exit(1)
    })
  }
  const { url } = await service.start().catch(async (error: NodeJS.ErrnoException) => {
    await service.stop()
    if (error.code !== 'EADDRINUSE') throw error
    throw new Error(`Port ${config.PORT} of ${config.HOST} is taken; set PORT to a free one`)
  })
  const secrets = join(dirname(config.databasePath), 'secrets')
  output.json({ url, databasePath: config.databasePath })
  output.line(`Unstuck serves ${url}`)
  output.line(`  data   ${config.databasePath}`)
  output.line(
    `  keys   ${config.INTERNAL_SERVICE_KEY === '' ? join(secrets, 'internal-service-key') : 'INTERNAL_SERVICE_KEY'}`,
  )
  output.line(
    `  try    curl -s ${url}/auth/register -H 'content-type: application/json' -d '{"email":"you@example.com","password":"choose your own"}'`,
  )
  output.line(`  docs   ${url}/docs`)
  await stopped
  // An analyzer that did not heed its abort must not keep the process.
  process.exit(0)
}

function untilSignal(service: Service): Promise<void> {
  return new Promise((resolve, reject) => {
    let isStopping = false
    const stop = () => {
      // Asked twice: somebody is waiting and means it. Nothing committed can be lost.
      if (isStopping) process.exit(1)
      isStopping = true
      service.stop().then(resolve, reject)
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
}
