// An assessment that takes the seconds that it is told, so that a kill or a stop finds an analysis at work. It is written as
// a module of its own beside an installed Unstuck, as a team would write one.

export const slowSubmission = (seconds) =>
  JSON.stringify({ assessment_name: 'Slow', assessment_data: { seconds } })

/** The text of the module; `home` is the address of the folder that Unstuck is installed in. */
export const slowAssessment = (home) => `
import { setTimeout as pause } from 'node:timers/promises'
import { z } from '${home}/node_modules/zod/index.js'
import { defineAssessment } from '${home}/dist/src/index.js'
const analyze = async ({ seconds }) => {
  await pause(seconds * 1_000)
  return { text: 'fine' }
}
const analyzer = { name: 'slow', version: '1', analyze }
const [input, result] = [z.strictObject({ seconds: z.int() }), z.strictObject({ text: z.string() })]
export const assessments = [defineAssessment({ name: 'Slow', input, result, analyzer })]
`
