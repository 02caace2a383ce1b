import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  oceanKeys,
  riasecKeys,
  strengthKeys,
} from '../../src/assessments/talent-mapping/dimensions.ts'
import {
  type TalentMappingInput,
  talentMappingInput,
} from '../../src/assessments/talent-mapping/input.schema.ts'
import { type AssessmentDefinition, defineAssessment } from '../../src/domain/assessment.ts'
import type { FieldProblem } from '../../src/domain/errors.ts'
import { validateInput } from '../../src/domain/validate-input.ts'
import { demoPersons, personWith } from '../assessments/talent-mapping/people.ts'

const withInput = <Input>(input: z.ZodType<Input>): AssessmentDefinition<Input> =>
  defineAssessment({
    name: 'Test',
    input,
    result: z.unknown(),
    analyzer: { name: 'none', version: '1', analyze: async () => ({}) },
  })

const talentMapping = withInput<TalentMappingInput>(talentMappingInput)

function problemsOf(data: unknown, prefix?: string): FieldProblem[] {
  const check = validateInput(talentMapping, data, prefix)
  return check.ok ? [] : check.fields
}

/** As it comes off the wire: what JSON cannot say is not there, and `__proto__` is a key like others. */
const sent = (change: (data: Record<string, Record<string, unknown>>) => void): unknown => {
  const data = structuredClone(personWith()) as unknown as Record<string, Record<string, unknown>>
  change(data)
  return JSON.parse(JSON.stringify(data))
}

const block = (data: Record<string, Record<string, unknown>>, name: string) =>
  data[name] as Record<string, unknown>

describe('accepted', () => {
  test('given complete scores, with or without industries, when they are checked, then they come back as sent', () => {
    for (const data of [personWith(), demoPersons.researcher, personWith({ industryScore: {} })]) {
      expect(validateInput(talentMapping, data)).toEqual({ ok: true, input: data })
    }
  })

  test.each([0, 100])('given the bound %i, when it is checked, then it is accepted', (score) => {
    expect(problemsOf(personWith({ others: score }))).toEqual([])
  })
})

describe('refused', () => {
  test.each([
    [101, 'must be a whole number from 0 to 100', 'at most 100', '101'],
    [-1, 'must be a whole number from 0 to 100', 'at least 0', '-1'],
    [7.5, 'must be a whole number from 0 to 100', 'a whole number', '7.5'],
    ['75', 'must be a whole number from 0 to 100', 'a number', '"75"'],
    [null, 'must be a whole number from 0 to 100', 'a number', 'null'],
    [true, 'must be a whole number from 0 to 100', 'a number', 'true'],
    [[50], 'must be a whole number from 0 to 100', 'a number', '[50]'],
    [1e300, 'must be a whole number from 0 to 100', 'at most 9007199254740991', '1e+300'],
  ])(
    'given a score of %j, when it is checked, then one problem names field, rule, limit and value',
    (value, message, limit, shown) => {
      const data = sent((it) => {
        block(it, 'riasec')['realistic'] = value
      })

      expect(problemsOf(data)).toEqual([
        { path: 'assessmentData.riasec.realistic', message, limit, sent: shown },
      ])
    },
  )

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 10n])(
    'given %s from a caller in this process, when it is checked, then it is refused and shown',
    (value) => {
      const data = personWith({ interests: { R: value as number } })

      const [problem] = problemsOf(data)

      expect(problem).toMatchObject({
        path: 'assessmentData.riasec.realistic',
        sent: typeof value === 'bigint' ? 'bigint' : String(value),
      })
    },
  )

  test('given the letters R, I, A, S, E, C as keys, when they are checked, then each is named, and each dimension that is missing', () => {
    const data = sent((it) => {
      it['riasec'] = { R: 75, I: 80, A: 60, S: 50, E: 70, C: 55 }
    })

    const problems = problemsOf(data)

    expect(problems.map(({ path }) => path)).toEqual([
      ...riasecKeys.map((key) => `assessmentData.riasec.${key}`),
      ...['R', 'I', 'A', 'S', 'E', 'C'].map((key) => `assessmentData.riasec.${key}`),
    ])
    expect(problems[0]).toEqual({
      path: 'assessmentData.riasec.realistic',
      message: 'is required: a whole number from 0 to 100',
      limit: 'a number',
    })
    expect(problems[6]).toEqual({
      path: 'assessmentData.riasec.R',
      message:
        'is not one of the six interests: realistic, investigative, artistic, social, enterprising, conventional',
      sent: '75',
    })
  })

  test('given any one dimension left out, when the scores are checked, then exactly that one is asked for', () => {
    for (const [name, keys] of Object.entries({
      riasec: riasecKeys,
      ocean: oceanKeys,
      viaIs: strengthKeys,
    })) {
      for (const key of keys) {
        const data = sent((it) => {
          delete block(it, name)[key]
        })
        expect(problemsOf(data).map(({ path, message }) => `${path} ${message}`)).toEqual([
          `assessmentData.${name}.${key} is required: a whole number from 0 to 100`,
        ])
      }
    }
  })

  test.each(['riasec', 'ocean', 'viaIs'])(
    'given no %s at all, when the scores are checked, then the block is asked for',
    (name) => {
      const data = sent((it) => {
        delete it[name]
      })

      expect(problemsOf(data)).toEqual([
        {
          path: `assessmentData.${name}`,
          message: expect.stringMatching(/^is required: an object with the /),
          limit: 'an object',
        },
      ])
    },
  )

  test('given an extra dimension, an extra block and an unknown industry, when they are checked, then each is named with its value', () => {
    const data = sent((it) => {
      block(it, 'ocean')['grit'] = 90
      it['disc'] = { dominance: 40 }
      it['industryScore'] = { teknologi: 50, crypto: 99 }
    })

    expect(problemsOf(data).map(({ path, sent: shown }) => [path, shown])).toEqual([
      ['assessmentData.ocean.grit', '90'],
      ['assessmentData.industryScore.crypto', '99'],
      ['assessmentData.disc', '{"dominance":40}'],
    ])
  })

  test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'given the key %s, when it is sent in a block or beside the blocks, then it is refused by name and changes nothing',
    (key) => {
      const text = JSON.stringify(personWith())
      const inside = JSON.parse(text.replace('"ocean":{', `"ocean":{"${key}":{"isAdmin":true},`))
      const beside = JSON.parse(text.replace('{', `{"${key}":{"isAdmin":true},`))

      expect(problemsOf(inside)).toEqual([
        {
          path: `assessmentData.ocean.${key}`,
          message: expect.stringContaining('is not one of the five personality traits'),
          sent: '{"isAdmin":true}',
        },
      ])
      expect(problemsOf(beside)[0]?.path).toBe(`assessmentData.${key}`)
      expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
    },
  )

  test.each([undefined, null, 5, 'scores', [], [[]]])(
    'given %j instead of scores, when it is checked, then the problem is at the prefix itself',
    (data) => {
      const [problem, ...others] = problemsOf(data, 'assessment_data')

      expect(problem?.path).toBe('assessment_data')
      expect(problem?.message).toContain('an object with the blocks of scores')
      expect(others).toEqual([])
    },
  )
})

describe('bounds of the answer', () => {
  const extra = (count: number) =>
    sent((it) => {
      for (let index = 0; index < count; index++) it[`extra${index}`] = {}
    })

  test.each([
    [100, 100],
    [101, 100],
    [50_000, 100],
  ])('given %i unknown keys, when they are checked, then %i are named', (count, named) => {
    expect(problemsOf(extra(count))).toHaveLength(named)
  })

  test.each([
    ['x'.repeat(98), `"${'x'.repeat(98)}"`],
    ['x'.repeat(99), `"${'x'.repeat(98)}…`],
    ['😀'.repeat(60), `"${'😀'.repeat(49)}…`],
    [`x${'😀'.repeat(60)}`, `"x${'😀'.repeat(48)}…`],
  ])(
    'given a long value, when it is refused, then at most 100 characters of it are shown, none of them half',
    (value, shown) => {
      const data = sent((it) => {
        block(it, 'riasec')['social'] = value
      })

      const [problem] = problemsOf(data)

      expect(problem?.sent).toBe(shown)
      expect(problem?.sent?.length).toBeLessThanOrEqual(100)
    },
  )

  test('given a value too deep to be shown, when it is refused, then only its type is', () => {
    let deep: unknown = 1
    for (let level = 0; level < 100_000; level++) deep = [deep]
    const data = { ...personWith(), extra: deep }

    expect(problemsOf(data)[0]).toMatchObject({ path: 'assessmentData.extra', sent: 'object' })
  })

  test('given a key of any length, when it is refused, then the path stays short', () => {
    const data = { ...personWith(), ['k'.repeat(100_000)]: 1 }

    expect(problemsOf(data)[0]?.path.length).toBeLessThan(120)
  })
})

describe('definitions without words of their own', () => {
  const definition = withInput(
    z.strictObject({
      text: z.string().min(3).max(5),
      tags: z.array(z.string()).max(2),
      kind: z.enum(['a', 'b']),
      share: z.number().gt(0).lt(1),
    }),
  )

  test('given wrong fields, when they are checked, then each has a plain message and its limit', () => {
    const check = validateInput(definition, {
      text: 'ab',
      tags: ['x', 'y', 'z'],
      kind: 'c',
      share: 1,
      more: 1,
    })

    expect(check.ok ? [] : check.fields.map(({ path, limit }) => [path, limit])).toEqual([
      ['assessmentData.text', 'at least 3 characters'],
      ['assessmentData.tags', 'at most 2 items'],
      ['assessmentData.kind', 'one of "a", "b"'],
      ['assessmentData.share', 'less than 1'],
      ['assessmentData.more', undefined],
    ])
    expect(check.ok ? '' : check.fields.at(-1)?.message).toBe('is not a field of this assessment')
  })

  test('given fields left out or of another type, when they are checked, then the message says which', () => {
    const check = validateInput(definition, { tags: [1], kind: 'a', share: 0.5 })

    expect(check.ok ? [] : check.fields.map(({ path, message }) => `${path} ${message}`)).toEqual([
      'assessmentData.text is required',
      'assessmentData.tags.0 must be a text',
    ])
  })

  test('given a required field named like something every object has, when it is left out, then nothing is shown as sent', () => {
    const check = validateInput(withInput(z.strictObject({ constructor: z.string() })), {})

    expect(check).toMatchObject({ ok: false, fields: [{ path: 'assessmentData.constructor' }] })
    expect(check.ok ? [] : check.fields.map((problem) => problem.sent)).toEqual([undefined])
  })

  test('given two rules broken by one field, when it is checked, then it is named once', () => {
    const twice = withInput(
      z.strictObject({
        code: z
          .string()
          .min(5)
          .regex(/^[A-Z]+$/),
      }),
    )
    const check = validateInput(twice, { code: 'ab1' })

    expect(check.ok ? [] : check.fields.map(({ path }) => path)).toEqual(['assessmentData.code'])
  })
})
