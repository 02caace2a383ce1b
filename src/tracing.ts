// Spans, for whoever gives a tracer: one for each submission, each commit turn and each run of an analyzer. The shapes
// are those of @opentelemetry/api, whose tracer fits as it is; nothing of it is imported. Without a tracer nothing here
// is put in anybody's way.
import type { NetworkIntake } from './actors/guarded-intake.ts'
import { DomainError } from './domain/errors.ts'
import type { Origin, TraceParent } from './domain/origin.ts'
import type { RuntimeObserver } from './metrics/observer.ts'

type Attributes = Record<string, string | number | boolean>

export interface SpanOptions {
  readonly attributes?: Attributes
  /** Not beneath whatever happens to be going on. */
  readonly root?: boolean
  /** The caller's span, where it said which that is. */
  readonly links?: { readonly context: TraceParent }[]
}

export interface Span {
  setAttribute(key: string, value: string | number | boolean): unknown
  /** 2: it went wrong. */
  setStatus(status: { readonly code: 2; readonly message?: string }): unknown
  end(): unknown
}

/** `trace.getTracer('unstuck')` of @opentelemetry/api, or anything of its shape. */
export interface Tracer {
  startSpan(name: string, options?: SpanOptions): Span
}

const wrong = 2

/** The observer, with a span for each commit turn and each run of an analyzer. */
export function observingWith(tracer: Tracer, observer: RuntimeObserver): RuntimeObserver {
  return {
    ...observer,
    transaction() {
      const counted = observer.transaction()
      const span = tracer.startSpan('unstuck.commit', { root: true })
      return (items, isCommitted) => {
        counted(items, isCommitted)
        span.setAttribute('unstuck.items', items)
        if (!isCommitted) span.setStatus({ code: wrong, message: 'nothing of it was committed' })
        span.end()
      }
    },
    running({ jobId, assessmentName, attempt, tries }) {
      const span = tracer.startSpan('unstuck.analysis', {
        root: true,
        attributes: {
          'unstuck.job': jobId,
          'unstuck.assessment': assessmentName,
          'unstuck.attempt': attempt,
          'unstuck.try': tries,
        },
      })
      return (end) => {
        span.setAttribute('unstuck.outcome', end)
        if (end !== 'succeeded') span.setStatus({ code: wrong, message: end })
        span.end()
      }
    },
  }
}

/** The intake, with a span from a submission to the moment it is durable, or refused. */
export function tracing(tracer: Tracer, intake: NetworkIntake): NetworkIntake {
  const spanned = async <T extends { readonly jobId: string; readonly replayed: boolean }>(
    origin: Origin | undefined,
    ask: () => Promise<T>,
  ): Promise<T> => {
    const span = tracer.startSpan('unstuck.submit', optionsFor(origin))
    try {
      const answer = await ask()
      span.setAttribute('unstuck.job', answer.jobId)
      span.setAttribute('unstuck.replayed', answer.replayed)
      return answer
    } catch (error) {
      const code = error instanceof DomainError ? error.code : 'INTERNAL_ERROR'
      span.setStatus({ code: wrong, message: code })
      throw error
    } finally {
      span.end()
    }
  }
  return {
    submit: (...asked) => spanned(asked[2], () => intake.submit(...asked)),
    retry: (...asked) => spanned(asked[3], () => intake.retry(...asked)),
  }
}

function optionsFor(origin: Origin | undefined): SpanOptions {
  if (!origin) return {}
  const { requestId, trace } = origin
  const attributes = { 'unstuck.request': requestId }
  return trace ? { attributes, links: [{ context: trace }] } : { attributes }
}
