// A result may be larger than anything else that is sent here: room for it is made on the path of the report alone,
// and only for who shows the worker key before a byte of the body is read.
import type { IncomingHttpHeaders } from 'node:http'

export interface BodySender {
  readonly path: string
  readonly headers: IncomingHttpHeaders
}

/** How large this sender's body may be, where it may be larger than the limit of all others. */
export type BodyMaxBytesOf = (sender: BodySender) => number | undefined

/** A result of a megabyte, as from an analyzer of this process, and what stands around it. */
export const resultBodyMaxBytes = 1_048_576 + 16_384

const reportPaths = new Set(['/trpc/worker.complete', '/worker/complete', '/api/worker/complete'])

export const resultBodies =
  (isWorkerKey: (token: string) => boolean): BodyMaxBytesOf =>
  ({ path, headers: { authorization = '' } }) => {
    if (!reportPaths.has(path)) return undefined
    const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
    return token !== undefined && isWorkerKey(token) ? resultBodyMaxBytes : undefined
  }
