// Links that show parts of a result. The secret of a link is in bodies only: in an address it would be in logs.
import type { inferRouterOutputs } from '@trpc/server'
import { z } from 'zod'
import type { AppRouter } from '../../router/index.ts'
import { fields } from '../../router/input.ts'
import { type Route, route } from './route.ts'
import { inTermsOf } from './submit-body.ts'
import { exampleId, isoOf } from './wire-rows.ts'

type Share = inferRouterOutputs<AppRouter>['shares']['list']['shares'][number]

const instant = z.iso.datetime()
const sections = z.array(z.string()).meta({ examples: [['summary', 'strengths']] })
const secret = z.string().meta({ examples: ['q1Jt0Zk9mD3v7s5b2Xy8wLr4Ue6Ci0Oa1Hn7Gf5Ps3T'] })

const shareRow = z.object({
  id: z.string().meta({ examples: [exampleId(7)] }),
  result_id: z.string().meta({ examples: [exampleId(2)] }),
  assessment_name: z.string(),
  sections,
  created_at: instant,
  expires_at: instant,
  revoked_at: instant.nullable().meta({ examples: [null] }),
  last_opened_at: instant.nullable().meta({ examples: [null] }),
})

const shareRowOf = (share: Share): z.input<typeof shareRow> => ({
  id: share.shareId,
  result_id: share.resultId,
  assessment_name: share.assessmentName,
  sections: share.sections,
  created_at: isoOf(share.createdAt),
  expires_at: isoOf(share.expiresAt),
  revoked_at: share.revokedAt === null ? null : isoOf(share.revokedAt),
  last_opened_at: share.lastOpenedAt === null ? null : isoOf(share.lastOpenedAt),
})

/** What a refused field is called in the body. */
const asSent = { nameInBody: (path: string) => (path === 'resultId' ? 'result_id' : path) }

export const sharesRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/shares',
    summary: 'The caller’s links, without their secrets',
    role: 'user',
    data: z.object({ shares: z.array(shareRow) }),
    async run({ api }) {
      const { shares } = await api.shares.list()
      return { data: { shares: shares.map(shareRowOf) } }
    },
  }),
  route({
    method: 'post',
    path: '/shares',
    summary: 'Make a link to parts of a result; its secret is in this answer and nowhere else',
    role: 'user',
    status: 201,
    body: fields({
      result_id: z
        .string()
        .min(1)
        .max(255)
        .meta({ examples: [exampleId(2)] }),
      sections: sections.min(1).max(50),
      days: z
        .int()
        .min(1)
        .max(365)
        .meta({ examples: [30] }),
    }),
    data: z.object({
      id: z.string().meta({ examples: [exampleId(7)] }),
      secret: secret.describe('The page that shows it is /app/shared#<secret>'),
      expires_at: instant,
    }),
    refusals: ['NOT_FOUND'],
    async run({ api, body }) {
      const { result_id: resultId, sections, days } = body
      const made = await inTermsOf(asSent, api.shares.create({ resultId, sections, days }))
      return {
        data: { id: made.shareId, secret: made.secret, expires_at: isoOf(made.expiresAt) },
        message: 'Link made',
      }
    },
  }),
  route({
    method: 'post',
    path: '/shares/open',
    summary: 'What a link shows, for whoever has its secret',
    role: 'public',
    body: fields({ secret: secret.min(1).max(100) }),
    data: z.object({
      assessment_name: z.string(),
      analyzer: z.string().nullable(),
      sections,
      created_at: instant,
      expires_at: instant,
      test_data: z.unknown().describe('Null where the scores are not shown'),
      test_result: z.unknown().describe('The parts that are shown'),
    }),
    refusals: ['NOT_FOUND', 'RATE_LIMITED'],
    async run({ api, body }) {
      const shown = await api.shares.open(body)
      const data = {
        assessment_name: shown.assessmentName,
        analyzer: shown.analyzer,
        sections: shown.sections,
        created_at: isoOf(shown.createdAt),
        expires_at: isoOf(shown.expiresAt),
        test_data: shown.assessmentData ?? null,
        test_result: shown.profile ?? null,
      }
      return { data }
    },
  }),
  route({
    method: 'delete',
    path: '/shares/:shareId',
    summary: 'Take a link back; it stops working at once',
    role: 'user',
    data: z.object({ id: z.string().meta({ examples: [exampleId(7)] }), revoked: z.literal(true) }),
    refusals: ['NOT_FOUND'],
    async run({ api, params }) {
      const { shareId } = await api.shares.revoke({ shareId: params['shareId'] ?? '' })
      return { data: { id: shareId, revoked: true }, message: 'Link taken back' }
    },
  }),
]
