import { expect, test } from 'vitest'
import { ChangeFeed, jobsNamedMax, noticeMs } from '../../src/actors/change-feed.ts'
import { SimulatedClock } from '../../src/testing/simulated-clock.ts'

function make() {
  const clock = new SimulatedClock()
  const gone = new AbortController()
  const feed = new ChangeFeed({ clock })
  return { clock, gone, feed, stream: feed.watch(gone.signal) }
}

test('a rush is one notice, which names so many jobs and says that there are more', async () => {
  const { clock, gone, feed, stream } = make()
  const first = stream.next()
  feed.note('j0')
  expect((await first).value).toMatchObject({ jobIds: ['j0'], more: false })

  const second = stream.next()
  for (let i = 0; i < jobsNamedMax; i++) feed.note(`j${i}`)
  await clock.advance(noticeMs)
  expect((await second).value).toMatchObject({ more: false })
  const third = stream.next()
  for (let i = 0; i <= jobsNamedMax; i++) feed.note(`j${i}`)
  feed.note()
  await clock.advance(noticeMs)
  const { value } = await third
  expect(value?.jobIds).toHaveLength(jobsNamedMax)
  expect(value?.more).toBe(true)
  gone.abort()
})

test('what changes while a notice is on its way is told with the next', async () => {
  const { clock, gone, feed, stream } = make()
  const first = stream.next()
  feed.note('a')
  await first
  feed.note('b')
  const second = stream.next()
  await clock.advance(noticeMs)
  expect((await second).value?.jobIds).toEqual(['b'])
  gone.abort()
})

test('it ends at once, waiting or pausing, and leaves no timer and no watcher', async () => {
  for (const isPausing of [false, true]) {
    const { clock, gone, feed, stream } = make()
    const first = stream.next()
    if (isPausing) {
      feed.note('a')
      await first
      void stream.next()
    }
    await clock.advance(0)
    gone.abort()
    await stream.return(undefined)
    expect([feed.watching, clock.armed]).toEqual([0, 0])
  }
})
