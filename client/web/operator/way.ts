// Which states of the machine a job went through, from what was told of it. It draws nothing.
import type { Chart } from './chart-parts.ts'
import type { Admin } from './questions.ts'

type Job = Pick<Admin['job'], 'events' | 'status' | 'tries' | 'isOutside'>

/** The states a job was in, in order: from its events, and from tries that failed and were made again. */
export function wayOf(chart: Chart, job: Job): string[] {
  const isState = (id: string) => chart.states.some((state) => state.id === id)
  const told = [...job.events.map(({ status }) => status), job.status].filter(isState)
  const way = told.filter((id, index) => id !== told[index - 1])
  return way.flatMap((id, index) => [id, ...innerOf(chart, job, id, way[index - 1])])
}

/** The machine's word for a move that a worker outside makes. */
const byClaim = 'isClaim'

/** Where a move from `before` leads to inside of `id`, and round again for each try that was made again. */
function innerOf(chart: Chart, job: Job, id: string, before: string | undefined): string[] {
  const inside = (state: string) => state.startsWith(`${id}.`)
  const entries = chart.moves.filter(({ from, to }) => from === before && inside(to))
  const entry = entries.find(({ guard }) => (guard === byClaim) === job.isOutside)?.to
  if (entry === undefined) return []
  const again = chart.moves.find(
    ({ from, to, on }) => from === entry && on === 'analysis.failed' && inside(to),
  )?.to
  const rounds = again === undefined ? 0 : Math.max(0, job.tries - 1)
  return [entry, ...Array.from({ length: rounds }, () => [again ?? entry, entry]).flat()]
}
