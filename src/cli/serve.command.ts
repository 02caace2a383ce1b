// `unstuck serve`: the plain server. It adds to the service only what a process has: signals, exit codes,
// and the lines a person reads at the start.

import { dirname, join } from 'node:path'
import { type Config, readConfig } from '../config.ts'
import { describeError } from '../domain/errors.ts'
import type { Recovered } from '../runtime-life.ts'
import { createService, type Service, type StopSummary } from '../service.ts'
import { makeLog } from '../system/log.ts'
import { webAppFolder } from '../web-app.ts'
import type { Output } from './output.ts'
import { ownForm, quoted } from './typed.ts'

/** Resolves when the service has been stopped by a signal. */
export async function serveCommand(config: Config, output: Output): Promise<void> {
  // What the service writes (database, secrets) is nobody else's to read.
  process.umask(0o077)
  const log = makeLog(config.LOG_LEVEL)
  process.once('exit', sayWhatNeverCame)
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
    throw listenError(error, config)
  })
  output.json({ url, databasePath: config.databasePath })
  for (const line of greeting(config, url)) output.line(line)
  void service.recovered().then((recovered) => {
    for (const line of takenUp(recovered)) output.line(line)
  })
  await Promise.race([stopped, service.stopped()])
  for (const line of farewell(await service.stopped())) output.line(line)
  // An analyzer that did not heed its abort must not keep the process.
  process.exit(0)
}

/** Node ends with 13, and without a word, when all that is left is something awaited that never comes. */
function sayWhatNeverCame(code: number): void {
  if (code !== 13 && process.exitCode !== 13) return
  const what = 'it waits for something that never comes, such as a module that never ends loading'
  process.stderr.write(`The service could not start: ${what} (ASSESSMENTS_MODULE)\n`)
}

/** Why the port could not be opened, with what to set. */
export function listenError(error: NodeJS.ErrnoException, { HOST, PORT }: Config): Error {
  const cause = { cause: error }
  switch (error.code) {
    case 'EADDRINUSE':
      return new Error(`Port ${PORT} of ${HOST} is taken; set PORT to a free one`, cause)
    case 'EACCES':
      return new Error(`Port ${PORT} may not be opened; set PORT to one from 1024`, cause)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Error(`HOST ${HOST} is no address of this machine; set it to one`, cause)
    default:
      return error
  }
}

/** What a person reads at the start. The command in it works as often as it is pasted. */
export function greeting(config: Config, url: string, form = ownForm): string[] {
  const keyFile = join(dirname(config.databasePath), 'secrets', 'internal-service-key')
  const person = `{"email":"you-'$(date +%s)'@example.com","password":"choose your own"}`
  const isOwnIssuer = config.AUTH_ISSUER_URL === ''
  return [
    `Unstuck serves ${url}`,
    `  data   ${config.databasePath}`,
    `  keys   ${config.INTERNAL_SERVICE_KEY === '' ? keyFile : 'as INTERNAL_SERVICE_KEY says'}`,
    isOwnIssuer
      ? `  try    curl -s ${url}/auth/register -H 'content-type: application/json' -d '${person}'`
      : `  try    curl -s ${url}/health`,
    ...(isOwnIssuer ? [] : [`  users  sign in at ${config.AUTH_ISSUER_URL}`]),
    ...(webAppFolder() === undefined ? [] : [`  pages  ${url}/app/`]),
    `  docs   ${url}/docs`,
    `  check  ${assigned(config, url)}${form} doctor`,
  ]
}

/** What a person reads when all that the process before left is settled or taken up. */
export function takenUp(recovered: Recovered | undefined): string[] {
  if (!recovered || recovered.resumed + recovered.refunded === 0) return []
  const { resumed, refunded } = recovered
  return [`Taken up what the last process left: resumed ${resumed}, refunded ${refunded}`]
}

/** What another shell must be told to find this service, where it is not by default. */
function assigned({ DATABASE_PATH }: Config, url: string): string {
  const { port } = new URL(url)
  const usual = readConfig({})
  const given = [
    ...(port === String(usual.PORT) ? [] : [`PORT=${port}`]),
    ...(DATABASE_PATH === usual.DATABASE_PATH ? [] : [`DATABASE_PATH=${quoted(DATABASE_PATH)}`]),
  ]
  return given.map((each) => `${each} `).join('')
}

/** What a person reads at the end: what the next start finds. */
export function farewell({ waiting, running }: StopSummary): string[] {
  if (waiting === undefined || running === undefined) return []
  const cutOff = running === 0 ? 'no analysis was cut off' : `${running} cut off, to be taken up`
  return [`Stopped; nothing is lost: ${waiting} job(s) wait for the next start, ${cutOff}`]
}

/** Stops the service at SIGTERM or SIGINT; resolves when it has stopped. */
export function untilSignal(service: Service): Promise<void> {
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
