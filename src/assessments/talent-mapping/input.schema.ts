// What a talent-mapping submission holds: whole scores from 0 to 100 on exactly these dimensions.
// It imports nothing of Node, so that a front end can check a form with it.
import { z } from 'zod'
import { industryKeys, oceanKeys, riasecKeys, strengthKeys } from './dimensions.ts'

const rule = 'a whole number from 0 to 100'
const scoreError = (issue: { input?: unknown }): string =>
  issue.input === undefined ? `is required: ${rule}` : `must be ${rule}`

const score = z
  .int({ error: scoreError })
  .min(0, { error: scoreError })
  .max(100, { error: scoreError })

const shapeOf = <Key extends string, Field>(keys: readonly Key[], field: Field) =>
  Object.fromEntries(keys.map((key) => [key, field])) as Record<Key, Field>

/** Words for a block that is absent or no object, and for each key in it that does not belong there. */
const blockError = (what: string, keys: readonly string[]) => ({
  error: (issue: { code?: string | undefined; input?: unknown }): string => {
    if (issue.code === 'unrecognized_keys') return `is not one of ${what}: ${keys.join(', ')}`
    const expected = `an object with ${what}`
    return issue.input === undefined ? `is required: ${expected}` : `must be ${expected}`
  },
})

const block = <Key extends string, Field extends z.ZodType>(
  what: string,
  keys: readonly Key[],
  field: Field,
) => z.strictObject(shapeOf(keys, field), blockError(what, keys))

const blocks = {
  riasec: block('the six interests', riasecKeys, score),
  ocean: block('the five personality traits', oceanKeys, score),
  viaIs: block('the 24 character strengths', strengthKeys, score),
  industryScore: block('the 24 industries', industryKeys, score.optional()).optional(),
}

export const talentMappingInput = z.strictObject(
  blocks,
  blockError('the blocks of scores', Object.keys(blocks)),
)
export type TalentMappingInput = z.infer<typeof talentMappingInput>
