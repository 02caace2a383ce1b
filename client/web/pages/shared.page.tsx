// A result that its owner showed by a link, to somebody who need not have an account. The secret is read from
// behind the # of the address and sent in a body.
import { useQuery } from '@tanstack/react-query'
import { refusalOf, trpc } from '../api/client.ts'
import { dateOf } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { Refused } from '../parts/refusal.tsx'
import { ResultView } from '../parts/result-view.tsx'
import { useTitle } from '../router.tsx'

export function SharedPage() {
  const { m, locale } = useLanguage()
  useTitle(m.result.sharedTitle)
  const secret = location.hash.slice(1)
  const asked = useQuery({
    queryKey: ['shared', secret],
    queryFn: () => trpc.shares.open.mutate({ secret }),
    enabled: secret !== '',
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (secret === '') return <Gone />
  if (asked.error && refusalOf(asked.error).code === 'NOT_FOUND') return <Gone />
  if (asked.error) return <Refused error={asked.error} onAgain={() => void asked.refetch()} />
  if (!asked.data) return <p className="quiet">{m.frame.loading}</p>
  const { assessmentName, createdAt, analyzer, expiresAt, assessmentData, profile } = asked.data
  return (
    <>
      <p className="notice toolbar">{m.result.sharedUntil(dateOf(locale, expiresAt))}</p>
      <ResultView {...{ assessmentName, createdAt, analyzer, profile }} data={assessmentData} />
    </>
  )
}

function Gone() {
  const m = useMessages()
  return (
    <section className="narrow">
      <h1>{m.result.sharedGone}</h1>
      <p className="lead">{m.result.sharedGoneText}</p>
    </section>
  )
}
