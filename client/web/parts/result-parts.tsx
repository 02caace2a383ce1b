// The parts of a result that are text: lists with a line of introduction, each left out where it has nothing to say.
import type { ReactNode } from 'react'
import type { Profile } from '../api/profile.ts'
import { type Messages, useLanguage, useMessages } from '../i18n/messages.tsx'

export function Part(props: {
  readonly title: string
  readonly className?: string
  readonly children: ReactNode
}) {
  const { locale } = useLanguage()
  return (
    <section className={`part ${props.className ?? ''}`}>
      <h2 lang={locale}>{props.title}</h2>
      {props.children}
    </section>
  )
}

interface LinesProps {
  readonly title: (m: Messages) => string
  readonly intro?: string | undefined
  readonly items?: readonly string[]
}

export function Lines({ title, intro, items = [] }: LinesProps) {
  const m = useMessages()
  if (intro === undefined && items.length === 0) return null
  return (
    <Part title={title(m)}>
      {intro !== undefined && <p>{intro}</p>}
      {items.length > 0 && (
        <ul className="list">
          {items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )}
    </Part>
  )
}

/** Everything about learning, working and growing. */
export function Growth({ profile }: { readonly profile: Profile }) {
  const { text, lines, people, books, activities } = profile
  const m = useMessages()
  const levels: Partial<Record<string, string>> = m.words.levels
  const risk = text('riskTolerance')
  return (
    <div className="two">
      <Lines title={({ result }) => result.motivators} items={lines('coreMotivators')} />
      <Lines title={({ result }) => result.insights} items={lines('insights')} />
      <Lines
        title={({ result }) => result.weaknesses}
        intro={text('weaknessSummary')}
        items={lines('weaknesses')}
      />
      <Lines title={({ result }) => result.pitfalls} items={lines('possiblePitfalls')} />
      <Lines title={({ result }) => result.learning} intro={text('learningStyle')} />
      <Lines title={({ result }) => result.environment} intro={text('workEnvironment')} />
      <Lines title={({ result }) => result.skills} items={lines('skillSuggestion')} />
      <Lines title={({ result }) => result.activities} items={activities} />
      <Lines
        title={({ result }) => result.books}
        items={books.map(({ title, author, reason }) => `${title} (${author}). ${reason}`)}
      />
      <Lines
        title={({ result }) => result.roleModels}
        items={people.map(({ name, title }) => `${name}: ${title}`)}
      />
      <Lines
        title={({ result }) => result.risk}
        intro={risk === undefined ? undefined : (levels[risk] ?? risk)}
      />
    </div>
  )
}
