// Runs the worlds of one lane in a process of its own, and tells its parent how far it is and what it found.
import type { Report } from './chaos.ts'
import { runWorlds, type WorldsOptions } from './worlds.ts'

const [argument = ''] = process.argv.slice(2)
const options = JSON.parse(argument) as WorldsOptions

const say = (report: Report): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(report, undefined, undefined, () => resolve())
  })

process.on('disconnect', () => process.exit(1))
process.on('SIGTERM', () => process.exit(1))
// Ctrl-C goes to the whole group; its parent says when to end.
process.on('SIGINT', () => {})

await runWorlds(options, {
  onRound: (kills, findings) => void say({ kills, findings }),
  onWorld: (tally) => say({ tally }),
})
process.exit(0)
