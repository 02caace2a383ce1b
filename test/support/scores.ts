import {
  industryKeys,
  oceanKeys,
  riasecKeys,
  strengthKeys,
} from '../../src/assessments/talent-mapping/dimensions.ts'

const each = (keys: readonly string[], score: number): Record<string, number> =>
  Object.fromEntries(keys.map((key) => [key, score]))

/** Complete, valid scores for talent mapping. */
export const talentScores = (score = 50) => ({
  riasec: each(riasecKeys, score),
  ocean: each(oceanKeys, score),
  viaIs: each(strengthKeys, score),
  industryScore: each(industryKeys, score),
})
