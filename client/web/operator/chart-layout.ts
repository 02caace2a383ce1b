// Where the states of a statechart are drawn: columns by how far a state is from the first, nested states one below
// the other in theirs. It knows no machine; any chart of two levels can be laid out.
import type { Admin } from './questions.ts'

export type Chart = Admin['about']['statechart']

export interface Box {
  readonly id: string
  readonly name: string
  readonly isFinal: boolean
  readonly isOuter: boolean
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Line {
  readonly from: string
  readonly to: string
  readonly path: string
  /** What leads along it. */
  readonly events: readonly string[]
}

export interface Layout {
  readonly width: number
  readonly height: number
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
}

const leaf = { width: 118, height: 36 }
const gap = { x: 74, y: 30, inner: 30 }
const pad = { top: 34, side: 16 }
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
  const boxes: Box[] = []
  let x = margin
  for (const ids of columns) {
    const width = Math.max(...ids.map((id) => sizes.get(id)?.width ?? 0))
    let y = margin + (height - tall(ids)) / 2
    for (const id of ids) {
      const size = sizes.get(id) ?? leaf
      boxes.push(...boxesOf(chart, id, x + (width - size.width) / 2, y, size))
      y += size.height + gap.y
    }
    x += width + gap.x
  }
  return {
    width: x - gap.x + margin,
    height: height + 2 * margin,
    boxes,
    lines: linesOf(chart, boxes),
  }
}

const childrenOf = (chart: Chart, id: string) => chart.states.filter(({ parent }) => parent === id)

const outerOf = (id: string): string => id.split('.')[0] ?? id

/** Drawn are two levels: what lies deeper is drawn as what it lies in. */
export const drawnOf = (id: string): string => id.split('.').slice(0, 2).join('.')

function sizeOf(chart: Chart, id: string): { width: number; height: number } {
  const n = childrenOf(chart, id).length
  if (n === 0) return leaf
  return {
    width: leaf.width + 2 * pad.side + 20,
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

/** One line for all moves between two boxes; where it stays there is none. */
function linesOf(chart: Chart, boxes: readonly Box[]): Line[] {
  const byWay = new Map<string, { from: string; to: string; events: Set<string> }>()
  for (const move of chart.moves) {
    const [from, to] = [drawnOf(move.from), drawnOf(move.to)]
    if (from === to) continue
    const way = byWay.get(`${from} ${to}`) ?? { from, to, events: new Set<string>() }
    way.events.add(move.on)
    byWay.set(`${from} ${to}`, way)
  }
  const boxOf = (id: string) => boxes.find((box) => box.id === id)
  return [...byWay.values()].flatMap(({ from, to, events }) => {
    const [a, b] = [boxOf(from), boxOf(to)]
    return a && b ? [{ from, to, path: pathBetween(a, b), events: [...events] }] : []
  })
}

function pathBetween(a: Box, b: Box): string {
  const middle = (box: Box) => box.y + (box.isOuter ? 17 : box.height / 2)
  if (a.x === b.x || Math.abs(a.x - b.x) < leaf.width) {
    // One below the other: a bow on the right, down outside of up.
    const bow = a.y < b.y ? 26 : 14
    const [x1, x2] = [a.x + a.width, b.x + b.width]
    const [y1, y2] = [middle(a) + 5, middle(b) - 5]
    return `M${x1} ${y1}C${x1 + bow} ${y1} ${x2 + bow} ${y2} ${x2 + 2} ${y2}`
  }
  const [x1, y1, x2, y2] = [a.x + a.width, middle(a), b.x - 2, middle(b)]
  const reach = Math.max(30, (x2 - x1) / 2)
  return `M${x1} ${y1}C${x1 + reach} ${y1} ${x2 - reach} ${y2} ${x2} ${y2}`
}
