// The scores as pictures, each with its numbers as a table.
import { bandOf, interestKeys, type Scores, traitKeys } from '../api/scores.ts'
import { rankStrengths, StrengthRanks, TraitBars } from '../charts/bars.tsx'
import { Chart } from '../charts/figure.tsx'
import { Hexagon } from '../charts/hexagon.tsx'
import { useMessages } from '../i18n/messages.tsx'
import { Part } from './result-parts.tsx'

export function ScoreCharts({ scores }: { readonly scores: Scores }) {
  const m = useMessages()
  const { columns } = m.result
  const inWords = (score: number) => m.words.bands[bandOf(score)]
  const ranked = rankStrengths(scores.viaIs)
  return (
    <>
      <div className="two">
        <Part title={m.result.interests}>
          <Chart
            title={m.result.interests}
            caption={m.result.interestsCaption}
            columns={[columns.what, columns.score, columns.band]}
            rows={interestKeys.map((key) => [
              m.words.interests[key].name,
              scores.riasec[key],
              inWords(scores.riasec[key]),
            ])}
          >
            <Hexagon scores={scores.riasec} />
          </Chart>
        </Part>
        <Part title={m.result.traits}>
          <Chart
            title={m.result.traits}
            caption={m.result.traitsCaption}
            columns={[columns.what, columns.score, columns.band]}
            rows={traitKeys.map((key) => [
              m.words.traits[key].name,
              scores.ocean[key],
              inWords(scores.ocean[key]),
            ])}
          >
            <TraitBars scores={scores.ocean} />
          </Chart>
        </Part>
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
