import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { describePersona } from '../../../src/assessments/talent-mapping/profile.ts'
import {
  createTalentMapping,
  talentMappingName,
} from '../../../src/assessments/talent-mapping/talent-mapping.ts'
import type { AnalysisContext, AssessmentDefinition } from '../../../src/domain/assessment.ts'
import { demoPersons, personWith } from './people.ts'

const contextOf = (jobId: string): AnalysisContext => ({
  signal: new AbortController().signal,
  jobId,
  attempt: 1,
  heartbeat: () => {},
  progress: () => {},
})

test('given the definition, when it is made, then it is what submissions name by default and starts no thread', () => {
  const threads: Worker[] = []
  const note = (thread: Worker) => threads.push(thread)
  process.on('worker', note)

  const definition: AssessmentDefinition = createTalentMapping()

  process.off('worker', note)
  expect(definition.name).toBe('AI-Driven Talent Mapping')
  expect(talentMappingName).toBe(definition.name)
  expect(definition.analyzer).toMatchObject({ name: 'offline', version: '2.0.0' })
  expect(threads).toEqual([])
})

test('given the demo persons and twenty others at once, when a thread analyses them, then the profiles are valid and the same as without one', async () => {
  const { analyzer, result } = createTalentMapping({ threadsMax: 2 })
  const people = [
    ...Object.values(demoPersons),
    ...Array.from({ length: 20 }, (_, index) => personWith({ interests: { R: index * 5 } })),
  ]

  const profiles = await Promise.all(
    people.map((input, index) => analyzer.analyze(input, contextOf(`J${index}`))),
  )

  expect(profiles).toEqual(people.map((input) => describePersona(input)))
  for (const profile of profiles) expect(result.safeParse(profile).success).toBe(true)
  await analyzer.stop?.()
})

test('given an analyzer in use, when it is stopped, then its threads end', async () => {
  const { analyzer } = createTalentMapping()
  const born = once(process, 'worker')
  await analyzer.analyze(personWith(), contextOf('J1'))
  const [thread] = (await born) as [Worker]
  const ended = once(thread, 'exit')

  await analyzer.stop?.()

  await ended
})

test('given a signal that is aborted, when an analysis is asked for, then it is refused with the reason', async () => {
  const { analyzer } = createTalentMapping()
  const aborted = { ...contextOf('J1'), signal: AbortSignal.abort('cancelled') }

  await expect(analyzer.analyze(personWith(), aborted)).rejects.toBe('cancelled')
})
