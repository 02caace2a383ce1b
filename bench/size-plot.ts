// Draws what a job costs against how many there are already: flat lines are the aim. Plain SVG, in colours
// that can be told apart on white and on black.
import type { Figure } from './harness.ts'
import type { Results } from './table.ts'

interface Point {
  readonly size: number
  readonly costUs: number
  readonly min: number
  readonly max: number
}

const width = 720
const height = 400
const left = 80
const right = 150
const top = 50
const bottom = 70
const title = 'Cost of a job against the number of jobs in the file'
const colours = ['#1f77b4', '#d9730d']

/** Undefined where the run had no benchmark `size`. */
export function drawSize({ figures, machine }: Results): string | undefined {
  const series = new Map<string, Point[]>()
  for (const figure of figures) {
    const [, what, size] = /^cost of a (\w+) beside ([\d,]+) jobs$/.exec(figure.measure) ?? []
    if (what === undefined || size === undefined) continue
    series.set(what, [...(series.get(what) ?? []), pointOf(figure, size)])
  }
  const all = [...series.values()].flat()
  if (all.length === 0) return undefined
  const sizes = [...new Set(all.map(({ size }) => size))].sort((a, b) => a - b)
  const step = niceStep(Math.max(...all.map(({ max }) => max)) / 5)
  const topUs = step * Math.ceil(Math.max(...all.map(({ max }) => max)) / step)
  const scale = {
    x: (size: number) => rounded(left + share(Math.log10(size), sizes) * (width - left - right)),
    y: (costUs: number) => rounded(height - bottom - (costUs / topUs) * (height - top - bottom)),
  }
  const yTicks = Array.from({ length: Math.round(topUs / step) + 1 }, (_, index) => index * step)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" fill="#777">`,
    '<title>Cost of a job against the number of jobs in the file</title>',
    `<title>${title}</title>`,
    text(left, 24, title, 'start', 'font-size="16"'),
    ...yTicks.flatMap((cost) => [
      `<line x1="${left}" x2="${width - right}" y1="${scale.y(cost)}" y2="${scale.y(cost)}" stroke="#888" stroke-opacity="0.3"/>`,
      text(left - 8, scale.y(cost) + 4, cost.toLocaleString('en'), 'end'),
    ]),
    ...sizes.map((size) =>
      text(scale.x(size), height - bottom + 20, size.toLocaleString('en'), 'middle'),
    ),
    text((left + width - right) / 2, height - bottom + 45, 'jobs in the file', 'middle'),
    text(
      0,
      0,
      'µs a job, 64 in flight',
      'middle',
      `transform="translate(20 ${height / 2}) rotate(-90)"`,
    ),
    ...[...series].flatMap(([what, points], index) =>
      drawSeries(what, points, colours[index % colours.length] ?? '#777', scale),
    ),
    text(width - 10, height - 8, `${machine.date}, ${machine.cpus}; bars: least and most`, 'end'),
    '</svg>',
    '',
  ].join('\n')
}

const names: Readonly<Record<string, string>> = { life: 'whole life', submit: 'submission' }

const pointOf = ({ median, min, max }: Figure, size: string): Point => ({
  size: Number(size.replaceAll(',', '')),
  costUs: median,
  min,
  max,
})

function drawSeries(
  what: string,
  points: readonly Point[],
  colour: string,
  { x, y }: { x: (size: number) => number; y: (costUs: number) => number },
): string[] {
  const path = points.map(({ size, costUs }) => `${x(size)},${y(costUs)}`).join(' ')
  const last = points.at(-1)
  return [
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...points.flatMap(({ size, costUs, min, max }) => [
      `<line x1="${x(size)}" x2="${x(size)}" y1="${y(min)}" y2="${y(max)}" stroke="${colour}"/>`,
      `<circle cx="${x(size)}" cy="${y(costUs)}" r="4" fill="${colour}"/>`,
    ]),
    ...(last
      ? [
          text(
            x(last.size) + 12,
            y(last.costUs) + 4,
            names[what] ?? what,
            'start',
            `fill="${colour}"`,
          ),
        ]
      : []),
  ]
}

/** Where `value` lies between the least and the greatest size, on the logarithmic axis. */
function share(value: number, sizes: readonly number[]): number {
  const least = Math.log10(sizes[0] ?? 1)
  const range = Math.log10(sizes.at(-1) ?? 10) - least
  return range === 0 ? 0.5 : (value - least) / range
}

const rounded = (pixels: number): number => Math.round(pixels * 10) / 10

/** 1, 2 or 5 times a power of ten, at least `step`. */
function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step))
  return [1, 2, 5, 10].map((factor) => factor * power).find((nice) => nice >= step) ?? step
}

const text = (x: number, y: number, content: string, anchor: string, more = ''): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}"${more && ` ${more}`}>${content}</text>`
