// Links by which owners show parts of a result to whoever has the link: made, taken back, opened. A link is a
// secret that only its hash is kept of; one that does not work says nothing of why.
import { createHash } from 'node:crypto'
import { commitOpenedShare, commitRevokedShare, commitShare } from '../db/commit-share.ts'
import type { Db } from '../db/connection.ts'
import * as results from '../db/results.queries.ts'
import * as shares from '../db/shares.queries.ts'
import { DomainError, notFound } from '../domain/errors.ts'
import type { Assessments } from '../domain/policy.ts'
import { sectionNames, shownOf } from '../domain/sections.ts'
import type { Clock } from '../system/clock.ts'
import type { NewId } from '../system/ids.ts'
import type { GroupCommit } from './group-commit.ts'
import type { RateLimiter } from './rate-limiter.ts'

export interface ShareDeskOptions {
  readonly db: Db
  readonly clock: Clock
  readonly newId: NewId
  readonly newSecret: () => string
  readonly commits: GroupCommit
  readonly assessments: Assessments
  /** How often one address may try links. */
  readonly limiter: RateLimiter
}

export interface ShareWish {
  readonly resultId: string
  readonly sections: readonly string[]
  readonly days: number
}

export interface OpenedShare {
  readonly assessmentName: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly sections: string[]
  readonly analyzer: string | null
  /** JSON values; `assessmentData` is null where scores are not shown. */
  readonly assessmentData: unknown
  readonly profile: unknown
}

/** Working links one person may have at a time. */
export const openSharesMax = 100
/** When a link was last opened is kept to the minute, so that reading costs few writes. */
const openedGrainMs = 60_000
const dayMs = 86_400_000

export class ShareDesk {
  readonly #options: ShareDeskOptions

  constructor(options: ShareDeskOptions) {
    this.#options = options
  }

  /** Makes a link to a completed result of the caller. Its secret is in the answer and nowhere else. */
  create(
    userId: string,
    wish: ShareWish,
  ): Promise<{ id: string; secret: string; expiresAt: number }> {
    const { db, clock, newId, newSecret, commits } = this.#options
    return commits.add(() => {
      const now = clock.now()
      this.#requireShareable(userId, wish)
      if (shares.countOpen(db, userId, now) >= openSharesMax) throw tooMany()
      const id = newId()
      const secret = newSecret()
      const expiresAt = now + wish.days * dayMs
      const { resultId } = wish
      const sections = JSON.stringify([...new Set(wish.sections)])
      const tokenHash = hashOf(secret)
      commitShare(db, { id, userId, resultId, tokenHash, sections, createdAt: now, expiresAt })
      return { id, secret, expiresAt }
    })
  }

  /** Takes a link of the caller back; it stops working at once. */
  revoke(userId: string, id: string): Promise<void> {
    const { db, clock, commits } = this.#options
    return commits.add(() => {
      if (shares.find(db, id)?.userId !== userId) throw notFound('link', id)
      commitRevokedShare(db, id, clock.now())
    })
  }

  /** What a link shows to whoever has it. Throws the same NOT_FOUND for every link that does not work. */
  async open(secret: string, address: string): Promise<OpenedShare> {
    const { db, clock, commits, limiter, assessments } = this.#options
    const waitMs = limiter.take(address)
    if (waitMs > 0) {
      throw new DomainError('RATE_LIMITED', 'Too many links were tried; wait a moment', {
        retryAfterMs: waitMs,
      })
    }
    const now = clock.now()
    const share = shares.findByHash(db, hashOf(secret))
    const result = share && results.find(db, share.resultId)
    const works = share?.revokedAt === null && share.expiresAt > now
    if (!works || !result || result.deletedAt !== null || result.profile === null) throw gone()
    if (now - (share.lastOpenedAt ?? 0) >= openedGrainMs) {
      await commits.add(() => commitOpenedShare(db, share.id, now))
    }
    const { assessmentName, createdAt, analyzer } = result
    const sections: string[] = JSON.parse(share.sections)
    const stored = {
      assessmentData: parsed(result.assessmentData),
      profile: parsed(result.profile),
    }
    const shown = shownOf(assessments.get(assessmentName), sections, stored)
    return { assessmentName, createdAt, analyzer, expiresAt: share.expiresAt, sections, ...shown }
  }

  #requireShareable(userId: string, { resultId, sections }: ShareWish): void {
    const { db, assessments } = this.#options
    const result = results.find(db, resultId)
    const isTheirs = result?.userId === userId && result.deletedAt === null
    if (!result || !isTheirs || result.status !== 'completed') throw notFound('result', resultId)
    const offered = sectionNames(assessments.get(result.assessmentName))
    const unknown = sections.find((section) => !offered.includes(section))
    if (unknown === undefined) return
    throw new DomainError('VALIDATION_ERROR', 'The link names a part that there is not', {
      fields: [{ path: 'sections', message: 'names no such part', limit: offered.join(', ') }],
    })
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    // Somebody else wrote the row; there is nothing in it that could be shown in parts.
    return null
  }
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

const gone = (): DomainError => new DomainError('NOT_FOUND', 'This link does not work')

const tooMany = (): DomainError =>
  new DomainError('VALIDATION_ERROR', 'There are too many links; take one back first', {
    fields: [
      {
        path: 'resultId',
        message: 'has one link too many',
        limit: `${openSharesMax} working links`,
      },
    ],
  })
