// Three steps, and at which of them an analysis is: by shape and word, not by colour alone.
import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '../../../src/router/index.ts'
import { useMessages } from '../i18n/messages.tsx'
import { Icon } from './icons.tsx'

export type JobStatus = inferRouterOutputs<AppRouter>['assessment']['status']

const steps = ['queued', 'processing', 'completed'] as const

export function Stepper({ status }: { readonly status: string }) {
  const m = useMessages()
  const isFailed = status === 'failed'
  const here = isFailed ? steps.length - 1 : (steps as readonly string[]).indexOf(status)
  return (
    <ol className="steps">
      {steps.map((step, index) => {
        const at = placeOf(index, here, status)
        const name = isFailed && index === here ? m.job.states.failed : m.job.states[step]
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
              {at === 'here' && <Icon name="dot" />}
            </span>
            {name}
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
