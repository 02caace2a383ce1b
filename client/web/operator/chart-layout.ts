// Where the states of a statechart are drawn: columns by how far a state is from the first, nested states one below
// the other in theirs. It knows no machine; any chart of two levels can be laid out. How a line runs is chart-lines.ts's.
import { laneGap, lanesOf, linesOf } from './chart-lines.ts'
import { type Box, type Chart, type Line, outerOf } from './chart-parts.ts'

export interface Layout {
  readonly width: number
  readonly height: number
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
}

const leaf = { width: 118, height: 36 }
const gap = { x: 74, y: 30, inner: 30 }
/** On the right there is room for the lines from one nested state to another. */
const pad = { top: 34, side: 16, bows: 50 }
const margin = 14

export function layoutOf(chart: Chart): Layout {
  const tops = chart.states.filter(({ parent }) => parent === null)
  const columns = columnsOf(
    chart,
    tops.map(({ id }) => id),
  )
  const sizes = new Map(tops.map(({ id }) => [id, sizeOf(chart, id)]))
  const tall = (ids: readonly string[]) =>
    ids.reduce((sum, id) => sum + (sizes.get(id)?.height ?? 0), (ids.length - 1) * gap.y)
  const height = Math.max(...columns.map(tall))
  const columnOf = (id: string) => columns.findIndex((ids) => ids.includes(outerOf(id)))
  const lanes = lanesOf(chart, columnOf)
  const above = margin + lanes.above.length * laneGap
  const boxes: Box[] = []
  let x = margin
  for (const ids of columns) {
    const width = Math.max(...ids.map((id) => sizes.get(id)?.width ?? 0))
    let y = above + (height - tall(ids)) / 2
    for (const id of ids) {
      const size = sizes.get(id) ?? leaf
      boxes.push(...boxesOf(chart, id, x + (width - size.width) / 2, y, size))
      y += size.height + gap.y
    }
    x += width + gap.x
  }
  return {
    width: x - gap.x + margin,
    height: above + height + margin + lanes.below.length * laneGap,
    boxes,
    lines: linesOf(chart, { boxes, columnOf, lanes, top: above, bottom: above + height }),
  }
}

const childrenOf = (chart: Chart, id: string) => chart.states.filter(({ parent }) => parent === id)

function sizeOf(chart: Chart, id: string): { width: number; height: number } {
  const n = childrenOf(chart, id).length
  if (n === 0) return leaf
  return {
    width: leaf.width + pad.side + pad.bows,
    height: pad.top + n * leaf.height + (n - 1) * gap.inner + pad.side,
  }
}

/** Each state in the column after the last one that leads to it, ways back left out. */
function columnsOf(chart: Chart, tops: readonly string[]): string[][] {
  const rank = new Map<string, number>()
  const isFinal = (id: string) => chart.states.some((state) => state.id === id && state.isFinal)
  const visit = (id: string, at: number, way: readonly string[]) => {
    if (way.includes(id) || (rank.get(id) ?? -1) >= at) return
    rank.set(id, at)
    const next = chart.moves.filter(({ from }) => outerOf(from) === id).map(({ to }) => outerOf(to))
    for (const to of new Set(next)) visit(to, at + 1, [...way, id])
  }
  const first = chart.states.find(({ parent, isInitial }) => parent === null && isInitial)
  if (first) visit(first.id, 0, [])
  const last = Math.max(0, ...rank.values())
  const columns: string[][] = Array.from({ length: last + 1 }, () => [])
  for (const id of tops) columns[isFinal(id) ? last : (rank.get(id) ?? 0)]?.push(id)
  return columns.filter((ids) => ids.length > 0)
}

function boxesOf(
  chart: Chart,
  id: string,
  x: number,
  y: number,
  size: { width: number; height: number },
): Box[] {
  const children = childrenOf(chart, id)
  const state = chart.states.find((each) => each.id === id)
  const { name = id, isFinal = false } = state ?? {}
  const own: Box = { id, name, isFinal, isOuter: children.length > 0, x, y, ...size }
  return [
    own,
    ...children.map((child, index) => ({
      id: child.id,
      name: child.name,
      isFinal: child.isFinal,
      isOuter: false,
      x: x + pad.side,
      y: y + pad.top + index * (leaf.height + gap.inner),
      ...leaf,
    })),
  ]
}
