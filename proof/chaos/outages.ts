// Faults that the process survives: it is frozen, the disk is full, somebody else holds the write lock, or
// wants its place. What must hold meanwhile, and soon after, is checked here.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { within } from './calls.ts'
import { balanceOf } from './observe.ts'
import type { FaultOf } from './plan.ts'
import { command, root, type ServiceProcess } from './service-process.ts'
import type { World } from './world.ts'

/** From being started to having been refused. */
const refusalMaxMs = 2_000
const refusalTries = 3
/** While nothing can be written, reading takes no longer. */
const readMaxMs = 2_000
/** Once writing is possible again, it is done again within this. */
const healMaxMs = 6_000
/** A full disk is noticed within this: the log may have room of its own for a while. */
const fullMaxMs = 5_000

export async function frozen(
  world: World,
  { forMs, isKilledFrozen }: FaultOf<'frozen'>,
  loadMs: number,
): Promise<void> {
  const process = await world.up()
  await pause(loadMs)
  await freeze(world, process)
  await pause(forMs)
  if (!isKilledFrozen) {
    thaw(world, process)
    await requireWrites(world)
    await pause(loadMs)
  }
  await world.kill()
}

async function freeze(world: World, process: ServiceProcess): Promise<void> {
  world.uptime.end()
  process.signal('SIGSTOP')
  world.life('frozen')
  for (let waitedMs = 0; !isStopped(process); waitedMs += 5) {
    if (waitedMs > readMaxMs) return world.note('process', 'it goes on after SIGSTOP')
    await pause(5)
  }
  world.tally.counts.frozen++
}

/** As the system says; believed where the system cannot be asked. */
function isStopped({ pid }: ServiceProcess): boolean {
  const path = `/proc/${pid}/stat`
  return !existsSync(path) || /\) [Tt] /.test(readFileSync(path, 'utf8'))
}

function thaw(world: World, process: ServiceProcess): void {
  process.signal('SIGCONT')
  world.uptime.begin()
  world.life('thawed')
}

/** While the first stands still every byte of its files can be compared. */
export async function secondProcess(world: World, loadMs: number): Promise<void> {
  const process = await world.up()
  await pause(loadMs)
  await freeze(world, process)
  const before = fingerprint(dirname(world.databasePath))
  const maxMs = refusalMaxMs * world.slowness
  let tookMs = tryToServe(world)
  // One that was kept waiting by other work on the machine proves nothing; all of them would.
  for (let again = 1; again < refusalTries && tookMs > maxMs; again++) tookMs = tryToServe(world)
  world.tally.refusedMs.push(tookMs)
  if (tookMs > maxMs) {
    world.note('process', `a second process was refused only after ${Math.round(tookMs)} ms`)
  }
  if (fingerprint(dirname(world.databasePath)) !== before) {
    world.note('process', 'a second process wrote to the files of the first')
  }
  thaw(world, process)
  await requireWrites(world)
  await world.kill()
}

/** Starts a second process, which must be refused; how long that took. */
function tryToServe(world: World): number {
  const startedAt = performance.now()
  const { status, stderr } = spawnSync(globalThis.process.execPath, [command, 'serve'], {
    cwd: root,
    env: { PATH: globalThis.process.env['PATH'], ...world.env, PORT: '0' },
    timeout: 60_000,
    killSignal: 'SIGKILL',
  })
  if (status !== 1 || !String(stderr).includes('Another process is serving')) {
    world.note('process', `a second process ended with ${status}: ${String(stderr).slice(0, 200)}`)
  }
  return performance.now() - startedAt
}

/** Of every file of the service: its name and what is in it. */
function fingerprint(folder: string): string {
  const hash = createHash('sha256')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => /unstuck\.db|secrets/.test(path))
  for (const path of files.sort()) hash.update(path).update(readFileSync(path))
  return hash.digest('hex')
}

export async function diskFull(
  world: World,
  { isKilledFull }: FaultOf<'disk full'>,
  loadMs: number,
): Promise<void> {
  const { smallDisk } = world
  const process = await world.up(smallDisk ? 'command' : 'launcher')
  await pause(loadMs)
  world.beginOutage('disk full')
  if (smallDisk) smallDisk.fill()
  else process.order({ disk: 'full' })
  await untilRefused(world, 'STORE_UNAVAILABLE')
  await requireReads(world)
  if (isKilledFull) await world.kill()
  if (smallDisk) smallDisk.free()
  else process.order({ disk: 'free' })
  world.life('disk free')
  if (!isKilledFull) await requireWrites(world)
  world.endOutage()
  if (isKilledFull) return
  await pause(loadMs)
  await world.kill()
}

/** Waits until somebody hears this refusal. */
async function untilRefused(world: World, code: string): Promise<void> {
  const heard = () => world.book.refusals.get(code) ?? 0
  const before = heard()
  const lastAt = performance.now() + fullMaxMs * world.slowness
  while (heard() === before && performance.now() < lastAt) await pause(20)
  world.tally.counts.refusedWhileFull += heard() - before
}

export async function writeLockHeld(
  world: World,
  { holdsMs, isKilledHeld }: FaultOf<'write lock held'>,
  loadMs: number,
): Promise<void> {
  await world.up()
  await pause(loadMs)
  world.beginOutage(`somebody holds the write lock for ${holdsMs.join(', ')} ms`)
  const script = fileURLToPath(new URL('child-write-lock.mjs', import.meta.url))
  const holder = spawn(
    globalThis.process.execPath,
    [script, world.databasePath, ...holdsMs.map(String)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = new Promise<number | null>((resolve) => holder.once('exit', resolve))
  const reads: Promise<unknown>[] = []
  holder.stdout.on('data', () => {
    world.tally.counts.writeLocksHeld++
    if (world.process?.isMeantToEnd) return
    reads.push(isKilledHeld ? world.kill() : requireReads(world))
  })
  const code = await ended
  await Promise.all(reads)
  if (code !== 0) world.note('process', `whoever held the write lock ended with ${code}`)
  if (!isKilledHeld) await requireWrites(world)
  world.endOutage()
  await world.kill()
}

/** Reading goes on while writing cannot. */
async function requireReads(world: World): Promise<void> {
  const [person] = world.book.people.values()
  if (!person) return
  const startedAt = performance.now()
  try {
    await balanceOf(world.url, person)
  } catch (error) {
    world.note('process', `while nothing could be written, nothing could be read: ${String(error)}`)
    return
  }
  const tookMs = performance.now() - startedAt
  world.tally.counts.readWithoutWrites++
  world.tally.longestReadMs = Math.max(world.tally.longestReadMs, tookMs)
  if (tookMs > readMaxMs * world.slowness) {
    world.note('process', `while nothing could be written, reading took ${Math.round(tookMs)} ms`)
  }
}

/** Somebody is promised something soon: more than may have been promised before the fault and read after it. */
async function requireWrites(world: World): Promise<void> {
  const { counts } = world.book
  const before = counts.promised + 2
  try {
    await within(
      healMaxMs * world.slowness,
      untilMore(() => counts.promised > before),
    )
  } catch {
    world.note('process', `nothing was promised any more for ${healMaxMs} ms after the fault`)
  }
}

async function untilMore(isMore: () => boolean): Promise<void> {
  while (!isMore()) await pause(10)
}
