// A whole run: worlds one after the other, each through its rounds to its end, and what it all adds up to.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makePlan, places, type WorldPlan } from './plan.ts'
import { runRound } from './rounds.ts'
import { settle } from './settle.ts'
import { Tally } from './tally.ts'
import { World } from './world.ts'

export interface ChaosOptions {
  readonly kills: number
  readonly seed: number
  /** Told of each round when it is over. */
  readonly onRound?: (name: string, findings: number) => void
}

export interface ChaosRun {
  readonly tally: Tally
  /** Where the files are; undefined where nothing was found, as they are removed then. */
  readonly folder: string | undefined
  readonly tookMs: number
}

export async function runChaos({ kills, seed, onRound }: ChaosOptions): Promise<ChaosRun> {
  const startedAt = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'unstuck-chaos-'))
  const tally = new Tally()
  for (const [index, plan] of makePlan({ kills, seed }).entries()) {
    const worldFolder = join(folder, `world-${index + 1}`)
    const before = tally.findings.length
    await runWorld(worldFolder, plan, tally, onRound)
    if (tally.findings.length === before) rmSync(worldFolder, { recursive: true, force: true })
  }
  for (const place of places) {
    if (tally.reached.get(place) === 0) {
      const what = `the process never died at "${place}"`
      tally.findings.push({ kind: 'process', what, round: 'all', folder })
    }
  }
  const isClean = tally.findings.length === 0
  if (isClean) rmSync(folder, { recursive: true, force: true })
  const tookMs = performance.now() - startedAt
  return { tally, folder: isClean ? undefined : folder, tookMs }
}

async function runWorld(
  folder: string,
  plan: WorldPlan,
  tally: Tally,
  onRound: ChaosOptions['onRound'],
): Promise<void> {
  const world = await World.make(folder, plan, tally)
  const isDone = (name: string) => onRound?.(name, tally.findings.length)
  try {
    await runRound(world, plan.first, 'round 0, on no file yet')
    await world.up()
    await world.crowd.gather()
    world.crowd.begin()
    await world.kill('SIGTERM')
    for (const [index, round] of plan.rounds.entries()) {
      const name = `round ${index + 1} of ${plan.rounds.length}, ${JSON.stringify(round)}`
      await runRound(world, round, name)
      isDone(name)
    }
    await settle(world)
    isDone('the end of a world')
  } catch (error) {
    world.note('process', error instanceof Error ? (error.stack ?? error.message) : String(error))
  } finally {
    await close(world, folder)
  }
}

async function close(world: World, folder: string): Promise<void> {
  await world.crowd.leave()
  if (world.process?.isAlive) await world.kill()
  world.record.close()
  if (!world.smallDisk) return
  cpSync(world.smallDisk.path, join(folder, 'disk-files'), { recursive: true })
  world.smallDisk.unmount()
}
