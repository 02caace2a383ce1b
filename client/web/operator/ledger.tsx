// The ledger, everybody's entries newest first, and the proof that the books balance.
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId } from 'react'
import { trpc } from '../api/client.ts'
import { Refused } from '../parts/refusal.tsx'
import { useQueryState } from './address.ts'
import { Entries } from './entries.tsx'
import { Unanswered, useAsked } from './parts.tsx'
import { askAllAnew, questions } from './questions.ts'
import { useWords } from './words.tsx'

const kinds = ['charge', 'refund', 'grant'] as const

export function LedgerScreen() {
  const w = useWords()
  const [query, change] = useQueryState()
  const kind = kinds.find((each) => each === query.get('kind'))
  const userId = query.get('user')?.slice(0, 255)
  const before = Number(query.get('before')) || 0
  const asked = useAsked(
    questions.ledger({
      ...(kind && { kind }),
      ...(userId && { userId }),
      ...(Number.isSafeInteger(before) && before > 0 && { before }),
    }),
  )
  const next = asked.data?.nextBefore ?? null
  return (
    <section className="op-screen">
      <h1>{w.ledger.title}</h1>
      <Proof />
      <Filter />
      {!asked.data && <Unanswered asked={asked} />}
      {asked.data?.entries.length === 0 && <p>{w.ledger.empty}</p>}
      {asked.data && asked.data.entries.length > 0 && (
        <Entries entries={asked.data.entries} label={w.ledger.title} />
      )}
      <div className="actions">
        <button
          type="button"
          className="button small"
          disabled={before === 0}
          onClick={() => change({ before: '' })}
        >
          {w.ledger.newest}
        </button>
        <button
          type="button"
          className="button small"
          disabled={next === null}
          onClick={() => change({ before: String(next) })}
        >
          {w.ledger.older}
        </button>
      </div>
    </section>
  )
}

function Filter() {
  const w = useWords()
  const id = useId()
  const [query, change] = useQueryState()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const user = String(new FormData(event.currentTarget).get('user')).trim()
    change({ user, before: '' })
  }
  return (
    <form onSubmit={submit} className="op-inline">
      <label>
        <span>{w.ledger.kind}</span>
        <select
          value={query.get('kind') ?? ''}
          onChange={({ currentTarget }) => change({ kind: currentTarget.value, before: '' })}
        >
          <option value="">{w.jobs.any}</option>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {w.ledger.kinds[kind]}
            </option>
          ))}
        </select>
      </label>
      <div>
        <label htmlFor={id}>{w.ledger.userField}</label>
        <div className="pair">
          <input
            key={query.get('user')}
            id={id}
            name="user"
            maxLength={255}
            defaultValue={query.get('user') ?? ''}
            autoComplete="off"
          />
          <button type="submit" className="button small">
            {w.ledger.filter}
          </button>
        </div>
      </div>
    </form>
  )
}

/** Every invariant on the data as it is now, in a thread of its own on the other side. */
function Proof() {
  const w = useWords()
  const proving = useMutation({
    mutationFn: () => trpc.admin.verify.query(),
    onSettled: askAllAnew,
  })
  const { data, isPending, error } = proving
  const broken = data?.checks.filter(({ ok }) => !ok) ?? []
  return (
    <>
      <button
        type="button"
        className="button"
        aria-disabled={isPending}
        onClick={() => !isPending && proving.mutate()}
      >
        {isPending ? w.ledger.proving : w.ledger.prove}
      </button>
      <Refused error={error} />
      <div role="status">
        {data && (
          <div className={data.ok ? 'notice' : 'notice bad'}>
            <p>{data.ok ? w.ledger.right : w.ledger.wrong(broken.length)}</p>
            {broken.map(({ name, violations }) => (
              <p key={name} lang="en">
                {name}: {violations}
              </p>
            ))}
          </div>
        )}
      </div>
    </>
  )
}
