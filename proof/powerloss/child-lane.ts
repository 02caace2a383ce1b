// One of the processes that share the work of a run: makes and examines images of a log, or tries a fault,
// as its parent says, and answers with what it came to.
import { join } from 'node:path'
import { Examiner } from './examine.ts'
import { type FaultTally, tryFault } from './fault-run.ts'
import type { Word, Work } from './lanes.ts'
import { readLog } from './log.ts'
import { sweep, type Tally } from './sweep.ts'

/** Images between two words about them. */
const toldEvery = 10

const [folder = ''] = process.argv.slice(2)
const say = (word: Word): void => void process.send?.(word)

process.on('disconnect', () => process.exit(0))
process.on('message', (work: Work) => {
  done(work).then(
    (tally) => say({ tally }),
    (error: unknown) =>
      say({ threw: error instanceof Error ? String(error.stack) : String(error) }),
  )
})

async function done(work: Work): Promise<Tally | FaultTally> {
  if (work.what === 'fault') return tryFault({ ...work, folder })
  let images = 0
  return sweep({
    ...work,
    entries: readLog(work.log),
    examiner: new Examiner(join(folder, 'image')),
    onImage: () => {
      if (++images % toldEvery === 0) say({ images: toldEvery })
    },
  })
}
