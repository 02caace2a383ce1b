// One's account: tokens with every movement, shared links, one's data, to take along or to delete, and the way out.
import { useMutation, useQuery } from '@tanstack/react-query'
import type { inferRouterOutputs } from '@trpc/server'
import { useRef } from 'react'
import type { AppRouter } from '../../../src/router/index.ts'
import { trpc } from '../api/client.ts'
import { deleteAnalyses } from '../api/own-data.ts'
import { queries, refresh } from '../api/queries.ts'
import { useWords, WordsProvider } from '../i18n/account-words.tsx'
import { dateOf, instantOf } from '../i18n/format.ts'
import { useLanguage } from '../i18n/messages.tsx'
import { CloseAccount } from '../parts/close-account.tsx'
import { DownloadData } from '../parts/download-data.tsx'
import { Refused } from '../parts/refusal.tsx'
import { SureDialog } from '../parts/sure-dialog.tsx'
import { Link, paths, useTitle } from '../router.tsx'
import { now } from '../system/clock.ts'

type Share = inferRouterOutputs<AppRouter>['shares']['list']['shares'][number]

export function AccountPage() {
  return (
    <WordsProvider>
      <Account />
    </WordsProvider>
  )
}

function Account() {
  const { locale } = useLanguage()
  const w = useWords()
  useTitle(w.title)
  const profile = useQuery(queries.profile())
  return (
    <section className="reading">
      <h1>{w.title}</h1>
      <Refused error={profile.error} onAgain={() => void profile.refetch()} />
      {profile.data && (
        <dl className="facts">
          <dt>{w.email}</dt>
          <dd>{profile.data.email}</dd>
          <dt>{w.since}</dt>
          <dd>{dateOf(locale, profile.data.createdAt)}</dd>
        </dl>
      )}
      <Tokens />
      <Links />
      <Data />
      <CloseAccount />
    </section>
  )
}

function Tokens() {
  const { m, locale } = useLanguage()
  const w = useWords()
  const balance = useQuery(queries.balance()).data?.balance
  const entries = useQuery(queries.ledger()).data?.entries
  return (
    <section className="part">
      <h2>{w.tokens}</h2>
      {balance !== undefined && <p className="lead">{m.frame.balance(balance)}</p>}
      <p className="quiet">{w.ledger}</p>
      {entries?.length === 0 && <p>{w.empty}</p>}
      {entries && entries.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className="scroll" aria-label={w.tokens} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{w.entry}</th>
                <th scope="col">{w.when}</th>
                <th scope="col">{w.what}</th>
                <th scope="col" className="num">
                  {w.amount}
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
                      w.kinds[kind]
                    ) : (
                      <Link to={paths.job(jobId)}>{w.kinds[kind]}</Link>
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
  const w = useWords()
  const shares = useQuery(queries.shares())
  return (
    <section className="part">
      <h2>{w.share.listTitle}</h2>
      <Refused error={shares.error} />
      {shares.data?.shares.length === 0 && <p className="quiet">{w.share.listEmpty}</p>}
      {shares.data && shares.data.shares.length > 0 && (
        <ul className="rows">
          {shares.data.shares.map((share) => (
            <SharedLink key={share.shareId} share={share} />
          ))}
        </ul>
      )}
    </section>
  )
}

function SharedLink({ share }: { readonly share: Share }) {
  const { locale } = useLanguage()
  const w = useWords()
  const names: Partial<Record<string, string>> = w.share.sections
  const revoking = useMutation({
    mutationFn: () => trpc.shares.revoke.mutate({ shareId: share.shareId }),
    onSettled: () => refresh(),
  })
  const state = stateOf(share)
  const opened =
    share.lastOpenedAt === null
      ? w.share.opened(null)
      : w.share.opened(instantOf(locale, share.lastOpenedAt))
  return (
    <li className="row">
      <Link to={paths.result(share.resultId)} className="title">
        {share.assessmentName}
      </Link>
      <span className="state">
        {w.share.state[state]}
        {state === 'open' && (
          <button
            type="button"
            className="button"
            aria-disabled={revoking.isPending}
            onClick={() => !revoking.isPending && revoking.mutate()}
          >
            {w.share.revoke}
          </button>
        )}
      </span>
      <span className="quiet">
        {share.sections.map((section) => names[section] ?? section).join(', ')} ·{' '}
        {w.share.until(dateOf(locale, share.expiresAt))} · {opened}
      </span>
    </li>
  )
}

function stateOf({ revokedAt, expiresAt }: Share): 'open' | 'expired' | 'revoked' {
  if (revokedAt !== null) return 'revoked'
  return expiresAt <= now() ? 'expired' : 'open'
}

function Data() {
  const w = useWords()
  const erasing = useRef<HTMLDialogElement>(null)
  const erasure = useMutation({
    mutationFn: deleteAnalyses,
    onSuccess: () => erasing.current?.close(),
    onSettled: () => refresh(),
  })
  return (
    <section className="part">
      <h2>{w.data}</h2>
      <p className="quiet">{w.exportHelp}</p>
      <DownloadData />
      <p className="quiet">{w.eraseHelp}</p>
      <button type="button" className="button danger" onClick={() => erasing.current?.showModal()}>
        {w.erase}
      </button>
      <div role="status">
        {erasure.data && <p>{w.erased(erasure.data.deleted)}</p>}
        {erasure.data && erasure.data.left > 0 && <p>{w.left(erasure.data.left)}</p>}
      </div>
      <SureDialog
        dialog={erasing}
        title={w.eraseTitle}
        text={w.eraseText}
        yes={w.eraseYes}
        isWorking={erasure.isPending}
        error={erasure.error}
        onYes={() => erasure.mutate()}
      />
    </section>
  )
}
