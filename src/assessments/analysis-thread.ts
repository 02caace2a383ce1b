// What runs inside a worker thread: it calls one function of an analysis module and answers with bounded
// JSON text or with a classified failure. It never throws, so every other error means a dead thread.
import { pathToFileURL } from 'node:url'
import { AnalysisFailure } from '../domain/assessment.ts'

export interface ThreadTask {
  /** A JavaScript file, and the name of the function that it exports. */
  readonly file: string
  readonly name: string
  readonly input: unknown
  readonly resultBytesMax: number
}

export type ThreadAnswer =
  | { readonly ok: true; readonly json: string }
  | { readonly ok: false; readonly reason: string; readonly transient: boolean }

const reasonMax = 500

export async function runTask(task: ThreadTask): Promise<ThreadAnswer> {
  try {
    const module: Record<string, unknown> = await import(pathToFileURL(task.file).href)
    const analyze = module[task.name]
    if (typeof analyze !== 'function') return failed(`${task.file} exports no ${task.name}()`)
    return answer(await analyze(task.input), task.resultBytesMax)
  } catch (error) {
    return failed(describe(error), error instanceof AnalysisFailure && error.transient)
  }
}

function answer(result: unknown, resultBytesMax: number): ThreadAnswer {
  const json: string | undefined = JSON.stringify(result)
  if (json === undefined) return failed(`The analysis gave no result but ${typeof result}`)
  const bytes = Buffer.byteLength(json)
  if (bytes <= resultBytesMax) return { ok: true, json }
  return failed(`The result has ${bytes} bytes; at most ${resultBytesMax} are taken`)
}

const failed = (reason: string, transient = false): ThreadAnswer => ({
  ok: false,
  reason: reason.slice(0, reasonMax),
  transient,
})

function describe(error: unknown): string {
  try {
    return error instanceof AnalysisFailure ? error.message : String(error)
  } catch {
    // What was thrown throws again when it is read; there is nothing more to learn from it.
    return 'The analysis threw something that cannot be described'
  }
}
