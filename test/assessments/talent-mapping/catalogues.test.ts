import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  industryKeys,
  letters,
  oceanKeys,
  strengthKeys,
} from '../../../src/assessments/talent-mapping/dimensions.ts'
import { localised } from '../../../src/assessments/talent-mapping/localised.ts'
import { personaProfile } from '../../../src/assessments/talent-mapping/profile.schema.ts'
import { describePersona } from '../../../src/assessments/talent-mapping/profile.ts'
import { renderTexts } from '../../../src/assessments/talent-mapping/render.ts'
import { say } from '../../../src/assessments/talent-mapping/say.ts'
import {
  isStatement,
  type Statement,
  statementCodes,
} from '../../../src/assessments/talent-mapping/statements.ts'
import type { Catalogue } from '../../../src/assessments/talent-mapping/texts/catalogue.ts'
import { english } from '../../../src/assessments/talent-mapping/texts/english.ts'
import { indonesian } from '../../../src/assessments/talent-mapping/texts/indonesian.ts'
import { anyInput, demoPersons, personWith } from './people.ts'

const leaves = (value: unknown, path = ''): [string, string][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}/${key}`))
    : [[path, String(value)]]

describe('the two catalogues', () => {
  test('given both, when their entries are compared, then neither lacks one, none is empty and none left in English', () => {
    const own = new Map(leaves(english))
    const other = new Map(leaves(indonesian))

    expect([...other.keys()].sort()).toEqual([...own.keys()].sort())
    const same = [...own].filter(([path, text]) => {
      expect(text.trim(), path).not.toBe('')
      expect(other.get(path)?.trim(), path).not.toBe('')
      return (
        other.get(path) === text && /[a-z]{4}.* .*[a-z]{4}/.test(text.replaceAll(/\{[^}]*\}/g, ''))
      )
    })
    expect(same).toEqual([])
  })

  test('given each statement, when its placeholders are compared, then both languages show the same evidence and figures', () => {
    const placeholders = (template: string) =>
      new Set(
        [...template.matchAll(/\{([a-z]+|\d)(:[a-z]+)?[^}]*\}/gi)].map(
          ([, name, phrase]) => `${name}${phrase ?? ''}`,
        ),
      )

    for (const code of statementCodes) {
      expect([code, placeholders(indonesian.statements[code])]).toEqual([
        code,
        placeholders(english.statements[code]),
      ])
    }
  })

  test('given labels, when they are counted, then no two interests, traits or strengths share one', () => {
    for (const { labels } of [english, indonesian]) {
      const all = [labels.interests, labels.traits, labels.strengths].flatMap((one) =>
        Object.values(one),
      )
      expect(new Set(all).size).toBe(6 + 5 + 24)
    }
  })
})

describe('a statement', () => {
  const scores = {
    riasec: letters.map((_, index) => 50 + index),
    ocean: oceanKeys.map(() => 70),
    viaIs: strengthKeys.map(() => 80),
    industryScore: Object.fromEntries(industryKeys.map((key) => [key, 60])),
  }
  const speak = (statement: Statement, catalogue: Catalogue = english) =>
    say(statement, { scores, catalogue, code: 'IAS', fit: 0.9, work: 'x', reason: 'y' })

  test('given evidence, figures and a list, when it is said, then labels, scores, plurals and decimals are those of the language', () => {
    expect(speak(['interests.even', 1, 51.7])).toContain('within 1 point of each other around 51.7')
    expect(speak(['interests.even', 9, 51.7])).toContain('within 9 points')
    expect(speak(['interests.even', 9, 51.7], indonesian)).toContain('9 poin di sekitar 51,7')
    expect(speak(['strengths.signature', 'hope', 'zest', 'love'])).toBe(
      'Your signature strengths are Hope 80, Zest 80 and Love 80.',
    )
    expect(speak(['industries', 'media', 'sains'], indonesian)).toBe(
      'Anda menilai industrinya: media 60 dan sains 60.',
    )
    expect(speak(['fit.close', 'I', 'A'], indonesian)).toContain('kesesuaian 0,90 dari 1')
    expect(speak(['persona', 'persona:IA'])).toBe('The Imaginative Researcher')
    expect(speak(['virtue.most', 3, 'virtue:wisdom'], indonesian)).toContain(
      'kebajikan kebijaksanaan',
    )
  })

  test('given too little evidence, when it is said, then it throws with the code and what is missing', () => {
    expect(() => speak(['interests.pair', 'I'])).toThrow(
      'Statement interests.pair: nothing stands for {1:label}',
    )
    expect(() =>
      say(['risk', 5, 'openness'], { scores: { ...scores, ocean: [] }, catalogue: english }),
    ).toThrow('no score for openness')
  })

  test.each([
    [['watch', 'openness'], true],
    [['virtue.most', 3, 'virtue:wisdom'], true],
    [['unknown'], false],
    [['watch', 'not a key'], false],
    [['watch', Number.NaN], false],
    [['watch', null], false],
    [['watch', ...Array(12).fill(1)], true],
    [['watch', ...Array(13).fill(1)], false],
    ['watch', false],
  ])('given %j, when it is checked, then the answer is %s', (value, accepted) => {
    expect(isStatement(value)).toBe(accepted)
  })
})

describe('rendering', () => {
  test('given any scores, when the stored codes are rendered in English, then every character is the stored text', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const profile = describePersona(input)
        const stored = JSON.parse(JSON.stringify(profile)) as typeof profile
        if (!stored.analysis) throw new Error('no analysis')
        const { careers: _, ...texts } = renderTexts(stored.analysis, english, [])

        expect(profile).toMatchObject(texts)
      }),
    )
  })

  test('given any scores, when the stored profile is read in Indonesian, then it is valid, whole and has the same figures', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const profile = JSON.parse(JSON.stringify(describePersona(input)))
        const read = localised(profile, indonesian)

        expect(personaProfile.safeParse(read).error?.issues ?? []).toEqual([])
        const { moreCareers, ...figures } = read.analysis ?? {}
        const { moreCareers: stored, ...agreed } = profile.analysis
        expect(figures).toEqual(agreed)
        expect(moreCareers).toEqual(
          stored.map((career: { indonesian: string }) => ({ ...career, title: career.indonesian })),
        )
        const text = JSON.stringify({ ...read, analysis: undefined })
        expect(text).not.toMatch(/undefined|NaN|\[object|\byour?\b|\bwork\b/)
        expect(read.shortSummary).not.toBe(profile.shortSummary)
        for (const [place, { careerName }] of read.careerRecommendation.entries()) {
          expect(careerName).toBe(profile.analysis.careers[place].indonesian.title)
        }
      }),
    )
  })

  test('given a career known in English only, when it is read in Indonesian, then its name stays and its work is left out', () => {
    const profile = describePersona(demoPersons.researcher)
    const { analysis } = profile
    if (!analysis) throw new Error('no analysis')
    const careers = analysis.careers.map(({ indonesian: _, ...career }) => career)

    const read = localised({ ...profile, analysis: { ...analysis, careers } }, indonesian)

    expect(read.careerRecommendation[0]?.careerName).toBe(
      profile.careerRecommendation[0]?.careerName,
    )
    expect(read.careerRecommendation[0]?.justification).not.toContain('Pekerjaannya')
    expect(read.careerRecommendation[0]?.justification).toContain('dekat dengan minat Anda')
  })

  test('given a profile without reason codes, when another language is asked for, then it is given back as it is', () => {
    const { analysis: _, ...bare } = describePersona(personWith())

    expect(localised(bare, indonesian)).toBe(bare)
  })

  test('given what a page imports to render, when it is walked, then no Zod, Node or table of occupations is in it and it stays small', () => {
    const graph = (entry: string): string[] => {
      const seen = new Set<string>()
      const visit = (file: string) => {
        if (seen.has(file)) return
        seen.add(file)
        const text = readFileSync(file, 'utf8')
        for (const [, target = ''] of text.matchAll(
          /^(?:import|export) (?!type)[^;]*?from '([^']+)'/gms,
        )) {
          expect(target, file).toMatch(/^\./)
          visit(new URL(target, `file://${file}`).pathname)
        }
      }
      visit(entry)
      return [...seen]
    }
    const base = new URL('../../../src/assessments/talent-mapping/', import.meta.url).pathname
    const files = [...graph(`${base}localised.ts`), ...graph(`${base}texts/indonesian.ts`)]

    expect(files.filter((file) => /careers|schema|english/.test(file))).toEqual([])
    expect(gzipSync(files.map((file) => readFileSync(file, 'utf8')).join('')).length).toBeLessThan(
      20_000,
    )
  })
})
