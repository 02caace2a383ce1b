// What is seen of an erasure, and of one page of what is held about a person.
import { z } from 'zod'
import type { ErasureRow } from '../db/erasures.queries.ts'
import { exportFormat, exportSections, exportVersion, readExport } from '../db/export.queries.ts'
import { notFound } from '../domain/errors.ts'
import { invalid } from '../domain/validation.ts'
import type { ServiceParts } from './context.ts'
import { instant } from './job-shapes.ts'

const userId = z.string().meta({ examples: ['019abc10-0000-7000-8000-000000000003'] })

export const erasure = z.object({
  userId,
  requestedAt: instant,
  /** Null while rows are still being removed; nobody can use the account from the beginning. */
  finishedAt: instant.nullable(),
})

export const erasureOf = ({ userId, requestedAt, finishedAt }: ErasureRow) => ({
  userId,
  requestedAt,
  finishedAt,
})

const cursorWanted = 'must be the `next` of the page before'

/** Where the next page begins: the `next` of the one before. */
export const exportCursor = z
  .string()
  .max(1_024)
  .regex(/^[A-Za-z0-9_-]+$/, cursorWanted)
  .meta({ examples: ['WyJqb2JzIiwiIl0'] })

export const exportPage = z.object({
  format: z.literal(exportFormat),
  version: z.literal(exportVersion),
  userId,
  exportedAt: instant,
  /** What the items of this page are; a section may have several pages, or one without items. */
  section: z.enum(exportSections),
  items: z.array(z.record(z.string(), z.unknown())),
  next: z
    .string()
    .nullable()
    .meta({ examples: [null] }),
})

/** One page, of bounded size; the first where there is no cursor. */
export function exportOf(
  { db, clock }: Pick<ServiceParts, 'db' | 'clock'>,
  userId: string,
  cursor: string | undefined,
): z.output<typeof exportPage> {
  const page = readExport(db, userId, cursor)
  if (!page && cursor !== undefined) throw invalid([{ path: 'cursor', message: cursorWanted }])
  if (!page) throw notFound('user', userId)
  return { format: exportFormat, version: exportVersion, userId, exportedAt: clock.now(), ...page }
}
