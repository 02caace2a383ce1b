// What may never be seen from outside, whatever was sent: a failure nobody foresaw, the inside of the service,
// somebody else's data, an answer of any size, an undocumented code.
import { type DomainErrorCode, domainErrorCodes } from '../../src/domain/errors.ts'
import { httpStatusOf } from '../../src/http/envelope.ts'
import { wireCodeOf } from '../../src/http/rest/wire-codes.ts'
import { trpcCodeOf } from '../../src/router/errors.ts'
import type { Role } from './case.ts'
import { canaryOf, emailOf, people } from './people.ts'

export const errorBytesMax = 64 * 1_024
export const stallMaxMs = 50

/** Codes that the transport answers with before any procedure is asked. */
const transportCodes: Readonly<Record<string, readonly number[]>> = {
  BAD_REQUEST: [400, 431],
  PARSE_ERROR: [400],
  NOT_FOUND: [404],
  FORBIDDEN: [403],
  METHOD_NOT_SUPPORTED: [405],
  PAYLOAD_TOO_LARGE: [413],
  UNSUPPORTED_MEDIA_TYPE: [415],
  TOO_MANY_REQUESTS: [429],
}

const restCodes: Readonly<Record<string, readonly number[]>> = {
  BAD_REQUEST: [400, 431],
  NOT_FOUND: [404],
  ORIGIN_NOT_ALLOWED: [403],
  METHOD_NOT_ALLOWED: [405],
  PAYLOAD_TOO_LARGE: [413],
  UNSUPPORTED_MEDIA_TYPE: [415],
  INVALID_SERVICE_KEY: [401],
  INTERNAL_ENDPOINT: [403],
}

/** Refusals that say the service is in trouble; none of the inputs is a reason for that. */
const trouble: readonly string[] = ['STORE_UNAVAILABLE', 'SERVICE_STOPPING']

const insides: readonly RegExp[] = [
  /SQLITE_[A-Z]+/,
  /\n\s+at (?:async )?[\w.<>$]+ ?\(/,
  /\\n\s+at (?:async )?[\w.<>$]+ ?\(/,
  /\b(?:node_modules|better-sqlite3|drizzle-orm)\b/,
  /\/(?:src|dist)\/[\w./-]+\.(?:ts|js)\b/,
  /\bnode:internal\b/,
  /\b(?:insert into|select) [\w", ]+ (?:from|values)\b/i,
  /\b(?:TypeError|RangeError|ReferenceError|SyntaxError)\b/,
  /Cannot (?:read|convert|set|destructure)/,
]

/** What of the service's inside, or of other people's, stands in an answer to this caller. */
export function leaksIn(text: string, to: Role, secrets: readonly string[]): string[] {
  const found = insides.flatMap((inside) => {
    const match = inside.exec(text)
    return match ? [`the answer shows the inside: ${match[0].slice(0, 80)}`] : []
  })
  const shown = secrets.filter((secret) => secret.length > 8 && text.includes(secret))
  const theirs = people.filter((person) => person !== to && text.includes(canaryOf(person)))
  const addresses =
    to === 'olga' || to === 'internal'
      ? []
      : people.filter((person) => person !== to && text.includes(emailOf(person)))
  return [
    ...found,
    ...shown.map(() => 'the answer holds a secret'),
    ...theirs.map((person) => `the answer holds what is ${person}'s`),
    ...addresses.map((person) => `the answer holds ${person}'s address`),
  ]
}

interface TrpcError {
  readonly data?: {
    readonly code?: unknown
    readonly httpStatus?: unknown
    readonly domain?: { readonly code?: unknown } | null
  }
}

/** What is wrong with an error as tRPC's clients get it. */
export function wrongTrpcError(error: unknown): string[] {
  const { code, httpStatus, domain } = (error as TrpcError)?.data ?? {}
  if (domain != null) {
    if (!isDomainCode(domain.code)) return [`an undocumented domain code: ${String(domain.code)}`]
    if (trouble.includes(domain.code)) return [`the service says ${domain.code}`]
    return trpcCodeOf[domain.code] === code && httpStatusOf[domain.code] === httpStatus
      ? []
      : [`${domain.code} came as ${String(code)} ${String(httpStatus)}`]
  }
  const statuses = transportCodes[String(code)]
  if (!statuses) return [`an undocumented code: ${String(code)}`]
  return statuses.includes(Number(httpStatus)) ? [] : [`${code} came as ${String(httpStatus)}`]
}

/** What is wrong with a refusal in the REST envelope. */
export function wrongEnvelope(status: number, body: unknown): string[] {
  const { success, error } = (body ?? {}) as { success?: unknown; error?: { code?: unknown } }
  const code = String(error?.code)
  if (success !== false || typeof error?.code !== 'string') return ['a refusal without envelope']
  if (trouble.some((each) => wireCodeOf[each as DomainErrorCode] === code)) {
    return [`the service says ${code}`]
  }
  const fromDomain = domainErrorCodes.some(
    (each) => wireCodeOf[each] === code && httpStatusOf[each] === status,
  )
  if (fromDomain || restCodes[code]?.includes(status)) return []
  return [`an undocumented refusal: ${status} ${code}`]
}

const isDomainCode = (code: unknown): code is DomainErrorCode =>
  domainErrorCodes.includes(code as DomainErrorCode)
