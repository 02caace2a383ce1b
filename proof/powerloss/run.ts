// `npm run powerloss`: cuts the power under the real service, at as many places as there is time for, and
// prints what was lost. Exits 1 when anything was, or when a weakened service was not caught.
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { RealClock } from '../../src/system/clock.ts'
import { Examiner } from './examine.ts'
import { type FaultTally, tryFaults } from './faults.ts'
import { readLog } from './log.ts'
import { buildRecorder, type Recorder } from './recorder.ts'
import { keepLog, record } from './recording.ts'
import { describeFinding, faultLines, type Row, table } from './report.ts'
import { rebuild, sweep, type Tally } from './sweep.ts'

const usage = `npm run powerloss -- [options]
  --images N     images of the main run (2000)
  --places N     places tried for each kind of fault (8)
  --full         20000 images, every place of every fault
  --seed N       of the workload and of every image (1)
  --only WHAT    images | faults
  --fault TEXT   only kinds of fault whose name holds this text
  --replay LOG --position N --image N|death   examine one image again (with its --seed)`

const { values } = parseArgs({
  options: {
    images: { type: 'string' },
    places: { type: 'string' },
    full: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    fault: { type: 'string', default: '' },
    replay: { type: 'string' },
    position: { type: 'string' },
    image: { type: 'string', default: '0' },
    help: { type: 'boolean', default: false },
  },
})

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const clock = new RealClock()
const seed = Number(values.seed)
const imagesMax = Number(values.images ?? (values.full ? 20_000 : 2_000))
const placesMax = Number(values.places ?? (values.full ? 1_000_000 : 8))
/** Enough of them to see that a weakened service is caught. */
const selfTestImages = 300

process.exitCode = values.help ? usageOnly() : await main()

function usageOnly(): number {
  say(usage)
  return 0
}

async function main(): Promise<number> {
  // In memory where there is such a folder: the recorded disk is simulated, the real one need not turn.
  const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
  const folder = realpathSync(mkdtempSync(join(parent, 'unstuck-powerloss-')))
  try {
    if (values.replay !== undefined) return await replay(folder, values.replay)
    const recorder = buildRecorder(folder)
    if ('missing' in recorder) {
      say(`powerloss: skipped, ${recorder.missing}`)
      return 0
    }
    const imagesOk = values.only === 'faults' || (await cutPower(recorder, folder))
    const faultsOk = values.only === 'images' || (await breakCalls(recorder, folder))
    return imagesOk && faultsOk ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function cutPower(recorder: Recorder, folder: string): Promise<boolean> {
  const shipped = await runSweep(recorder, folder, 'as-shipped', imagesMax)
  const normal = await runSweep(recorder, folder, 'normal', selfTestImages)
  const off = await runSweep(recorder, folder, 'off', selfTestImages)
  say(table([shipped, normal, off]))
  const isSound = shipped.tally.failures.length === 0
  const isCaught = normal.tally.lost > 0
  const isSeen = off.tally.corrupt > 0
  say(`self-test: synchronous=NORMAL ${isCaught ? 'is caught losing' : 'IS NOT CAUGHT'}`)
  say(`self-test: synchronous=OFF ${isSeen ? 'is caught corrupting' : 'IS NOT CAUGHT'}`)
  say(isSound ? 'power loss: nothing lost' : 'power loss: FAILED')
  return isSound && isCaught && isSeen
}

type Strength = 'as-shipped' | 'normal' | 'off'

async function runSweep(
  recorder: Recorder,
  folder: string,
  synchronous: Strength,
  images: number,
): Promise<Row> {
  const startedAt = clock.now()
  const isMain = synchronous === 'as-shipped'
  const { log, entries } = await record({
    recorder,
    folder: join(folder, 'recorded'),
    seed,
    synchronous,
    lives: isMain ? 3 : 2,
    rounds: isMain ? 30 : 15,
  })
  const examiner = new Examiner(join(folder, 'image'))
  const onProgress = progress(synchronous, images)
  const tally = await sweep({ entries, images, seed, examiner, onProgress })
  if (isMain) keepFailures(tally, log)
  return { name: synchronous, tally, durationMs: clock.now() - startedAt }
}

function keepFailures(tally: Tally, log: string): void {
  if (tally.failures.length === 0) return
  const kept = keepLog(log, String(seed))
  for (const { position, image, finding } of tally.failures) {
    say(`position ${position}, image ${image}: ${describeFinding(finding)}`)
    const where = `--position ${position} --image ${image}`
    say(`  npm run powerloss -- --seed ${seed} --replay ${kept} ${where}`)
  }
}

async function breakCalls(recorder: Recorder, folder: string): Promise<boolean> {
  const startedAt = clock.now()
  const tallies: FaultTally[] = await tryFaults({
    recorder,
    folder: join(folder, 'faults'),
    seed,
    placesMax,
    named: values.fault,
    onProgress: (runs, of) => progress('faults', of)(runs),
  })
  say(faultLines(tallies, clock.now() - startedAt))
  const isSound = tallies.every(({ failures, troubles }) => failures.length + troubles.length === 0)
  say(isSound ? 'faults: nothing lost' : 'faults: FAILED')
  return isSound
}

async function replay(folder: string, log: string): Promise<number> {
  const examiner = new Examiner(join(folder, 'image'))
  const entries = readLog(log)
  const position = Number(values.position)
  const image = values.image === 'death' ? values.image : Number(values.image)
  const { files, promises } = rebuild(entries, { seed, position, image })
  const finding = await examiner.examine(files, promises, { startService: true })
  say(describeFinding(finding) || 'nothing is wrong with this image')
  return describeFinding(finding) === '' ? 0 : 1
}

/** A line on a terminal that is written over; one line in a hundred elsewhere. */
function progress(name: string, of: number): (done: number) => void {
  return (done) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${name}: ${done} of ${of} \x1b[K`)
    else if (done % Math.ceil(of / 10) === 0) process.stderr.write(`${name}: ${done} of ${of}\n`)
    if (process.stderr.isTTY && done === of) process.stderr.write('\r\x1b[K')
  }
}
