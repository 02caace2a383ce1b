// `npm run powerloss`: cuts the power under the real service, at as many places as there is time for, and
// prints what was lost. Exits 1 when anything was, or when a weakened service was not caught.
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { RealClock } from '../../src/system/clock.ts'
import { Examiner } from './examine.ts'
import { tryFaults } from './faults.ts'
import { Lanes } from './lanes.ts'
import { readLog } from './log.ts'
import { type Options, readOptions, usage } from './options.ts'
import { cutPower } from './power.ts'
import { buildRecorder, type Recorder } from './recorder.ts'
import { describeFinding, failuresOf, lastLine, type Summary, tables } from './report.ts'
import { rebuild } from './sweep.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const tell = (text: string): void => void process.stderr.write(`${text}\n`)
const clock = new RealClock()

process.exitCode = await main()

async function main(): Promise<number> {
  let options: Options
  try {
    options = readOptions(process.argv.slice(2), availableParallelism())
  } catch (error) {
    tell(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    return 2
  }
  if (options.help) {
    say(usage)
    return 0
  }
  const folder = makeFolder()
  if (options.replay) return replay(folder, options.seed, options.replay)
  const recorder = buildRecorder(folder)
  if ('missing' in recorder) {
    tell(`powerloss: cannot run here, ${recorder.missing}`)
    return 2
  }
  return proveIt(options, recorder, folder)
}

/** In memory where there is such a folder: the recorded disk is simulated, the real one need not turn. */
function makeFolder(): string {
  const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
  const folder = realpathSync(mkdtempSync(join(parent, 'unstuck-powerloss-')))
  const all = { recursive: true, force: true, maxRetries: 5 }
  process.once('exit', () => rmSync(folder, all))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  return folder
}

async function proveIt(options: Options, recorder: Recorder, folder: string): Promise<number> {
  const { seed, images, places, only, fault, json } = options
  const startedAt = clock.now()
  const lanes = new Lanes(options.lanes, folder)
  const common = { recorder, lanes, folder, seed }
  try {
    const power =
      only === 'faults' ? [] : await cutPower({ ...common, clock, images, onProgress: progress() })
    const onRun = progress()
    const faults =
      only === 'images'
        ? []
        : await tryFaults({
            ...common,
            placesMax: places,
            named: fault,
            onProgress: (runs, of) => onRun('faults', runs, of),
          })
    const summary: Summary = { seed, tookMs: clock.now() - startedAt, power, faults }
    const failures = failuresOf(summary)
    const document = { ok: failures.length === 0, failures, ...summary }
    say(json ? JSON.stringify(document) : `${tables(summary)}\n${lastLine(summary)}`)
    return failures.length === 0 ? 0 : 1
  } finally {
    lanes.close()
  }
}

async function replay(
  folder: string,
  seed: number,
  { log, position, image }: NonNullable<Options['replay']>,
): Promise<number> {
  const examiner = new Examiner(join(folder, 'image'))
  const { files, promises } = rebuild(readLog(log), { seed, position, image })
  const finding = await examiner.examine(files, promises, { startService: true })
  say(describeFinding(finding) || 'nothing is wrong with this image')
  return describeFinding(finding) === '' ? 0 : 1
}

/** A line on a terminal that is written over; elsewhere one for each tenth part. */
function progress(): (name: string, done: number, of: number) => void {
  let told = ''
  return (name, done, of) => {
    const isDone = done === of
    if (process.stderr.isTTY) {
      process.stderr.write(`\r${name}: ${done} of ${of}\x1b[K${isDone ? '\r\x1b[K' : ''}`)
      return
    }
    const part = `${name} ${Math.floor((done * 10) / of)}`
    if (part !== told) tell(`${name}: ${done} of ${of}`)
    told = part
  }
}
