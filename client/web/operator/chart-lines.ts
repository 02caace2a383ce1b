// How the lines of a statechart run. One that leads over a column goes round it, above or below all boxes, so that no
// line passes behind a state: a way that is lit can be followed with the eye.
import { type Box, type Chart, drawnOf, type Line } from './chart-parts.ts'

/** Between two lanes, and between a lane and what it goes round. */
export const laneGap = 11

/** The states that lines go round to: each has a lane of its own, which those who lead to it share. */
export interface Lanes {
  readonly above: readonly string[]
  readonly below: readonly string[]
}

type ColumnOf = (id: string) => number

interface Way {
  readonly from: string
  readonly to: string
  readonly events: Set<string>
}

/** Those of the upper half of what is led to go above, the others below. */
export function lanesOf(chart: Chart, columnOf: ColumnOf): Lanes {
  const over = waysOf(chart).filter(({ from, to }) => columnOf(to) > columnOf(from) + 1)
  const order = chart.states.map(({ id }) => id)
  const targets = [...new Set(over.map(({ to }) => to))]
  const rank = (id: string) => {
    const inColumn = order.filter(
      (each) =>
        columnOf(each) === columnOf(id) &&
        each.includes('.') === id.includes('.') &&
        drawnOf(each) === each,
    )
    return inColumn.indexOf(id) / Math.max(1, inColumn.length - 1)
  }
  return {
    above: targets.filter((id) => rank(id) < 0.5),
    below: targets.filter((id) => rank(id) >= 0.5),
  }
}

/** One for all moves between two states that are drawn; where it stays there is none. */
function waysOf(chart: Chart): Way[] {
  const ways = new Map<string, Way>()
  for (const move of chart.moves) {
    const [from, to] = [drawnOf(move.from), drawnOf(move.to)]
    if (from === to) continue
    const way = ways.get(`${from} ${to}`) ?? { from, to, events: new Set<string>() }
    way.events.add(move.on)
    ways.set(`${from} ${to}`, way)
  }
  return [...ways.values()]
}

interface Ground {
  readonly boxes: readonly Box[]
  readonly columnOf: ColumnOf
  readonly lanes: Lanes
  /** Between these all boxes lie. */
  readonly top: number
  readonly bottom: number
}

export function linesOf(chart: Chart, ground: Ground): Line[] {
  const boxOf = (id: string) => ground.boxes.find((box) => box.id === id)
  return waysOf(chart).flatMap(({ from, to, events }) => {
    const [a, b] = [boxOf(from), boxOf(to)]
    return a && b ? [{ from, to, path: pathBetween(a, b, ground), events: [...events] }] : []
  })
}

const middle = (box: Box) => box.y + (box.isOuter ? 17 : box.height / 2)

function pathBetween(a: Box, b: Box, ground: Ground): string {
  const columns = ground.columnOf(b.id) - ground.columnOf(a.id)
  if (columns === 0) return bow(a, b)
  if (columns > 1) return round(a, b, ground)
  const [x1, y1, x2, y2] = [a.x + a.width, middle(a), b.x - 2, middle(b)]
  const reach = Math.max(30, (x2 - x1) / 2)
  return `M${x1} ${y1}C${x1 + reach} ${y1} ${x2 - reach} ${y2} ${x2} ${y2}`
}

/** One below the other: a bow on the right, the wider the farther, and down outside of up. */
function bow(a: Box, b: Box): string {
  const steps = Math.round(Math.abs(a.y - b.y) / (a.height * 1.8))
  const reach = a.y < b.y ? 14 + 16 * steps : 4 + 13 * steps
  const [x1, y1, x2, y2] = [a.x + a.width, middle(a) + 6, b.x + b.width, middle(b) - 6]
  return `M${x1} ${y1}C${x1 + reach} ${y1} ${x2 + reach} ${y2} ${x2 + 2} ${y2}`
}

const corner = 8

/** Out to the lane of its target, along it past what lies between, and in again. */
function round(a: Box, b: Box, { boxes, lanes, top, bottom }: Ground): string {
  const above = lanes.above.indexOf(b.id)
  const below = lanes.below.indexOf(b.id)
  const lane = above >= 0 ? top - (above + 0.6) * laneGap : bottom + (below + 0.6) * laneGap
  const outer = boxes.find((box) => box.isOuter && b.id.startsWith(`${box.id}.`)) ?? b
  const out = a.x + a.width + 16 + 5 * Math.max(above, below)
  const into = outer.x - 14 - 6 * Math.max(above, below)
  const [x1, y1, x2, y2] = [a.x + a.width, middle(a), b.x - 2, middle(b)]
  const [leaving, arriving] = [Math.sign(lane - y1) * corner, Math.sign(y2 - lane) * corner]
  return [
    `M${x1} ${y1}H${out - corner}Q${out} ${y1} ${out} ${y1 + leaving}`,
    `V${lane - leaving}Q${out} ${lane} ${out + corner} ${lane}`,
    `H${into - corner}Q${into} ${lane} ${into} ${lane + arriving}`,
    `V${y2 - arriving}Q${into} ${y2} ${into + corner} ${y2}H${x2}`,
  ].join('')
}
