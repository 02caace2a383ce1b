// What does a service cost that has nothing to do but a thousand jobs waiting with live actors?
import { type Benchmark, figure, pause, requireDone } from './harness.ts'
import { instantAssessment, shortProfile } from './payloads.ts'
import { Subject } from './service.ts'

export const idle: Benchmark = {
  name: 'idle',
  question: 'What does a service cost that has nothing to do?',
  run: async ({ quick, folder, say }) => {
    const assessment = instantAssessment(() => Promise.resolve(shortProfile()))
    const subject = await new Subject({ folder, file: 'service.db', assessment }).start({
      dispatches: false,
    })
    await Promise.all(Array.from({ length: 1_000 }, (_, index) => subject.submit(index)))
    requireDone('live actors', subject.runtime.supervisor.live, 1_000)
    await pause(1_000)
    const seconds = quick ? 4 : 20
    say(`watching for ${seconds} s`)
    const before = process.cpuUsage()
    await pause(seconds * 1_000)
    const { user, system } = process.cpuUsage(before)
    subject.stop()
    const percent = (user + system) / 1e4 / seconds
    return [
      figure(
        {
          benchmark: 'idle',
          measure: 'processor time with 1,000 waiting jobs',
          unit: '%',
          aim: { text: '< 1 %', isMet: percent < 1 },
        },
        [percent],
      ),
    ]
  },
}
