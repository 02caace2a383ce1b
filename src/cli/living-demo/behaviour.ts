// What the analysis does in the history of the living demo: the offline analysis itself, after as long as the plan says,
// or the trouble that is planned for a job. It decides nothing.
import { analyze } from '../../assessments/talent-mapping/analyze.ts'
import { talentMappingInput } from '../../assessments/talent-mapping/input.schema.ts'
import { createTalentMapping } from '../../assessments/talent-mapping/talent-mapping.ts'
import { FakeAnalyzer, type Script, type SimulatedClock } from '../../testing/index.ts'
import type { PlannedJob } from './plan.ts'

export class Behaviour {
  readonly definition: ReturnType<typeof createTalentMapping>
  readonly #fake: FakeAnalyzer
  readonly #scripts = new Map<string, Script[]>()

  /** `clock` gives that of the world, which is made after this. */
  constructor(clock: () => SimulatedClock) {
    const definition = createTalentMapping()
    const { name, version } = definition.analyzer
    this.#fake = new FakeAnalyzer({ clock, result: undefined })
    this.definition = {
      ...definition,
      analyzer: {
        name,
        version,
        analyze: (scores, context) => {
          const key = JSON.stringify(talentMappingInput.parse(scores))
          const planned = this.#scripts.get(key)?.shift()
          const script = planned ?? { does: 'succeed' as const, afterMs: 3_000 }
          const does =
            script.does === 'succeed' ? { ...script, result: analyze({ scores }) } : script
          return this.#fake.next(does).analyze(scores, context) as Promise<never>
        },
      },
    }
  }

  plan({ scores, course, takesMs }: PlannedJob): void {
    this.#scripts.set(JSON.stringify(scores), scriptsOf(course, takesMs))
  }
}

function scriptsOf(course: PlannedJob['course'], afterMs: number): Script[] {
  const succeed: Script = { does: 'succeed', afterMs }
  const trouble = { does: 'fail', afterMs: 1_500 } as const
  switch (course) {
    case 'fails':
      return [{ ...trouble, message: 'the scores contradict each other', transient: false }]
    case 'stumbles':
      return [{ ...trouble, message: 'no answer within 1.5 s', transient: true }, succeed]
    case 'hangs':
      return [{ does: 'hang' }]
    default:
      return [succeed]
  }
}
