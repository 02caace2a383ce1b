// How scores are entered: by form or pasted, an example person for those who want to look first, and for which
// assessment where there are several.
import type { inferRouterOutputs } from '@trpc/server'
import example from '../../../examples/talent-mapping.json'
import type { AppRouter } from '../../../src/router/index.ts'
import { type Draft, emptyDraft, fieldsIn } from '../api/draft.ts'
import { talentMapping } from '../api/scores.ts'
import { useMessages } from '../i18n/messages.tsx'

export type Offer = inferRouterOutputs<AppRouter>['assessment']['offers']['offers'][number]

/** The offer that a draft is for: the one chosen, else the first. */
export const offerFor = (draft: Draft, offers: readonly Offer[]): Offer | undefined =>
  offers.find(({ assessmentName }) => assessmentName === draft.assessmentName) ?? offers[0]

/** Whether the pages know the fields of what is chosen. */
export const hasForm = (draft: Draft, offers: readonly Offer[]): boolean =>
  (offerFor(draft, offers)?.assessmentName ?? talentMapping) === talentMapping

interface WaysProps {
  readonly draft: Draft
  readonly offers: readonly Offer[]
  readonly onChange: (draft: Draft) => void
}

export function Ways({ draft, offers, onChange }: WaysProps) {
  const m = useMessages()
  const fill = () => {
    const data = example.assessment_data
    const pasted = JSON.stringify(data, null, 2)
    onChange({ ...draft, fields: fieldsIn(data), pasted, attempt: null })
  }
  const choice = offers.length > 1 && (
    <Assessments draft={draft} offers={offers} onChange={onChange} />
  )
  if (!hasForm(draft, offers)) return <div className="stack">{choice}</div>
  return (
    <div className="stack">
      {choice}
      <fieldset>
        <legend className="hidden">{m.submit.ways}</legend>
        <div className="ways">
          {(['form', 'paste'] as const).map((way) => (
            <label key={way} className="check">
              <input
                type="radio"
                name="way"
                checked={draft.way === way}
                onChange={() => onChange({ ...draft, way })}
              />
              {m.submit[way]}
            </label>
          ))}
        </div>
      </fieldset>
      <div className="actions">
        <button type="button" className="button" onClick={fill}>
          {m.submit.demo}
        </button>
        <button
          type="button"
          className="linklike"
          onClick={() => onChange({ ...emptyDraft, way: draft.way })}
        >
          {m.submit.clear}
        </button>
      </div>
    </div>
  )
}

function Assessments({ draft, offers, onChange }: WaysProps) {
  const m = useMessages()
  return (
    <label>
      {m.submit.assessment}
      <select
        value={draft.assessmentName ?? offers[0]?.assessmentName}
        onChange={({ currentTarget }) =>
          onChange({ ...draft, assessmentName: currentTarget.value })
        }
      >
        {offers.map(({ assessmentName }) => (
          <option key={assessmentName}>{assessmentName}</option>
        ))}
      </select>
    </label>
  )
}
