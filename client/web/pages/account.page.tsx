// One's account: tokens with every movement, shared links, and one's data, to take along or to delete.
import { useMutation, useQuery } from '@tanstack/react-query'
import type { inferRouterOutputs } from '@trpc/server'
import { useRef } from 'react'
import type { AppRouter } from '../../../src/router/index.ts'
import { trpc } from '../api/client.ts'
import { collectOwnData, deleteAnalyses } from '../api/own-data.ts'
import { queries, refresh } from '../api/queries.ts'
import { dateOf, instantOf } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { Refused } from '../parts/refusal.tsx'
import { SureDialog } from '../parts/sure-dialog.tsx'
import { Link, paths, useTitle } from '../router.tsx'
import { now } from '../system/clock.ts'

type Share = inferRouterOutputs<AppRouter>['shares']['list']['shares'][number]

export function AccountPage() {
  const { m, locale } = useLanguage()
  useTitle(m.account.title)
  const profile = useQuery(queries.profile())
  return (
    <section className="reading">
      <h1>{m.account.title}</h1>
      <Refused error={profile.error} onAgain={() => void profile.refetch()} />
      {profile.data && (
        <dl className="facts">
          <dt>{m.account.email}</dt>
          <dd>{profile.data.email}</dd>
          <dt>{m.account.since}</dt>
          <dd>{dateOf(locale, profile.data.createdAt)}</dd>
        </dl>
      )}
      <Tokens />
      <Links />
      <Data />
    </section>
  )
}

function Tokens() {
  const { m, locale } = useLanguage()
  const balance = useQuery(queries.balance()).data?.balance
  const entries = useQuery(queries.ledger()).data?.entries
  return (
    <section className="part">
      <h2>{m.account.tokens}</h2>
      {balance !== undefined && <p className="lead">{m.frame.balance(balance)}</p>}
      <p className="quiet">{m.account.ledger}</p>
      {entries?.length === 0 && <p>{m.account.empty}</p>}
      {entries && entries.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className="scroll" aria-label={m.account.tokens} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{m.account.entry}</th>
                <th scope="col">{m.account.when}</th>
                <th scope="col">{m.account.what}</th>
                <th scope="col" className="num">
                  {m.account.amount}
                </th>
              </tr>
            </thead>
            <tbody>
              {entries.map(({ seq, kind, amount, jobId, createdAt }) => (
                <tr key={seq}>
                  <td>{seq}</td>
                  <td>{instantOf(locale, createdAt)}</td>
                  <td>
                    {jobId === null ? (
                      m.account.kinds[kind]
                    ) : (
                      <Link to={paths.job(jobId)}>{m.account.kinds[kind]}</Link>
                    )}
                  </td>
                  <td className="num">{amount > 0 ? `+${amount}` : `−${-amount}`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}

function Links() {
  const m = useMessages()
  const shares = useQuery(queries.shares())
  return (
    <section className="part">
      <h2>{m.share.listTitle}</h2>
      <Refused error={shares.error} />
      {shares.data?.shares.length === 0 && <p className="quiet">{m.share.listEmpty}</p>}
      <ul className="rows">
        {shares.data?.shares.map((share) => (
          <SharedLink key={share.shareId} share={share} />
        ))}
      </ul>
    </section>
  )
}

function SharedLink({ share }: { readonly share: Share }) {
  const { m, locale } = useLanguage()
  const names: Partial<Record<string, string>> = m.share.sections
  const revoking = useMutation({
    mutationFn: () => trpc.shares.revoke.mutate({ shareId: share.shareId }),
    onSettled: () => refresh(),
  })
  const state = stateOf(share)
  const opened =
    share.lastOpenedAt === null
      ? m.share.opened(null)
      : m.share.opened(instantOf(locale, share.lastOpenedAt))
  return (
    <li className="row">
      <Link to={paths.result(share.resultId)} className="title">
        {share.assessmentName}
      </Link>
      <span className="state">
        {m.share.state[state]}
        {state === 'open' && (
          <button
            type="button"
            className="button"
            aria-disabled={revoking.isPending}
            onClick={() => !revoking.isPending && revoking.mutate()}
          >
            {m.share.revoke}
          </button>
        )}
      </span>
      <span className="quiet">
        {share.sections.map((section) => names[section] ?? section).join(', ')} ·{' '}
        {m.share.until(dateOf(locale, share.expiresAt))} · {opened}
      </span>
    </li>
  )
}

function stateOf({ revokedAt, expiresAt }: Share): 'open' | 'expired' | 'revoked' {
  if (revokedAt !== null) return 'revoked'
  return expiresAt <= now() ? 'expired' : 'open'
}

function Data() {
  const m = useMessages()
  const erasing = useRef<HTMLDialogElement>(null)
  const exporting = useMutation({ mutationFn: async () => download(await collectOwnData()) })
  const erasure = useMutation({
    mutationFn: deleteAnalyses,
    onSuccess: () => erasing.current?.close(),
    onSettled: () => refresh(),
  })
  return (
    <section className="part">
      <h2>{m.account.data}</h2>
      <p className="quiet">{m.account.exportHelp}</p>
      <button
        type="button"
        className="button"
        aria-disabled={exporting.isPending}
        onClick={() => !exporting.isPending && exporting.mutate()}
      >
        {exporting.isPending ? m.account.exporting : m.account.export}
      </button>
      <Refused error={exporting.error} />
      <p className="quiet">{m.account.eraseHelp}</p>
      <button type="button" className="button danger" onClick={() => erasing.current?.showModal()}>
        {m.account.erase}
      </button>
      <div role="status">
        {erasure.data && <p>{m.account.erased(erasure.data.deleted)}</p>}
        {erasure.data && erasure.data.left > 0 && <p>{m.account.left(erasure.data.left)}</p>}
      </div>
      <SureDialog
        dialog={erasing}
        title={m.account.eraseTitle}
        text={m.account.eraseText}
        yes={m.account.eraseYes}
        isWorking={erasure.isPending}
        error={erasure.error}
        onYes={() => erasure.mutate()}
      />
    </section>
  )
}

/** Saved from memory: what is in it goes to no address. */
function download(data: unknown): void {
  const url = URL.createObjectURL(
    new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }),
  )
  const link = document.createElement('a')
  link.href = url
  link.download = 'unstuck-my-data.json'
  link.click()
  URL.revokeObjectURL(url)
}
