// Builds the recorder where there is a C compiler, and runs lives under it.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LifeOptions } from './life.ts'

export interface Recorder {
  /** The library to preload. */
  readonly library: string
}

export interface Fault {
  readonly what: 'kill' | 'eio' | 'enospc' | 'short'
  /** Which calls count, and fail: writes, truncates, syncs. */
  readonly kinds: 'W' | 'T' | 'S' | 'WTS'
  /** The first of them that fails, from 1. */
  readonly first: number
  /** How many fail; 0: all from there on. */
  readonly times: number
}

export interface Death {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The end of what it wrote to its standard error. */
  readonly said: string
}

/** A life that takes longer than this is stuck. */
const lifeMaxMs = 120_000

const here = dirname(fileURLToPath(import.meta.url))
const isSource = import.meta.url.endsWith('.ts')

/** Compiles the recorder into `folder`; or says why there is none here. */
export function buildRecorder(folder: string): Recorder | { readonly missing: string } {
  if (process.platform !== 'linux') {
    return { missing: `LD_PRELOAD is needed, which ${process.platform} has not: use Linux` }
  }
  const compiler = ['cc', 'gcc', 'clang'].find(
    (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
  )
  if (compiler === undefined) {
    const how = 'apt-get install gcc libc6-dev, or apk add gcc musl-dev'
    return { missing: `there is no C compiler (cc, gcc or clang): ${how}` }
  }
  const library = join(folder, 'recorder.so')
  const flags = ['-shared', '-fPIC', '-O2', '-Wall', '-Wextra', '-Werror']
  const built = spawnSync(compiler, [...flags, '-o', library, sourceFile(), '-ldl', '-lpthread'], {
    encoding: 'utf8',
  })
  // A compiler that is there and a source that it refuses is a broken proof, not a missing one.
  if (built.status !== 0) throw new Error(`${compiler} refused recorder.c: ${built.stderr}`)
  return { library }
}

/** Runs one life to its end and says how it ended. */
export function runLife(recorder: Recorder, options: LifeOptions, fault?: Fault): Promise<Death> {
  const entry = join(here, isSource ? 'life.ts' : 'life.js')
  const loader = isSource ? ['--import', 'tsx'] : []
  const child = spawn(process.execPath, [...loader, entry, JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: here,
    timeout: lifeMaxMs,
    killSignal: 'SIGTERM',
    env: {
      LD_PRELOAD: recorder.library,
      POWERLOSS_DATABASE: options.database,
      POWERLOSS_LOG: options.log,
      ...(fault && { POWERLOSS_FAULT: textOf(fault) }),
    },
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, said }))
  })
}

const textOf = ({ what, kinds, first, times }: Fault): string =>
  [what, kinds, first, times].join(':')

/** The C source stays where it is when the rest is built. */
function sourceFile(): string {
  let folder = here
  for (;;) {
    const file = join(folder, 'proof', 'powerloss', 'recorder.c')
    if (existsSync(file)) return file
    const parent = dirname(folder)
    if (parent === folder) throw new Error('proof/powerloss/recorder.c is missing')
    folder = parent
  }
}
