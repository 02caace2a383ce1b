// A result as it is read: three sentences, the picture behind them, careers with their reasons, the rest, and how
// sure it is. What is not there is left out; what no part knows is shown as it is.
import { useLocalised } from '../api/localised.ts'
import { type Profile, readProfile } from '../api/profile.ts'
import { readScores, type Scores } from '../api/scores.ts'
import { dateOf } from '../i18n/format.ts'
import type { Locale } from '../i18n/locale.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { Careers } from './careers.tsx'
import { Growth, Lines, Part } from './result-parts.tsx'
import { ScoreCharts } from './score-charts.tsx'

interface ResultViewProps {
  readonly assessmentName: string
  readonly createdAt: number
  readonly analyzer: string | null
  /** What was submitted; null where it is not shown. */
  readonly data: unknown
  readonly profile: unknown
}

export function ResultView(props: ResultViewProps) {
  const { locale } = useLanguage()
  const told = useLocalised(props.profile, locale)
  const profile = readProfile(told.profile)
  const scores = readScores(props.data)
  return (
    <article>
      <Head {...props} read={profile} lang={told.lang} />
      {scores && <ScoreCharts scores={scores} />}
      <div lang={told.lang}>
        <Lines
          title={(m) => m.result.strengthsText}
          intro={profile.text('strengthSummary')}
          items={profile.lines('strengths')}
        />
        <Careers careers={profile.careers} more={profile.analysis?.moreCareers ?? []} />
        <Growth profile={profile} />
      </div>
      {profile.isEmpty && <Plain value={props.profile} />}
      <Confidence profile={profile} scores={scores} />
      <Sources analyzer={props.analyzer} profile={profile} />
    </article>
  )
}

interface HeadProps extends ResultViewProps {
  readonly read: Profile
  readonly lang: Locale
}

function Head({ assessmentName, createdAt, read, lang }: HeadProps) {
  const { m, locale } = useLanguage()
  const code = read.analysis?.code
  return (
    <header className="result-head">
      <p className="eyebrow">
        {assessmentName} · {m.result.of(dateOf(locale, createdAt))}
      </p>
      <h1 {...(read.archetype !== undefined && { lang })}>{read.archetype ?? m.result.title}</h1>
      {code !== undefined && (
        <p>
          <span className="code">{m.result.code(code)}</span>
        </p>
      )}
      {read.sentences.length > 0 && (
        <ul className="brief" lang={lang} aria-label={m.result.brief}>
          {read.sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      {locale !== lang && read.archetype !== undefined && (
        <p className="eyebrow">{m.result.written}</p>
      )}
    </header>
  )
}

function Confidence(props: { readonly profile: Profile; readonly scores: Scores | undefined }) {
  const m = useMessages()
  const { analysis } = props.profile
  if (analysis?.clarity === undefined) return null
  const clarity: Partial<Record<string, string>> = m.result.clarity
  const consistency: Partial<Record<string, string>> = m.result.consistency
  return (
    <Part title={m.result.confidence}>
      <div className="stack keep">
        <p>{clarity[analysis.clarity]}</p>
        {analysis.differentiation !== undefined && (
          <p>{m.result.spread(analysis.differentiation)}</p>
        )}
        {analysis.consistency !== undefined && <p>{consistency[analysis.consistency]}</p>}
      </div>
    </Part>
  )
}

function Sources(props: { readonly analyzer: string | null; readonly profile: Profile }) {
  const m = useMessages()
  const { isEmpty, analysis } = props.profile
  return (
    <Part title={m.result.sources}>
      <div className="fine keep">
        {props.analyzer !== null && <p>{m.result.madeBy(props.analyzer)}</p>}
        {!isEmpty && <p>{m.result.method}</p>}
        {analysis?.sources.map(({ name, notice }) => (
          <p key={name} lang="en">
            {name}. {notice}
          </p>
        ))}
        <p>{m.result.notThis}</p>
      </div>
    </Part>
  )
}

/** The result of an assessment that these pages know nothing of. */
function Plain({ value }: { readonly value: unknown }) {
  const m = useMessages()
  const entries = typeof value === 'object' && value !== null ? Object.keys(value) : []
  if (entries.length === 0) return null
  return (
    <Part title={m.result.plain}>
      <pre>{JSON.stringify(value, null, 2)}</pre>
    </Part>
  )
}
