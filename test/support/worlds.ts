import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect } from 'vitest'
import { createWorld, type World, type WorldOptions } from '../../src/testing/index.ts'
import { violations } from './invariants.ts'

/**
 * Makes worlds that are closed after each test. Every world must then satisfy every invariant and have
 * left no timer armed.
 */
export function useWorlds(): (options?: WorldOptions) => Promise<World> {
  const made: World[] = []
  afterEach(async () => {
    const open = made.splice(0)
    const broken = open.flatMap((world) => violations(world.db))
    for (const world of open) await world.close()
    expect(broken).toEqual([])
  })
  return async (options) => {
    const world = await createWorld(options)
    made.push(world)
    return world
  }
}

/** Gives paths in folders that are removed after each test. */
export function useFiles(): (name?: string) => string {
  const folders: string[] = []
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  })
  return (name = 'unstuck.db') => {
    const folder = mkdtempSync(join(tmpdir(), 'unstuck-test-'))
    folders.push(folder)
    return join(folder, name)
  }
}
