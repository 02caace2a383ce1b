// How long from a submission until its analyzer is called, when nothing else is going on?
// Graphile Worker's method: a thousand in a row, each submitted when the one before has ended.
import { type Benchmark, figure, percentile, requireDone } from './harness.ts'
import { instantAssessment, shortProfile } from './payloads.ts'
import { Subject } from './service.ts'

export const startLatency: Benchmark = {
  name: 'start-latency',
  question: 'How long from a submission until its analyzer is called?',
  run: async ({ quick, folder, say, isLate }) => {
    const profile = shortProfile()
    let calledAt = 0
    const assessment = instantAssessment(() => {
      calledAt = performance.now()
      return Promise.resolve(profile)
    })
    const subject = await new Subject({ folder, file: 'service.db', assessment }).start()
    const count = quick ? 300 : 1_000
    const rounds = quick ? 3 : 5
    const p50s: number[] = []
    const p99s: number[] = []
    let made = 0
    for (let round = 0; round <= rounds; round++) {
      if (round > 1 && isLate()) break
      say(`${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${count} in a row`)
      const latencies: number[] = []
      for (let index = 0; index < count; index++) {
        const submittedAt = performance.now()
        await subject.lifecycle(index)
        latencies.push(calledAt - submittedAt)
      }
      made += count
      if (round === 0) continue
      p50s.push(percentile(latencies, 0.5))
      p99s.push(percentile(latencies, 0.99))
    }
    requireDone('completed', subject.count("status = 'completed'"), made)
    subject.stop()
    const p99 = figure(
      { benchmark: 'start-latency', measure: 'submit → analyzer called, p99', unit: 'ms' },
      p99s,
    )
    const p50 = figure(
      { benchmark: 'start-latency', measure: 'submit → analyzer called, p50', unit: 'ms' },
      p50s,
    )
    return [
      { ...p50, aim: { text: '< 1 ms', isMet: p50.median < 1 } },
      { ...p99, aim: { text: '< 6 ms', isMet: p99.median < 6 } },
    ]
  },
}
