// The steps of an analysis, and at which of them it is: by shape and word, not by colour alone. One that failed shows
// only steps that it took.
import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '../../../src/router/index.ts'
import { useMessages } from '../i18n/messages.tsx'
import { Icon } from './icons.tsx'

export type JobStatus = inferRouterOutputs<AppRouter>['assessment']['status']

const steps = ['queued', 'processing', 'completed'] as const

type Step = (typeof steps)[number] | 'failed'

export function Stepper({ job: { status, startedAt } }: { readonly job: JobStatus }) {
  const m = useMessages()
  const taken: readonly Step[] = startedAt === null ? ['queued'] : ['queued', 'processing']
  const shown: readonly Step[] = status === 'failed' ? [...taken, 'failed'] : steps
  const here = (shown as readonly string[]).indexOf(status)
  return (
    <ol className="steps">
      {shown.map((step, index) => {
        const at = placeOf(index, here, status)
        return (
          <li
            key={step}
            className="step"
            data-at={at}
            {...(index === here && { 'aria-current': 'step' })}
          >
            <span className="knob">
              {at === 'past' && <Icon name="check" />}
              {at === 'failed' && <Icon name="cross" />}
              {at === 'here' && <Icon name="hands" />}
            </span>
            {m.job.states[step]}
          </li>
        )
      })}
    </ol>
  )
}

function placeOf(
  index: number,
  here: number,
  status: string,
): 'past' | 'here' | 'ahead' | 'failed' {
  if (index === here && status === 'failed') return 'failed'
  if (index < here || status === 'completed') return 'past'
  return index === here ? 'here' : 'ahead'
}
