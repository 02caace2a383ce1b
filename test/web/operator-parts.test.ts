import { expect, test } from 'vitest'
import { layoutOf } from '../../client/web/operator/chart-layout.ts'
import { csvOf } from '../../client/web/operator/csv.ts'
import { wayOf } from '../../client/web/operator/way.ts'
import { wishOf } from '../../client/web/operator/wish.ts'
import { jobStatechart } from '../../src/machines/statechart.ts'

const { states, moves } = jobStatechart()
const layout = layoutOf({ states: [...states], moves: [...moves] })
const boxOf = (id: string) => {
  const box = layout.boxes.find((each) => each.id === id)
  if (!box) throw new Error(`${id} is not drawn`)
  return box
}

test('every state of two levels has a box of its own, and what lies in one lies within it', () => {
  const drawn = states.filter(({ id }) => id.split('.').length <= 2).map(({ id }) => id)
  expect(layout.boxes.map(({ id }) => id).sort()).toEqual(drawn.sort())
  for (const inner of layout.boxes.filter(({ id }) => id.includes('.'))) {
    const outer = boxOf(inner.id.split('.')[0] ?? '')
    expect(inner.x).toBeGreaterThan(outer.x)
    expect(inner.x + inner.width).toBeLessThan(outer.x + outer.width)
    expect(inner.y).toBeGreaterThan(outer.y)
    expect(inner.y + inner.height).toBeLessThan(outer.y + outer.height)
  }
})

test('the way goes from left to right, and no two boxes lie on each other', () => {
  const xs = ['activating', 'queued', 'processing', 'completed'].map((id) => boxOf(id).x)
  expect([...xs].sort((a, b) => a - b)).toEqual(xs)
  const tops = layout.boxes.filter(({ id }) => !id.includes('.'))
  const clashes = tops.flatMap((a) =>
    tops.filter(
      (b) =>
        a.id < b.id &&
        a.x < b.x + b.width &&
        b.x < a.x + a.width &&
        a.y < b.y + b.height &&
        b.y < a.y + a.height,
    ),
  )
  expect(clashes).toEqual([])
  for (const { x, y, width, height } of layout.boxes) {
    expect(x + width).toBeLessThanOrEqual(layout.width)
    expect(y + height).toBeLessThanOrEqual(layout.height)
  }
})

test('no line passes behind a state that it does not join', () => {
  const crossings = layout.lines.flatMap(({ from, to, path }) =>
    layout.boxes
      .filter(({ id, isOuter }) => !isOuter && id !== from && id !== to)
      .filter((box) => pointsOn(path).some(([x, y]) => isWithin(box, x, y)))
      .map(({ id }) => `${from} to ${to} behind ${id}`),
  )
  expect(crossings).toEqual([])
  for (const [x, y] of layout.lines.flatMap(({ path }) => pointsOn(path))) {
    expect(isWithin({ x: 0, y: 0, width: layout.width, height: layout.height }, x, y)).toBe(true)
  }
})

interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
const isWithin = (box: Place, x: number, y: number) =>
  x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height

/** Points along a path of the signs M, H, V, Q and C, close enough that none steps over a box. */
function pointsOn(path: string): [number, number][] {
  let [x, y] = [0, 0]
  return [...path.matchAll(/([MHVQC])([^MHVQC]*)/g)].flatMap(([, sign, text = '']) => {
    const given = text.trim().split(/[ ,]+/).map(Number)
    const start: [number, number] = [x, y]
    const pairs: [number, number][] =
      sign === 'H'
        ? [[given[0] ?? 0, y]]
        : sign === 'V'
          ? [[x, given[0] ?? 0]]
          : given.flatMap((each, i) => (i % 2 ? [] : [[each, given[i + 1] ?? 0]]))
    ;[x, y] = pairs.at(-1) ?? start
    if (sign === 'M') return pairs
    return Array.from({ length: 40 }, (_, i) => bezier([start, ...pairs], (i + 1) / 40))
  })
}

/** By de Casteljau: between its points, and between those, until one is left. */
function bezier(points: readonly [number, number][], t: number): [number, number] {
  const [first = [0, 0], ...rest] = points
  if (rest.length === 0) return first
  return bezier(
    rest.map(([x, y], i) => {
      const [x0, y0] = points[i] ?? [0, 0]
      return [x0 + (x - x0) * t, y0 + (y - y0) * t]
    }),
    t,
  )
}

test('every move between two boxes has its line, and a line every event that leads along it', () => {
  const line = layout.lines.find(({ from, to }) => from === 'queued' && to === 'failed')
  expect(line?.events).toEqual(
    expect.arrayContaining(['cancel.requested', 'after untilDeadline', 'job.unsupported']),
  )
  expect(layout.lines.filter(({ from, to }) => from === to)).toEqual([])
})

test.each([
  {
    isOutside: false,
    way: ['queued', 'processing', 'processing.analyzing', 'processing.backingOff'],
  },
  { isOutside: true, way: ['queued', 'processing', 'processing.leased', 'processing.claimable'] },
])('the way of a job that was tried twice goes by who analysed it: $way', ({ isOutside, way }) => {
  const events = ['queued', 'processing', 'completed'].map((status) => ({ status }))
  const job = { events, status: 'completed', tries: 2, isOutside } as unknown as Parameters<
    typeof wayOf
  >[1]
  expect(wayOf({ states: [...states], moves: [...moves] }, job)).toEqual([
    ...way,
    way[2],
    'completed',
  ])
})

test('no cell of a CSV file begins as a formula does, and each is one cell', () => {
  const cells = [
    '=1+1',
    '+1',
    '-1',
    '@x',
    '\tx',
    '\rx',
    'a"b',
    'a,b',
    'a\nb',
    'plain',
    '1-2',
    7,
    null,
  ]
  expect(csvOf([cells])).toBe(
    `\ufeff'=1+1,'+1,'-1,'@x,'\tx,"'\rx","a""b","a,b","a\nb",plain,1-2,7,\r\n`,
  )
  expect(csvOf([[-5]])).toBe("\ufeff'-5\r\n")
  // Trimmed, or typed in a wide script, it is one all the same.
  expect(csvOf([[' =1', '\u00a0@x', '＝1', ' a=1']])).toBe("\ufeff' =1,'\u00a0@x,'＝1, a=1\r\n")
})

test('an address that somebody typed asks for nothing that is out of bounds', () => {
  const request = (query: string) =>
    wishOf(new URLSearchParams(query)).request as Partial<Record<string, unknown>>
  expect(request('')).toEqual({ order: 'desc', limit: 50, offset: 0 })
  expect(request('page=3&size=25&order=asc')).toEqual({ order: 'asc', limit: 25, offset: 50 })
  expect(request('page=-1&size=1000&order=up')).toEqual({ order: 'desc', limit: 50, offset: 0 })
  expect(request('page=1e99&from=-1&deleted=yes')['offset']).toBeLessThanOrEqual(10_000_000)
  expect(request(`q=${'x'.repeat(300)}`)['search']).toHaveLength(255)
  expect(request(`status=${'x'.repeat(60)}&code=${'y'.repeat(60)}`)).toMatchObject({
    status: 'x'.repeat(50),
    errorCode: 'y'.repeat(50),
  })
  expect(request('q=%20%20')).not.toHaveProperty('search')
  expect(request('since=hour')['createdFrom']).toBeTypeOf('number')
})
