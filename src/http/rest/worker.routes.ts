// The four calls of workers outside, for whatever can speak HTTP and JSON. Only the worker key opens them.
import {
  claimFields,
  claimShape,
  completeFields,
  failFields,
  heartbeatFields,
  leaseShape,
  reportedShape,
} from '../../router/worker.router.ts'
import { resultBodyMaxBytes } from '../result-bodies.ts'
import { type Route, route } from './route.ts'

const ofLease = ['NOT_FOUND', 'LEASE_LOST'] as const

export const workerRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/worker/claim',
    summary: 'Claim the next job that waits for a worker; null where none came within waitMs',
    role: 'worker',
    body: claimFields,
    waits: true,
    data: claimShape,
    refusals: ['UNSUPPORTED_ASSESSMENT', 'RATE_LIMITED', 'SERVICE_STOPPING'],
    run: async ({ api, body }) => ({ data: await api.worker.claim(body) }),
  }),
  route({
    method: 'post',
    path: '/worker/heartbeat',
    summary: 'Renew the lease of a claimed job, and tell its owner how far it is',
    role: 'worker',
    body: heartbeatFields,
    data: leaseShape,
    refusals: ofLease,
    run: async ({ api, body }) => ({ data: await api.worker.heartbeat(body) }),
  }),
  route({
    method: 'post',
    path: '/worker/complete',
    summary: 'Report the result of a claimed job; one that does not fit counts as a failed try',
    role: 'worker',
    body: completeFields,
    bodyMaxBytes: resultBodyMaxBytes,
    data: reportedShape,
    refusals: [...ofLease, 'INVALID_RESULT'],
    run: async ({ api, body }) => ({ data: await api.worker.complete(body) }),
  }),
  route({
    method: 'post',
    path: '/worker/fail',
    summary: 'Report that the analysis of a claimed job failed, for good or in passing',
    role: 'worker',
    body: failFields,
    data: reportedShape,
    refusals: ofLease,
    run: async ({ api, body }) => ({ data: await api.worker.fail(body) }),
  }),
]
