// Everything people can read about themselves through the public API: jobs, results, ledger, balance and
// notifications, whole. It compares nothing.
import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '../../src/index.ts'
import type { Person } from './book.ts'
import { within } from './calls.ts'
import { httpTo } from './crowd.ts'

type Outputs = inferRouterOutputs<AppRouter>
export type SeenJob = Outputs['assessment']['list']['jobs'][number]
export type SeenEntry = Outputs['tokens']['history']['entries'][number]
export type SeenEvent = Outputs['notifications']['list']['notifications'][number]

export interface SeenResult {
  readonly tag: string
  readonly kind: string
  /** The tag in the profile; undefined where there is none. */
  readonly profileTag: string | undefined
}

export interface Seen {
  readonly person: Person
  /** When the jobs were read; entries were read after them. */
  readonly at: number
  readonly jobs: readonly SeenJob[]
  /** By job. */
  readonly results: ReadonlyMap<string, SeenResult>
  readonly entries: readonly SeenEntry[]
}

const readMs = 60_000

/** Reads one person's jobs, then what they cost; in this order, so that no failed job lacks its refund. */
export async function observe(url: string, person: Person): Promise<Seen> {
  const { assessment, tokens } = httpTo(url, person)
  const at = Date.now()
  const jobs = await pages(async (offset) => {
    const page = { offset, limit: 100, order: 'asc', sort: 'createdAt' } as const
    const found = await assessment.list.query(page)
    return { items: found.jobs, hasMore: found.hasMore }
  })
  const results = await pages(async (offset) => {
    const page = { offset, limit: 100, order: 'asc', sort: 'createdAt', withContent: true } as const
    const found = await assessment.results.query(page)
    return { items: found.results, hasMore: found.hasMore }
  })
  const entries = await backwards(
    async (before) => {
      const found = await tokens.history.query({ limit: 200, ...(before && { before }) })
      return { items: found.entries, hasMore: found.hasMore }
    },
    ({ seq }) => seq,
  )
  return { person, at, jobs, results: byJob(results), entries }
}

export const balanceOf = (url: string, person: Person): Promise<number> =>
  within(readMs, httpTo(url, person).tokens.balance.query()).then(({ balance }) => balance)

/** Every notification, newest first. */
export const eventsOf = (url: string, person: Person): Promise<SeenEvent[]> =>
  backwards(
    async (before) => {
      const query = { limit: 100, ...(before && { before }) }
      const found = await httpTo(url, person).notifications.list.query(query)
      return { items: found.notifications, hasMore: found.hasMore }
    },
    ({ id }) => id,
  )

interface Page<Item> {
  readonly items: readonly Item[]
  readonly hasMore: boolean
}

async function pages<Item>(read: (offset: number) => Promise<Page<Item>>): Promise<Item[]> {
  const all: Item[] = []
  for (;;) {
    const { items, hasMore } = await within(readMs, read(all.length))
    all.push(...items)
    if (!hasMore) return all
  }
}

async function backwards<Item>(
  read: (before: number | undefined) => Promise<Page<Item>>,
  placeOf: (item: Item) => number,
): Promise<Item[]> {
  const all: Item[] = []
  for (;;) {
    const last = all.at(-1)
    const { items, hasMore } = await within(readMs, read(last && placeOf(last)))
    all.push(...items)
    if (!hasMore) return all
  }
}

interface ReadResult {
  readonly jobId: string | null
  readonly assessmentData?: unknown
  readonly profile?: unknown
}

const byJob = (results: readonly ReadResult[]): Map<string, SeenResult> =>
  new Map(
    results.map(({ jobId, assessmentData, profile }) => {
      const { tag = '', kind = '' } = (assessmentData ?? {}) as { tag?: string; kind?: string }
      const made = profile as { tag?: string } | null | undefined
      return [jobId ?? '', { tag, kind, profileTag: made?.tag }]
    }),
  )
