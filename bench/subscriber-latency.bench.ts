// How long from a commit until its event is in a subscriber's hands, at 1,000 jobs a second?
// Subscribers sit in the same process, one for each user; the network has a benchmark of its own.
import { setMaxListeners } from 'node:events'
import { atSteadyRate, type Benchmark, figure, percentile, requireDone } from './harness.ts'
import { instantAssessment, shortProfile } from './payloads.ts'
import { Subject, userId, usersMax } from './service.ts'

const ratePerSecond = 1_000

export const subscriberLatency: Benchmark = {
  name: 'subscriber-latency',
  question: `How long from a commit to the subscriber, at ${ratePerSecond} jobs a second?`,
  run: async ({ quick, folder, say }) => {
    const profile = shortProfile()
    let committedAt = 0
    const subject = await new Subject({
      folder,
      file: 'service.db',
      assessment: instantAssessment(() => Promise.resolve(profile)),
      crashPoint: (name) => {
        if (name === 'after-commit') committedAt = performance.now()
      },
    }).start()
    // The log tells what is committed while that commit is still the latest.
    const committed = new Map<string, number>()
    subject.onLog = (event, jobId) => committed.set(`${eventOf(event)} ${jobId}`, committedAt)
    const stop = new AbortController()
    setMaxListeners(0, stop.signal)
    const latencies: number[] = []
    let received = 0
    const subscribe = async (user: string) => {
      for await (const event of subject.runtime.feed.after(user, 0, stop.signal)) {
        received++
        const key = `${event.eventType} ${event.jobId}`
        const since = committed.get(key)
        committed.delete(key)
        if (since !== undefined) latencies.push(performance.now() - since)
      }
    }
    const subscriptions = Array.from({ length: usersMax }, (_, index) => subscribe(userId(index)))
    const seconds = quick ? 2 : 15
    say(`${usersMax} subscribers, ${ratePerSecond} jobs a second for ${seconds} s`)
    const lives: Promise<void>[] = []
    const warmUpMs = 1_000
    await atSteadyRate(
      ratePerSecond,
      (elapsedMs) => elapsedMs > warmUpMs + seconds * 1_000,
      (index) => {
        if (index === ratePerSecond) latencies.length = 0
        lives.push(subject.lifecycle(index))
      },
    )
    await Promise.all(lives)
    stop.abort()
    await Promise.all(subscriptions)
    requireDone('events received', received, 3 * lives.length)
    subject.stop()
    const of = (share: number) => percentile(latencies, share)
    const measure = (name: string) => `commit → subscriber at ${ratePerSecond} jobs/s, ${name}`
    const unit = 'ms'
    const benchmark = 'subscriber-latency'
    return [
      figure(
        {
          benchmark,
          measure: measure('p50'),
          unit,
          aim: { text: '< 2 ms', isMet: of(0.5) < 2 },
        },
        [of(0.5)],
      ),
      figure(
        {
          benchmark,
          measure: measure('p99'),
          unit,
          aim: { text: '< 15 ms', isMet: of(0.99) < 15 },
        },
        [of(0.99)],
      ),
    ]
  },
}

const eventOf = (logged: string): string =>
  logged === 'job.processing' ? 'analysis.started' : logged.replace('job.', 'analysis.')
