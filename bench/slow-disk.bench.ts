// How many submissions a second are taken in durably where each sync of the disk takes 2 ms longer?
// The benchmark `submit` again, with slow-sync.c preloaded: group commit has to carry there.
import { spawnSync } from 'node:child_process'
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { besideFloor } from './beside-floor.ts'
import { type Bench, type Benchmark, median, type Preparation } from './harness.ts'
import { projectFolder } from './project.ts'
import { submitsAt } from './submit.bench.ts'

const delayMs = 2

export const slowDisk: Benchmark = {
  name: 'slow-disk',
  question: `How many submissions a second where each sync takes ${delayMs} ms longer?`,
  prepare: compileShim,
  run: (bench) => {
    requireSlowSyncs(bench)
    const size = bench.quick ? 0.25 : 1
    return besideFloor(bench, {
      ...submitsAt(bench, [
        { width: 1, count: 200 * size },
        { width: 64, count: 6_000 * size },
      ]),
      benchmark: 'slow-disk',
      what: `submits, syncs ${delayMs} ms slower`,
      aims: { perSecond: 2_000, ofFloor: 0.7 },
    })
  },
}

function compileShim(): Preparation {
  const folder = mkdtempSync(join(tmpdir(), 'unstuck-bench-shim-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const shim = join(folder, 'slow-sync.so')
  const source = join(projectFolder, 'bench', 'slow-sync.c')
  const cc = spawnSync('cc', ['-O2', '-shared', '-fPIC', '-o', shim, source, '-ldl'], {
    encoding: 'utf8',
  })
  if (cc.status === 0) return { env: { LD_PRELOAD: shim, SLOW_SYNC_US: String(delayMs * 1_000) } }
  const why = cc.error ? 'there is no C compiler (cc)' : `cc: ${cc.stderr.trim().slice(0, 200)}`
  return { skipped: why }
}

/** A shim that was not loaded would give fine figures. */
function requireSlowSyncs({ folder }: Bench): void {
  const file = openSync(join(folder, 'sync'), 'w')
  const syncsMs = Array.from({ length: 5 }, () => {
    writeSync(file, 'x')
    const startedAt = performance.now()
    fsyncSync(file)
    return performance.now() - startedAt
  })
  closeSync(file)
  if (median(syncsMs) < delayMs) throw new Error('The syncs are not slow: the shim is not loaded')
}
