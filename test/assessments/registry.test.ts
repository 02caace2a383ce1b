import { expect, test } from 'vitest'
import { z } from 'zod'
import { createRegistry } from '../../src/assessments/registry.ts'
import { type AssessmentDefinition, defineAssessment } from '../../src/domain/assessment.ts'

const named = (name: string): AssessmentDefinition =>
  defineAssessment({
    name,
    input: z.unknown(),
    result: z.unknown(),
    analyzer: { name: 'none', version: '1', analyze: async () => ({}) },
  })

test('given two assessments, when they are looked up, then the exact name finds them and nothing else does', () => {
  const first = named('Talent')
  const second = named('Reading Level')
  const registry = createRegistry([first, second])

  expect([...registry.keys()]).toEqual(['Talent', 'Reading Level'])
  expect(registry.get('Talent')).toBe(first)
  expect(registry.get('Reading Level')).toBe(second)
  for (const name of ['talent', ' Talent', '', '__proto__', 'constructor', 'toString']) {
    expect(registry.get(name)).toBeUndefined()
  }
})

test('given two assessments of one name, when they are registered, then the name is refused', () => {
  expect(() => createRegistry([named('Talent'), named('Other'), named('Talent')])).toThrow(
    'Assessment "Talent" is registered twice',
  )
})

test('given no assessments, when they are registered, then that is refused', () => {
  expect(() => createRegistry([])).toThrow('At least one assessment')
})
