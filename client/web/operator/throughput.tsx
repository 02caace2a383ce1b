// What ended in each half hour of the last day, as a strip of bars; the same figures stand below it as a table.
import { useLanguage } from '../i18n/messages.tsx'
import { timeIn, Wide } from './parts.tsx'
import type { Admin } from './questions.ts'
import { useWords } from './words.tsx'

type Slot = Admin['overview']['throughput'][number]

const height = 64
const step = 14

export function Throughput({ slots }: { readonly slots: readonly Slot[] }) {
  const w = useWords()
  const { locale } = useLanguage()
  const most = Math.max(1, ...slots.map(({ completed, failed }) => completed + failed))
  const sum = (of: 'completed' | 'failed') => slots.reduce((total, slot) => total + slot[of], 0)
  const some = slots.filter(({ completed, failed }) => completed + failed > 0)
  return (
    <figure className="strip">
      <figcaption>
        <strong>{w.overview.strip}</strong>{' '}
        <span className="quiet">{w.overview.stripSum(sum('completed'), sum('failed'))}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${slots.length * step} ${height + 2}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {slots.map((slot, index) => (
          <Bar key={slot.at} slot={slot} x={index * step} most={most} />
        ))}
        <path className="strip-base" d={`M0 ${height + 1}H${slots.length * step}`} />
      </svg>
      <div className="strip-ends quiet" aria-hidden="true">
        <span>{timeIn(locale, slots[0]?.at ?? 0).slice(0, 5)}</span>
        <span>{timeIn(locale, slots.at(-1)?.at ?? 0).slice(0, 5)}</span>
      </div>
      <details>
        <summary>{w.overview.stripTable}</summary>
        <Wide label={w.overview.strip}>
          <table>
            <thead>
              <tr>
                <th scope="col">{w.overview.from}</th>
                <th scope="col" className="num">
                  {w.states.completed}
                </th>
                <th scope="col" className="num">
                  {w.states.failed}
                </th>
              </tr>
            </thead>
            <tbody>
              {some.map((slot) => (
                <tr key={slot.at}>
                  <th scope="row">{timeIn(locale, slot.at)}</th>
                  <td className="num">{slot.completed}</td>
                  <td className="num">{slot.failed}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      </details>
    </figure>
  )
}

interface BarProps {
  readonly slot: Slot
  readonly x: number
  readonly most: number
}

function Bar({ slot: { completed, failed }, x, most }: BarProps) {
  const tall = (n: number) => (n / most) * height
  const failedTop = height - tall(failed)
  return (
    <g>
      <rect className="bar-bad" x={x + 1} y={failedTop} width={step - 3} height={tall(failed)} />
      <rect
        className="bar-good"
        x={x + 1}
        y={failedTop - tall(completed)}
        width={step - 3}
        height={tall(completed)}
      />
    </g>
  )
}
