// One round: the process starts, a fault comes, the process dies or stops, and a copy of its files is kept.
import {
  connectionsCut,
  dyingAtStart,
  killed,
  killedAtPlace,
  killedStarting,
  toldToStop,
  toldTwice,
} from './deaths.ts'
import { diskFull, frozen, secondProcess, writeLockHeld } from './outages.ts'
import type { Round } from './plan.ts'
import type { World } from './world.ts'

/** Does one fault, and keeps a copy of the files it left. */
export async function runRound(world: World, round: Round, name: string): Promise<void> {
  world.round = name
  const { counts } = world.tally
  const before = counts.kills
  await done(world, round)
  world.keepCopy()
  world.tally.round(round.fault.kind, counts.kills - before)
}

function done(world: World, { fault, loadMs }: Round): Promise<void> {
  switch (fault.kind) {
    case 'killed':
      return killed(world, loadMs)
    case 'killed starting':
      return killedStarting(world, fault)
    case 'killed at a place':
      return killedAtPlace(world, fault, loadMs)
    case 'dying at start':
      return dyingAtStart(world, fault)
    case 'frozen':
      return frozen(world, fault, loadMs)
    case 'told to stop':
      return toldToStop(world, loadMs)
    case 'told to stop twice':
      return toldTwice(world, fault, loadMs)
    case 'second process':
      return secondProcess(world, loadMs)
    case 'disk full':
      return diskFull(world, fault, loadMs)
    case 'write lock held':
      return writeLockHeld(world, fault, loadMs)
    case 'connections cut':
      return connectionsCut(world, fault, loadMs)
  }
}
