// `unstuck logs`: the lines of the log that are about one job, or about the jobs that one request brought; from files,
// or from what is piped in. It reads only, and passes over what is no line of the log.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Output } from './output.ts'
import { UsageError } from './usage-error.ts'

export interface LogsArguments {
  readonly files: readonly string[]
  /** Exactly one of the two. */
  readonly job: string | undefined
  readonly request: string | undefined
}

/** What one answer with --json holds at most. */
export const linesMax = 10_000
const levels: Readonly<Record<number, string>> = {
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
}

type Line = Readonly<Record<string, unknown>>

/** Exit code 0: there were some. 1: there were none. */
export async function logsCommand(
  { files, job, request }: LogsArguments,
  input: NodeJS.ReadableStream,
  output: Output,
): Promise<number> {
  if ((job === undefined) === (request === undefined)) {
    throw new UsageError('say whose lines: --job ID, or --request ID')
  }
  const isAsked =
    job === undefined ? ofRequest(request ?? '') : (line: Line) => line['jobId'] === job
  const found: Line[] = []
  let count = 0
  for await (const line of linesOf(files, input)) {
    if (!isAsked(line)) continue
    count++
    if (output.isJson && found.length < linesMax) found.push(line)
    output.line(inWords(line))
  }
  output.json({ lines: found, total: count })
  return count > 0 ? 0 : 1
}

/** The lines of the request itself, and from then on those of the jobs that they name. */
function ofRequest(requestId: string): (line: Line) => boolean {
  const jobs = new Set<unknown>()
  return (line) => {
    const isItsOwn = line['requestId'] === requestId
    if (isItsOwn && line['jobId'] !== undefined) jobs.add(line['jobId'])
    return isItsOwn || jobs.has(line['jobId'])
  }
}

async function* linesOf(
  files: readonly string[],
  input: NodeJS.ReadableStream,
): AsyncGenerator<Line> {
  const sources = files.length > 0 ? files.map((file) => createReadStream(file)) : [input]
  for (const source of sources) {
    for await (const text of createInterface({
      input: source,
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      const line = parsed(text)
      if (line !== undefined) yield line
    }
  }
}

/** What the service prints at its start is no line of the log. */
function parsed(text: string): Line | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const line: unknown = JSON.parse(text)
    return typeof line === 'object' && line !== null && 'msg' in line ? { ...line } : undefined
  } catch {
    return undefined
  }
}

function inWords({ time, level, msg, ...fields }: Line): string {
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`)
  return [String(time), (levels[Number(level)] ?? '').padEnd(5), String(msg), ...rest].join(' ')
}
