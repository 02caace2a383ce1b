import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../proof/mutants/copy.ts'
import { planted } from '../../proof/mutants/mutant.ts'
import { canaries, mutants } from '../../proof/mutants/mutants.ts'

const all = [...mutants, ...canaries]
const readSource = (file: string): string => readFileSync(join(root, file), 'utf8')

describe('the planted bugs', () => {
  test('are at least thirty, each with a name of its own and a reason', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(30)
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    expect(all.filter(({ why }) => why.length < 20)).toEqual([])
  })

  test.each(all)('$name: its place is in the source, once', ({ edits }) => {
    const texts = new Map(edits.map(({ file }) => [file, readSource(file)]))
    for (const edit of edits) {
      const before = texts.get(edit.file) ?? ''
      const after = planted(before, edit)
      expect(after).not.toBe(before)
      texts.set(edit.file, after)
    }
  })

  test('given a place that is gone or is there twice, then it has rotted', () => {
    const edit = { file: 'src/a.ts', find: 'one', replace: 'two' }
    expect(planted('there is one', edit)).toBe('there is two')
    expect(() => planted('there is none left', { ...edit, find: 'some' })).toThrow(/0 times/)
    expect(() => planted('one or one', edit)).toThrow(/2 times/)
  })

  test('name files of tests that are there', () => {
    const files = mutants.flatMap(({ caughtBy }) => ('files' in caughtBy ? caughtBy.files : []))
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
  })
})
