// How long does the event loop stand still at a steady 1,000 lives of a job a second?
// Everything else in the process, an HTTP answer for one, waits that long at the worst.
import { atSteadyRate, type Benchmark, figure, pause, percentile, requireDone } from './harness.ts'
import { watchLoop } from './loop.ts'
import { instantAssessment, shortProfile } from './payloads.ts'
import { Subject } from './service.ts'

const ratePerSecond = 1_000

export const loopDelay: Benchmark = {
  name: 'loop-delay',
  question: `How long does the loop stand still at ${ratePerSecond} lives a second?`,
  run: async ({ quick, folder, say }) => {
    const profile = shortProfile()
    const assessment = instantAssessment(() => Promise.resolve(profile))
    const subject = await new Subject({ folder, file: 'service.db', assessment }).start()
    const seconds = quick ? 2 : 20
    say(`${ratePerSecond} lives a second for ${seconds} s`)
    const lives: Promise<void>[] = []
    const submitsMs: number[] = []
    const live = async (index: number) => {
      const startedAt = performance.now()
      const { jobId } = await subject.submit(index)
      submitsMs.push(performance.now() - startedAt)
      await subject.ended(jobId)
    }
    const drive = (durationMs: number) =>
      atSteadyRate(
        ratePerSecond,
        (elapsedMs) => elapsedMs > durationMs,
        (index) => void lives.push(live(index)),
      )
    await drive(1_000)
    submitsMs.length = 0
    await pause(50)
    const loop = watchLoop()
    await drive(seconds * 1_000)
    const delay = loop.stop()
    await Promise.all(lives)
    requireDone('completed', subject.count("status = 'completed'"), lives.length)
    subject.stop()
    const at = `at ${ratePerSecond} lives/s`
    const benchmark = 'loop-delay'
    const unit = 'ms'
    return [
      figure(
        {
          benchmark,
          measure: `loop delay ${at}, p99`,
          unit,
          aim: { text: '< 10 ms', isMet: delay.p99Ms < 10 },
        },
        [delay.p99Ms],
      ),
      figure(
        {
          benchmark,
          measure: `loop delay ${at}, max`,
          unit,
          aim: { text: '< 50 ms', isMet: delay.maxMs < 50 },
        },
        [delay.maxMs],
      ),
      figure({ benchmark, measure: `submit ${at}, p99`, unit }, [percentile(submitsMs, 0.99)]),
    ]
  },
}
