// The form of 35 scores in three groups. Every field says what it means and, where it is wrong, what is allowed.
import type { ReactNode } from 'react'
import { type Draft, fieldNames, scoreIn } from '../api/draft.ts'
import { interestKeys, strengthsOf, traitKeys, virtues } from '../api/scores.ts'
import type { Problems } from '../api/submission.ts'
import { useMessages } from '../i18n/messages.tsx'
import { Field } from './field.tsx'

interface ScoreFormProps {
  readonly draft: Draft
  readonly problems: Problems
  readonly onChange: (draft: Draft) => void
}

export function ScoreForm({ draft, problems, onChange }: ScoreFormProps) {
  const m = useMessages()
  const { interests, traits, strengths, virtues: virtueNames } = m.words
  const filled = fieldNames.filter((name) => scoreIn(draft.fields[name]) !== undefined).length
  const field = (name: string, label: string, help?: string) => (
    <Field
      key={name}
      label={label}
      help={help}
      error={problems[name]}
      name={name}
      inputMode="numeric"
      autoComplete="off"
      maxLength={6}
      placeholder="0–100"
      value={draft.fields[name] ?? ''}
      onChange={({ currentTarget }) =>
        onChange({ ...draft, fields: { ...draft.fields, [name]: currentTarget.value } })
      }
    />
  )
  return (
    <>
      <Group title={m.submit.interests} help={m.submit.interestsHelp}>
        {interestKeys.map((key) =>
          field(`riasec.${key}`, interests[key].name, interests[key].help),
        )}
      </Group>
      <Group title={m.submit.traits} help={m.submit.traitsHelp}>
        {traitKeys.map((key) => field(`ocean.${key}`, traits[key].name, traits[key].help))}
      </Group>
      <Group title={m.submit.strengths} help={m.submit.strengthsHelp}>
        {virtues.map((virtue) => (
          <div key={virtue} className="virtue">
            <h3>{virtueNames[virtue]}</h3>
            {strengthsOf(virtue).map((key) => field(`viaIs.${key}`, strengths[key]))}
          </div>
        ))}
      </Group>
      <p className="quiet">
        {m.submit.filled(filled, fieldNames.length)} · {m.submit.saved}
      </p>
    </>
  )
}

function Group(props: {
  readonly title: string
  readonly help: string
  readonly children: ReactNode
}) {
  const m = useMessages()
  return (
    <fieldset className="group">
      <legend>
        <h2>{props.title}</h2>
      </legend>
      <p className="quiet">
        {props.help} {m.submit.range[0]?.toUpperCase() + m.submit.range.slice(1)}.
      </p>
      <div className="scores">{props.children}</div>
    </fieldset>
  )
}
