// Faults that end the process: killed at any moment or at a named place, again and again as it starts, or
// told to stop. What must hold of the ending itself is checked here.
import { setTimeout as pause } from 'node:timers/promises'
import { type Growth, growthOf } from './copies.ts'
import type { FaultOf } from './plan.ts'
import type { Ended } from './service-process.ts'
import { addTo } from './tally.ts'
import { graceMs, type World } from './world.ts'

/** A place that is not passed so often within this is given up for this time; most are at once. */
const placeMaxMs = 2_500
/** A first pass is waited for: each place must have been the end of a process. */
const firstPassMaxMs = 20_000
/** What takes long is at work within this, where there is room. */
const employedMaxMs = 8_000
/** Beyond its grace, an orderly stop may take the server's own two seconds and some work. */
const stopMaxMs = graceMs + 2_000 + 1_500

export async function killed(world: World, loadMs: number): Promise<void> {
  await world.up()
  await pause(loadMs)
  await world.kill()
}

export async function killedStarting(
  world: World,
  { share }: FaultOf<'killed starting'>,
): Promise<void> {
  world.spawn('command')
  await pause(share * world.usualStartMs)
  await world.kill()
}

export async function killedAtPlace(
  world: World,
  fault: FaultOf<'killed at a place'>,
  loadMs: number,
): Promise<void> {
  const { place, nth } = fault
  if (place === 'resuming') await killedAtWork(world, nth)
  await awaitPlace(world, fault, loadMs)
  const isReached = world.process?.isAlive === false
  const { code, signal } = await world.kill()
  if (!isReached) {
    world.life(`"${place}" was not passed ${nth} times`)
    return
  }
  addTo(world.tally.reached, place, 1)
  if (signal !== 'SIGKILL') {
    world.note('process', `it was to be killed at "${place}" and ended with ${signal ?? code}`)
  }
}

/** Starts a process that dies at the place, and does what leads there. */
async function awaitPlace(
  world: World,
  { place, nth, armed }: FaultOf<'killed at a place'>,
  loadMs: number,
): Promise<void> {
  const arm = { point: place, nth }
  const isAtStart = armed === 'at start'
  const process = isAtStart ? await world.start('launcher', arm) : await world.up('launcher')
  if (!process) return
  await Promise.race([process.ended, pause(loadMs)])
  if (!isAtStart) process.order({ arm })
  if (place === 'draining' || place === 'stopped') process.signal('SIGTERM')
  const maxMs = nth === 1 ? firstPassMaxMs : placeMaxMs
  await Promise.race([process.ended, pause(maxMs * world.slowness)])
}

/** Nobody else asks for anything, so that there is room for what takes long. */
async function killedAtWork(world: World, count: number): Promise<void> {
  await world.up()
  await world.crowd.hush()
  await world.crowd.employ(count, employedMaxMs)
  await world.kill()
  world.keepCopy()
  world.crowd.begin()
}

/** Nobody asks for anything meanwhile: what grows, grows out of dying. */
export async function dyingAtStart(
  world: World,
  { aliveMs }: FaultOf<'dying at start'>,
): Promise<void> {
  await world.crowd.hush()
  let before: Growth | undefined
  for (const ms of aliveMs) {
    await world.start('command')
    await pause(ms)
    await world.kill()
    before ??= growthOf(world.keepCopy())
  }
  if (before) checkGrowth(world, before, growthOf(world.keepCopy()))
  world.crowd.begin()
}

/** A job may begin anew once and be ended; it says so once each, and may report in between. */
function checkGrowth(world: World, before: Growth, after: Growth): void {
  const { unfinished } = before
  const most = { jobs: 0, attempts: unfinished * 2, events: unfinished * 6, refunds: unfinished }
  for (const [what, max] of Object.entries(most) as [keyof Growth, number][]) {
    const grown = after[what] - before[what]
    if (grown > max) world.note('process', `dying at start made ${grown} more ${what}`)
  }
}

export async function toldToStop(world: World, loadMs: number): Promise<void> {
  await world.up()
  await pause(loadMs)
  const { code, signal } = await timedStop(world)
  if (code !== 0) world.note('process', `told to stop, it ended with ${signal ?? code}, not with 0`)
}

async function timedStop(world: World): Promise<Ended> {
  const startedAt = performance.now()
  world.uptime.end()
  world.tally.counts.atWorkWhenToldToStop += world.book.atWork
  world.life('told to stop')
  const late = pause(stopMaxMs * 2 * world.slowness).then(() => 'late' as const)
  const ended = await Promise.race([world.kill('SIGTERM'), late])
  const tookMs = performance.now() - startedAt
  world.tally.stopMs.push(tookMs)
  if (tookMs > stopMaxMs * world.slowness)
    world.note('process', `told to stop, it took ${Math.round(tookMs)} ms`)
  return ended === 'late' ? world.kill() : ended
}

export async function toldTwice(
  world: World,
  { againAfterMs }: FaultOf<'told to stop twice'>,
  loadMs: number,
): Promise<void> {
  const process = await world.up()
  await pause(loadMs)
  const ended = timedStop(world)
  await pause(againAfterMs)
  process.signal('SIGTERM')
  const { code, signal } = await ended
  // 0 where it had stopped before it heard the second time.
  if (code !== 0 && code !== 1) world.note('process', `told twice, it ended with ${signal ?? code}`)
}

export async function connectionsCut(
  world: World,
  { cuts }: FaultOf<'connections cut'>,
  loadMs: number,
): Promise<void> {
  await world.up()
  for (let cut = 0; cut < cuts; cut++) {
    await pause(loadMs / cuts)
    world.crowd.cut()
  }
  await world.kill()
}
