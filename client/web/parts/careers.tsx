// Careers to explore, each with why it is here, the ways in and how its prospects are judged, in words.
import type { Career } from '../api/profile.ts'
import { useLanguage } from '../i18n/messages.tsx'
import { Part } from './result-parts.tsx'

interface CareersProps {
  readonly careers: readonly Career[]
  /** Others that fit, by name only. */
  readonly more: readonly string[]
}

export function Careers({ careers, more }: CareersProps) {
  const { m, locale } = useLanguage()
  if (careers.length === 0) return null
  return (
    <Part title={m.result.careers} className="careers-part">
      <p className="lead" lang={locale}>
        {m.result.careersLead}
      </p>
      <ul className="careers">
        {careers.map((career) => (
          <li key={career.careerName} className="career card">
            <h3>{career.careerName}</h3>
            <Fit career={career} />
            <p>{career.justification}</p>
            {career.relatedMajors.length > 0 && (
              <p>
                <span className="quiet" lang={locale}>
                  {m.result.majors}:{' '}
                </span>
                {career.relatedMajors.join(', ')}
              </p>
            )}
            <Prospects career={career} />
          </li>
        ))}
      </ul>
      {more.length > 0 && (
        <p>
          <span className="quiet" lang={locale}>
            {m.result.moreCareers}:{' '}
          </span>
          {more.join(', ')}
        </p>
      )}
    </Part>
  )
}

/** How well it fits in words, where its reason does not begin by saying so. */
function Fit({ career: { fit = '', justification } }: { readonly career: Career }) {
  const { m, locale } = useLanguage()
  const fits: Partial<Record<string, string>> = m.words.fits
  const words = fits[fit]
  if (words === undefined || justification.startsWith(words)) return null
  return (
    <p className="eyebrow" lang={locale}>
      {words}
    </p>
  )
}

function Prospects({ career }: { readonly career: Career }) {
  const { m, locale } = useLanguage()
  const names: Partial<Record<string, string>> = m.words.prospects
  const levels: Partial<Record<string, string>> = m.words.levels
  const known = Object.entries(career.careerProspect).filter(([name]) => names[name] !== undefined)
  if (known.length === 0) return null
  return (
    <dl className="prospects" lang={locale} aria-label={m.result.prospects}>
      {known.map(([name, level]) => (
        <div key={name}>
          <dt>{names[name]}</dt>
          <dd>{levels[level] ?? level}</dd>
        </div>
      ))}
    </dl>
  )
}
