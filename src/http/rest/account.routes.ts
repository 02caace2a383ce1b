// A person's data as a whole: to be taken along, and to be erased.
import { z } from 'zod'
import { fields } from '../../router/input.ts'
import { erasure, exportCursor, exportPage } from '../../router/person-shapes.ts'
import { type Route, route } from './route.ts'

/** Where another issuer keeps it, there is none: a token of the last ten minutes is asked for instead. */
const password = z
  .string()
  .max(128)
  .meta({ examples: ['choose your own'], description: 'Needed where the service keeps it' })

export const accountRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/account/export',
    summary:
      'Everything held about the caller, in pages: ask on with `next` as `cursor` until it is null',
    role: 'user',
    query: fields({ cursor: exportCursor.optional() }),
    data: exportPage,
    run: async ({ api, query }) => ({ data: await api.account.export(query) }),
  }),
  route({
    method: 'post',
    path: '/account/erase',
    summary: 'Close the caller’s account for good and erase everything but ids and money',
    role: 'user',
    status: 202,
    body: fields({ password: password.optional() }).optional(),
    data: erasure,
    refusals: ['FORBIDDEN', 'RATE_LIMITED'],
    run: async ({ api, body }) => ({
      data: await api.account.erase(body),
      message: 'Account closed; everything in it is being erased',
    }),
  }),
]
