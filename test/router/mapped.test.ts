import { describe, expect, test } from 'vitest'
import { mapped } from '../../src/router/mapped.ts'

/** Counts to three, and notes when it is over. */
function counting() {
  const over: string[] = []
  async function* source() {
    try {
      yield 1
      yield 2
      yield 3
    } finally {
      over.push('over')
    }
  }
  return { over, source: source() }
}

const collected = async (source: AsyncIterable<unknown>) => {
  const values: unknown[] = []
  for await (const value of source) values.push(value)
  return values
}

describe('an iterable seen through a function', () => {
  test('gives each value through it, and ends with its source', async () => {
    const { source, over } = counting()
    expect(await collected(mapped(source, { value: (n) => n * 10 }))).toEqual([10, 20, 30])
    expect(over).toEqual(['over'])
  })

  test('ends its source when nobody reads on', async () => {
    const { source, over } = counting()
    for await (const value of mapped(source, { value: (n) => n })) if (value === 1) break
    expect(over).toEqual(['over'])
  })

  test('ends its source when the function throws, and says so in its own words', async () => {
    const { source, over } = counting()
    const refuses = (n: number) => {
      if (n === 2) throw new Error('two')
      return n
    }
    const error = (cause: unknown) => new Error('refused', { cause })
    await expect(collected(mapped(source, { value: refuses, error }))).rejects.toThrow('refused')
    expect(over).toEqual(['over'])
  })

  test('puts in its own words what the source throws', async () => {
    // biome-ignore lint/correctness/useYield: it is to fail before it has anything
    async function* broken(): AsyncGenerator<number> {
      throw new Error('broken')
    }
    const error = (cause: unknown) => new Error('translated', { cause })
    await expect(collected(mapped(broken(), { value: (n) => n, error }))).rejects.toThrow(
      'translated',
    )
  })
})
