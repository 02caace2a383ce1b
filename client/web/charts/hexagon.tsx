// The six interests on Holland's hexagon. It draws; the table beside it says the same in numbers.
import type { InterestKey } from '../api/scores.ts'
import { interestKeys } from '../api/scores.ts'
import { useMessages } from '../i18n/messages.tsx'

const radius = 100
const rings = [25, 50, 75, 100]

/** Where a score lies on the axis of the interest at `index`; the first points up. */
function at(index: number, score: number): { x: number; y: number } {
  const angle = (Math.PI / 3) * index - Math.PI / 2
  const length = (radius * score) / 100
  return { x: rounded(length * Math.cos(angle)), y: rounded(length * Math.sin(angle)) }
}

const rounded = (value: number): number => Math.round(value * 10) / 10

const outline = (scoreOf: (index: number) => number): string =>
  interestKeys
    .map((_key, index) => at(index, scoreOf(index)))
    .map(({ x, y }) => `${x},${y}`)
    .join(' ')

export function Hexagon({ scores }: { readonly scores: Readonly<Record<InterestKey, number>> }) {
  const m = useMessages()
  const name = (key: InterestKey) => m.words.interests[key].name
  const label = interestKeys.map((key) => `${name(key)} ${scores[key]}`).join(', ')
  return (
    <svg className="hexagon" viewBox="-172 -136 344 272" role="img" aria-label={label}>
      {rings.map((ring) => (
        <polygon key={ring} className="ring" points={outline(() => ring)} />
      ))}
      {interestKeys.map((key, index) => {
        const { x, y } = at(index, 100)
        return <line key={key} className="axis" x1="0" y1="0" x2={x} y2={y} />
      })}
      <polygon
        className="shape"
        points={outline((index) => scores[interestKeys[index] ?? 'social'])}
      />
      {interestKeys.map((key, index) => {
        const { x, y } = at(index, scores[key])
        return <circle key={key} className="corner" cx={x} cy={y} r="3.4" />
      })}
      {interestKeys.map((key, index) => {
        const { x, y } = at(index, 118)
        const anchor = Math.abs(x) < 1 ? 'middle' : x > 0 ? 'start' : 'end'
        return (
          <text key={key} x={rounded(x * 0.96)} y={y} textAnchor={anchor}>
            <tspan className="name">{name(key)}</tspan>
            <tspan className="number" x={rounded(x * 0.96)} dy="14">
              {scores[key]}
            </tspan>
          </text>
        )
      })}
    </svg>
  )
}
