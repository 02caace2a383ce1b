import { expect, test } from 'vitest'
import { runChaos } from '../../proof/chaos/chaos.ts'
import { places } from '../../proof/chaos/plan.ts'

const kills = 20
const seed = 122

test('given a service killed at every named place and by every fault, then nothing is lost, done twice or late', async () => {
  const { tally, folder } = await runChaos({ kills, seed })

  expect(tally.findings, `the files are in ${folder}`).toEqual([])
  expect([...tally.reached.keys()]).toEqual(places)
  expect(tally.counts.kills).toBeGreaterThanOrEqual(kills)
  expect(tally.counts.clients).toBeGreaterThanOrEqual(20)
  expect(tally.counts.acked).toBeGreaterThan(100)
  expect(tally.counts.told).toBeGreaterThan(100)
}, 600_000)
