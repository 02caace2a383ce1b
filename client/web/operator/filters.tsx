// The search and the filters of the list of jobs. Each change is a step in the history of the tab, and leads back to
// the first page.
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import { useLanguage } from '../i18n/messages.tsx'
import { later } from '../system/clock.ts'
import { useQueryState } from './address.ts'
import { countIn, stateName } from './parts.tsx'
import { type Admin, questions } from './questions.ts'
import { pageSizes, sinceOf } from './wish.ts'
import { useWords } from './words.tsx'

type Facets = Admin['jobs']['facets']
type Count = NonNullable<Facets>['codes'][number]

interface FiltersProps {
  readonly facets: Facets
  /** Of the user whose jobs are shown. */
  readonly email: string | null
}

export function Filters({ facets, email }: FiltersProps) {
  const w = useWords()
  const [query, change] = useQueryState()
  const user = query.get('user')
  const set = (name: string, value: string) => change({ [name]: value, page: '' })
  const isSet = [...query.keys()].some((name) => name !== 'size')
  return (
    <aside className="op-filters" aria-label={w.jobs.filters}>
      <Search />
      <Facet
        name={w.jobs.state}
        chosen={query.get('status') ?? ''}
        counts={facets?.statuses ?? []}
        said={(value) => stateName(w, value)}
        onChoose={(value) => set('status', value)}
      />
      <Facet
        name={w.jobs.code}
        chosen={query.get('code') ?? ''}
        counts={(facets?.codes ?? []).filter(({ n }) => n > 0)}
        said={(value) => value}
        onChoose={(value) => set('code', value)}
      />
      <Selects onSet={set} />
      {user !== null && (
        <button type="button" className="button small" onClick={() => set('user', '')}>
          {w.jobs.userFilter(email ?? user)} ✕
        </button>
      )}
      {isSet && (
        <button
          type="button"
          className="button small"
          onClick={() => change(Object.fromEntries([...query.keys()].map((name) => [name, ''])))}
        >
          {w.jobs.clear}
        </button>
      )}
    </aside>
  )
}

function Search() {
  const w = useWords()
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [query, change] = useQueryState()
  const isWanted = query.get('find') === '1'
  useEffect(() => {
    if (!isWanted) return
    change({ find: '' }, { isStep: false })
    // After the move to this screen, which puts the focus on its content.
    later(0, () => field.current?.focus())
  }, [isWanted, change])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change({ q: field.current?.value.trim() ?? '', page: '' })
  }
  return (
    <search>
      <form onSubmit={submit} className="op-search">
        <label htmlFor={id}>{w.jobs.search}</label>
        <div className="pair">
          <input
            key={query.get('q')}
            ref={field}
            id={id}
            type="search"
            maxLength={255}
            defaultValue={query.get('q') ?? ''}
            aria-describedby={`${id}-help`}
          />
          <button type="submit" className="button small">
            {w.jobs.find}
          </button>
        </div>
        <p className="help" id={`${id}-help`}>
          {w.jobs.searchHelp}
        </p>
      </form>
    </search>
  )
}

interface FacetProps {
  readonly name: string
  readonly chosen: string
  readonly counts: readonly Count[]
  readonly said: (value: string) => string
  readonly onChoose: (value: string) => void
}

/** One of some values, each with how many jobs it would leave; chosen again, it is let go. */
function Facet({ name, chosen, counts, said, onChoose }: FacetProps) {
  const { locale } = useLanguage()
  const known = counts.some(({ value }) => value === chosen)
  const all =
    chosen === '' || known ? counts : [...counts, { value: chosen, n: 0, isCapped: false }]
  if (all.length === 0) return null
  return (
    <fieldset className="facet">
      <legend>{name}</legend>
      {all.map(({ value, n, isCapped }) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === chosen}
          onClick={() => onChoose(value === chosen ? '' : value)}
        >
          <span>{said(value)}</span>{' '}
          <span className="num">{`${countIn(locale, n)}${isCapped ? '+' : ''}`}</span>
        </button>
      ))}
    </fieldset>
  )
}

function Selects({ onSet }: { readonly onSet: (name: string, value: string) => void }) {
  const w = useWords()
  const [query] = useQueryState()
  const assessments = useQuery(questions.about()).data?.assessments ?? []
  return (
    <div className="op-selects">
      <Select
        name={w.jobs.since}
        value={sinceOf(query)}
        onChoose={(value) => onSet('since', value === 'all' ? '' : value)}
      >
        {(['all', 'hour', 'day', 'week'] as const).map((since) => (
          <option key={since} value={since}>
            {w.jobs.sinces[since]}
          </option>
        ))}
      </Select>
      <Select
        name={w.jobs.assessment}
        value={query.get('assessment') ?? ''}
        onChoose={(value) => onSet('assessment', value)}
      >
        <option value="">{w.jobs.any}</option>
        {assessments.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </Select>
      <Select
        name={w.jobs.order}
        value={query.get('order') ?? ''}
        onChoose={(value) => onSet('order', value)}
      >
        <option value="">{w.jobs.newest}</option>
        <option value="asc">{w.jobs.oldest}</option>
      </Select>
      <Select
        name={w.jobs.size}
        value={query.get('size') ?? '50'}
        onChoose={(value) => onSet('size', value === '50' ? '' : value)}
      >
        {pageSizes.map((size) => (
          <option key={size} value={size}>
            {size}
          </option>
        ))}
      </Select>
      <label className="check">
        <input
          type="checkbox"
          checked={query.get('deleted') === '1'}
          onChange={({ currentTarget }) => onSet('deleted', currentTarget.checked ? '1' : '')}
        />
        {w.jobs.deleted}
      </label>
    </div>
  )
}

interface SelectProps {
  readonly name: string
  readonly value: string
  readonly onChoose: (value: string) => void
  readonly children: ReactNode
}

function Select({ name, value, onChoose, children }: SelectProps) {
  return (
    <label>
      <span>{name}</span>
      <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {children}
      </select>
    </label>
  )
}
