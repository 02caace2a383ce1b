import { expect, test } from 'vitest'
import { buildFix, buildProblem, isUnsound, requireSoundBuild } from '../../src/db/sound-build.ts'

const unsound = Buffer.from('\0_ZN4node28RemoveEnvironmentCleanupHookEPN2v8\0')
const sound = Buffer.from('\0_ZN4node25AddEnvironmentCleanupHookEPN2v8\0')

test.each([
  ['24.19.0', true],
  ['24.21.0', true],
  ['25.0.0', true],
  ['24.18.1', false],
  ['22.23.3', false],
  ['20.19.0', false],
])('given Node %s, a build that removes the hook is refused: %s', (version, isRefused) => {
  expect(isUnsound(version, unsound)).toBe(isRefused)
  expect(isUnsound(version, sound)).toBe(false)
})

test('the build that these tests run on is sound, and its fix is a command', () => {
  expect(buildProblem()).toBeUndefined()
  expect(() => requireSoundBuild()).not.toThrow()
  expect(buildFix).toContain('npm rebuild better-sqlite3 --build-from-source')
})
