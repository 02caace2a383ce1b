// The log port: one JSON line an event. Callers pass ids, counts and durations; never scores, results,
// e-mail addresses or tokens. A failing log never takes the service down.
import { type DestinationStream, pino } from 'pino'

/** What may be logged beside the message; a key that is not here does not compile. */
export interface LogFields {
  readonly jobId?: string
  readonly userId?: string
  readonly resultId?: string
  readonly webhookId?: string
  readonly status?: string
  readonly code?: string
  readonly attempt?: number
  readonly durationMs?: number
  readonly count?: number
  readonly fixed?: number
  readonly failed?: number
  readonly skipped?: number
  readonly resumed?: number
  readonly refunded?: number
  readonly completed?: number
  readonly waiting?: number
  readonly running?: number
  readonly reason?: string
  readonly url?: string
  readonly requestId?: string
  readonly traceId?: string
  readonly error?: string
}

export interface Log {
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug'

const textMax = 1_000

export function makeLog(level: LogLevel, destination?: DestinationStream): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  const logger = pino(options, destination ?? standardOutput())
  const write =
    (at: 'info' | 'warn' | 'error') =>
    (event: string, fields: LogFields = {}) => {
      try {
        logger[at](bounded(fields), event)
      } catch {
        // A full disk under the log is no reason to stop settling jobs, and nobody is left to tell.
      }
    }
  return { info: write('info'), warn: write('warn'), error: write('error') }
}

/** Standard output; a disk that is full under it is said as an event, which nobody else would hear. */
function standardOutput(): DestinationStream {
  const stream = pino.destination({ fd: process.stdout.fd, sync: true })
  stream.on('error', () => {})
  return stream
}

const bounded = (fields: LogFields): LogFields =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      typeof value === 'string' ? value.slice(0, textMax) : value,
    ]),
  )

export const silentLog: Log = { info() {}, warn() {}, error() {} }
