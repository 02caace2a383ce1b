// The scores as pictures, each with its numbers as a table.
import type { ReactNode } from 'react'
import { bandOf, interestKeys, type Scores, traitKeys } from '../api/scores.ts'
import { rankStrengths, StrengthRanks, TraitBars } from '../charts/bars.tsx'
import { Chart } from '../charts/figure.tsx'
import { Hexagon } from '../charts/hexagon.tsx'
import { useMessages } from '../i18n/messages.tsx'
import { Part } from './result-parts.tsx'

export function ScoreCharts({ scores }: { readonly scores: Scores }) {
  const m = useMessages()
  const { columns } = m.result
  const ranked = rankStrengths(scores.viaIs)
  return (
    <>
      <div className="two">
        <BandChart
          title={m.result.interests}
          caption={m.result.interestsCaption}
          rows={interestKeys.map((key) => [m.words.interests[key].name, scores.riasec[key]])}
        >
          <Hexagon scores={scores.riasec} />
        </BandChart>
        <BandChart
          title={m.result.traits}
          caption={m.result.traitsCaption}
          rows={traitKeys.map((key) => [m.words.traits[key].name, scores.ocean[key]])}
        >
          <TraitBars scores={scores.ocean} />
        </BandChart>
      </div>
      <Part title={m.result.strengths}>
        <Chart
          title={m.result.strengths}
          caption={m.result.strengthsCaption}
          columns={[columns.what, columns.rank, columns.score, columns.virtue]}
          rows={ranked.map(({ key, rank, score, virtue }) => [
            m.words.strengths[key],
            rank,
            score,
            m.words.virtues[virtue],
          ])}
        >
          <StrengthRanks ranked={ranked} />
        </Chart>
      </Part>
    </>
  )
}

interface BandChartProps {
  readonly title: string
  readonly caption: string
  readonly rows: readonly (readonly [name: string, score: number])[]
  readonly children: ReactNode
}

/** A picture of scores, whose table says the band of each in words. */
function BandChart({ title, caption, rows, children }: BandChartProps) {
  const m = useMessages()
  const { columns } = m.result
  return (
    <Part title={title}>
      <Chart
        title={title}
        caption={caption}
        columns={[columns.what, columns.score, columns.band]}
        rows={rows.map(([name, score]) => [name, score, m.words.bands[bandOf(score)]])}
      >
        {children}
      </Chart>
    </Part>
  )
}
