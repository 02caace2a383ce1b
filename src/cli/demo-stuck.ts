// The stuck half of the demo: an analysis that hangs and a job that nobody picks up, each failed at its
// deadline, refunded once and told. The same service code on a simulated clock, over the same file.

import { exampleScores } from '../assessments/talent-mapping/example.ts'
import { createTalentMapping } from '../assessments/talent-mapping/talent-mapping.ts'
import { openReadOnly } from '../db/connection.ts'
import { newestInstant } from '../db/events.queries.ts'
import { createWorld, type World } from '../testing/index.ts'
import { expectThat } from './expect-that.ts'
import type { Output } from './output.ts'

const minuteMs = 60_000
const stepMs = 1_000

export async function showStuckJobs(databasePath: string, output: Output) {
  const startAt = instantAfter(databasePath)
  const world = await createWorld({ databasePath, startAt, assessments: [createTalentMapping()] })
  try {
    world.analyzer.otherwise({ does: 'hang' })
    await world.user('stuck-demo', 2)
    const request = { assessmentData: exampleScores }
    const hanging = await world.submit('stuck-demo', request)
    await world.settle()
    world.service.dispatcher.close()
    const ignored = await world.submit('stuck-demo', request)
    output.line(
      '   two jobs paid for, 0 tokens left: one analysis hangs, one job is never picked up',
    )
    return [
      await untilFailed(world, output, hanging.jobId, startAt),
      await untilFailed(world, output, ignored.jobId, startAt),
    ]
  } finally {
    await world.close()
  }
}

async function untilFailed(world: World, output: Output, jobId: string, startAt: number) {
  for (let waitedMs = 0; waitedMs < 60 * minuteMs; waitedMs += stepMs) {
    if (world.statusOf(jobId) === 'failed') break
    await world.passes(stepMs)
  }
  const told = world
    .eventsOf('stuck-demo')
    .filter((event) => event.jobId === jobId && event.eventType === 'analysis.failed')
  const [event] = told
  expectThat(event !== undefined && told.length === 1, `the owner of ${jobId} is told once`)
  const { errorCode = '', refundedTokens = 0, newBalance = 0 } = event?.metadata ?? {}
  const afterMinutes = ((event?.timestamp ?? 0) - startAt) / minuteMs
  expectThat(refundedTokens === 1, `the token of ${jobId} comes back`)
  output.line(
    `   after ${afterMinutes} min  ${errorCode.padEnd(16)} 1 token back, balance ${newBalance}, told with resultId ${event?.resultId}`,
  )
  return { jobId, code: errorCode, afterMinutes, refundedTokens }
}

function instantAfter(databasePath: string): number {
  const { db, close } = openReadOnly(databasePath)
  try {
    return newestInstant(db) + 1
  } finally {
    close()
  }
}
