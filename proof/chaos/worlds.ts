// The worlds of one lane, one after the other: each through its rounds to its end. What it finds goes into
// its tally; it throws for nothing that a world does.
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makePlan, type WorldPlan } from './plan.ts'
import { runRound } from './rounds.ts'
import { settle } from './settle.ts'
import { StallMeter } from './stall-meter.ts'
import { Tally } from './tally.ts'
import { World } from './world.ts'

export interface WorldsOptions {
  readonly kills: number
  readonly seed: number
  /** Of so many lanes, each of which has every so-many-th world of the plan. */
  readonly lanes: number
  readonly lane: number
  readonly folder: string
}

export interface WorldsWatcher {
  /** After each round: kills and findings of this lane so far. */
  readonly onRound: (kills: number, findings: number) => void
  readonly onWorld: (tally: Tally) => Promise<void>
}

export async function runWorlds(options: WorldsOptions, watcher: WorldsWatcher): Promise<void> {
  const { kills, seed, lanes, lane, folder } = options
  let world: World | undefined
  const meter = new StallMeter((stall) => {
    world?.tally.stall(stall)
    world?.uptime.leaveOut(stall)
  })
  let killsBefore = 0
  let findingsBefore = 0
  for (const [index, plan] of makePlan({ kills, seed }).entries()) {
    if (index % lanes !== lane) continue
    const worldFolder = join(folder, `world-${index + 1}`)
    const tally = new Tally()
    const { counts, findings } = tally
    world = await World.make(worldFolder, plan, tally)
    await runWorld(world, plan, () =>
      watcher.onRound(killsBefore + counts.kills, findingsBefore + findings.length),
    )
    if (findings.length === 0) rmSync(worldFolder, { recursive: true, force: true })
    killsBefore += counts.kills
    findingsBefore += findings.length
    await watcher.onWorld(tally)
  }
  meter.stop()
}

async function runWorld(world: World, plan: WorldPlan, onRound: () => void): Promise<void> {
  try {
    await runRound(world, plan.first, 'round 0, on no file yet')
    await world.up()
    await world.crowd.gather()
    await world.bystanders.gather()
    world.crowd.begin()
    world.bystanders.begin()
    await world.kill('SIGTERM')
    for (const [index, round] of plan.rounds.entries()) {
      const name = `round ${index + 1} of ${plan.rounds.length}, ${JSON.stringify(round)}`
      await runRound(world, round, name)
      onRound()
    }
    await settle(world)
    onRound()
  } catch (error) {
    world.note('process', error instanceof Error ? (error.stack ?? error.message) : String(error))
  } finally {
    await close(world)
  }
}

async function close(world: World): Promise<void> {
  await world.crowd.leave()
  world.bystanders.leave()
  if (world.process?.isAlive) await world.kill()
  world.record.close()
  if (!world.smallDisk) return
  cpSync(world.smallDisk.path, join(world.folder, 'disk-files'), { recursive: true })
  world.smallDisk.unmount()
}
