// The machine's states with the way of one job lit. What is drawn comes from the machine; the way comes from what was
// told of the job.
import { useId } from 'react'
import { type Layout, layoutOf } from './chart-layout.ts'
import { type Chart, drawnOf } from './chart-parts.ts'
import { Wide } from './parts.tsx'
import type { Admin } from './questions.ts'
import { wayOf } from './way.ts'
import { useWords } from './words.tsx'

type Job = Admin['job']

export function Statechart({ chart, job }: { readonly chart: Chart; readonly job: Job }) {
  const w = useWords()
  const way = wayOf(chart, job)
  return (
    <figure className="chart">
      <Wide label={w.job.chart}>
        <Drawing
          layout={layoutOf(chart)}
          way={way}
          here={job.status}
          leads={leadsIn(chart, job.error?.code)}
        />
      </Wide>
      <figcaption>
        <p>{w.job.path(way.filter((id, index) => id !== way[index - 1]).join(' → '))}</p>
        <p className="help">{w.job.chartNote}</p>
      </figcaption>
      <details>
        <summary>{w.job.moves}</summary>
        <Wide label={w.job.moves}>
          <Moves chart={chart} />
        </Wide>
      </details>
    </figure>
  )
}

interface DrawingProps {
  readonly layout: Layout
  readonly way: readonly string[]
  readonly here: string
  readonly leads: (from: string, to: string) => boolean
}

function Drawing({ layout, way, here, leads }: DrawingProps) {
  const arrow = useId()
  const steps = new Set(way.flatMap((id, index) => stepsTo(id, way.slice(0, index), leads)))
  const { width, height, boxes, lines } = layout
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      {[false, true].map((isLit) => (
        <marker
          key={String(isLit)}
          id={`${arrow}-${isLit}`}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path className={isLit ? 'tip lit' : 'tip'} d="M0 0L8 4L0 8z" />
        </marker>
      ))}
      {boxes
        .filter(({ isOuter }) => isOuter)
        .map((box) => (
          <State key={box.id} box={box} isLit={way.includes(box.id)} isHere={here === box.id} />
        ))}
      {[...lines]
        .sort((a, b) => Number(isOn(steps, a)) - Number(isOn(steps, b)))
        .map((line) => (
          <path
            key={`${line.from} ${line.to}`}
            className={isOn(steps, line) ? 'move lit' : 'move'}
            d={line.path}
            markerEnd={`url(#${arrow}-${isOn(steps, line)})`}
          >
            <title>{line.events.join(', ')}</title>
          </path>
        ))}
      {boxes
        .filter(({ isOuter }) => !isOuter)
        .map((box) => (
          <State key={box.id} box={box} isLit={way.includes(box.id)} isHere={here === box.id} />
        ))}
    </svg>
  )
}

const isOn = (steps: ReadonlySet<string>, { from, to }: { from: string; to: string }): boolean =>
  steps.has(`${from} ${to}`)

/** The lines that led here: from the state before, or from what that one lies in, by a move that the end allows. */
function stepsTo(
  id: string,
  before: readonly string[],
  leads: (from: string, to: string) => boolean,
): string[] {
  const last = before.at(-1)
  if (last === undefined) return []
  // Into a state that holds others the line leads to the one it enters.
  const from = id.includes('.') ? before.slice(-2) : [last, last.split('.')[0] ?? last]
  return from.filter((each) => leads(each, id)).map((each) => `${each} ${id}`)
}

/** Whether a move of the chart leads there, with the failure code of this job or with any. */
const leadsIn =
  (chart: Chart, code: string | undefined) =>
  (from: string, to: string): boolean =>
    chart.moves.some(
      (move) =>
        drawnOf(move.from) === from &&
        drawnOf(move.to) === to &&
        (move.code === null || move.code === code),
    )

type Box = Layout['boxes'][number]

function State({ box, isLit, isHere }: { box: Box; isLit: boolean; isHere: boolean }) {
  const { x, y, width, height, name, isOuter, isFinal } = box
  const kind = ['node', isOuter && 'outer', isLit && 'lit', isHere && 'here', isFinal && name]
  return (
    <g className={kind.filter(Boolean).join(' ')}>
      <rect x={x} y={y} width={width} height={height} rx="8" />
      {isFinal && (
        <rect className="inner" x={x + 3} y={y + 3} width={width - 6} height={height - 6} rx="6" />
      )}
      <text x={x + width / 2} y={isOuter ? y + 22 : y + height / 2 + 5}>
        {name}
      </text>
    </g>
  )
}

function Moves({ chart }: { readonly chart: Chart }) {
  const w = useWords()
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{w.job.fromState}</th>
          <th scope="col">{w.job.event}</th>
          <th scope="col">{w.job.guard}</th>
          <th scope="col">{w.job.toState}</th>
          <th scope="col">{w.jobs.code}</th>
        </tr>
      </thead>
      <tbody>
        {chart.moves.map((move) => (
          <tr key={JSON.stringify(move)} className="mono">
            <td>{move.from}</td>
            <td>{move.on}</td>
            <td>{move.guard}</td>
            <td>{move.to}</td>
            <td>{move.code}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
