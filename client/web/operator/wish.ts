// What a list of jobs shows, as its address says it: read with care, since anybody can type one.
import { now } from '../system/clock.ts'
import type { JobFilter, JobsWish } from './questions.ts'

export const pageSizes = [25, 50, 100, 200] as const

/** How far back "came in" may look, in milliseconds. */
export const sinceMs = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const
export type Since = keyof typeof sinceMs

export interface Wish {
  readonly page: number
  readonly size: number
  readonly filter: JobFilter
  /** The same for the same filter, as it was chosen. */
  readonly name: string
  readonly request: JobsWish
}

const minuteMs = 60_000
/** As far as the service goes. */
const offsetMax = 10_000_000

export function wishOf(query: URLSearchParams): Wish {
  const text = (name: string) => query.get(name)?.slice(0, 255) || undefined
  const size = pageSizes.find((each) => String(each) === query.get('size')) ?? 50
  const asked = Math.trunc(Number(query.get('page')) || 1)
  const page = Math.min(Math.max(1, asked), Math.floor(offsetMax / size))
  const from = fromOf(query)
  const filter: JobFilter = {
    ...given('search', text('q')?.trim() || undefined),
    ...given('status', text('status')?.slice(0, 50)),
    ...given('errorCode', text('code')?.slice(0, 50)),
    ...given('userId', text('user')),
    ...given('assessmentName', text('assessment')),
    ...given('createdFrom', from),
    ...(query.get('deleted') === '1' && { includeDeleted: true }),
  }
  const order = query.get('order') === 'asc' ? 'asc' : 'desc'
  const name = [...query].filter(([each]) => !/^(page|size|order)$/.test(each)).join('&')
  return {
    page,
    size,
    filter,
    name,
    request: { ...filter, order, limit: size, offset: (page - 1) * size },
  }
}

export const sinceOf = (query: URLSearchParams): Since | 'all' =>
  (Object.keys(sinceMs) as Since[]).find((each) => each === query.get('since')) ?? 'all'

/** To the minute, so that the same wish is the same question for a while. */
function fromOf(query: URLSearchParams): number | undefined {
  const since = sinceOf(query)
  if (since !== 'all') return Math.floor((now() - sinceMs[since]) / minuteMs) * minuteMs
  const from = Number(query.get('from') ?? Number.NaN)
  return Number.isSafeInteger(from) && from >= 0 ? from : undefined
}

const given = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value }
