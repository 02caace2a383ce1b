// Procedures with inputs made from their own schemas and then bent, by everybody, on every way in.
import fc from 'fast-check'
import { type Call, type Role, roles, type Seen } from './case.ts'
import { jsonWithRaw } from './hostile.ts'
import { send } from './http.ts'
import { hints } from './inputs.ts'
import { mutated } from './mutate.ts'
import { wrongTrpcError } from './oracle.ts'
import { type Person, people } from './people.ts'
import { mayCall, type Procedure, procedures } from './procedures.ts'
import { arbitraryOf } from './schema-arbitrary.ts'
import type { Lines } from './sockets.ts'
import type { Target } from './target.ts'

const urlMax = 12_000
const ways = ['post', 'post', 'post', 'get', 'batch', 'ws', 'ws'] as const
/** Who can stay on a socket long enough to ask something. */
const onSockets: readonly Role[] = ['ana', 'bob', 'olga', 'internal', 'worker']

export const callArbitrary = (among: readonly Procedure[] = procedures): fc.Arbitrary<Call> =>
  fc.oneof(...among.map((procedure) => callOf(procedure, mostlyInsiders(procedure), mutated)))

/** Each procedure by each role, with an input as it is meant: what chance would leave out of some runs. */
export const callCells: readonly fc.Arbitrary<Call>[] = procedures.flatMap((procedure) =>
  roles.map((role) => callOf(procedure, fc.constant(role), (input) => fc.constant(input))),
)

const mostlyInsiders = ({ grant }: Procedure): fc.Arbitrary<Role> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...roles.filter((role) => mayCall(grant, role))) },
    { weight: 1, arbitrary: fc.constantFrom(...roles) },
  )

function callOf(
  { path, type, schema }: Procedure,
  as: fc.Arbitrary<Role>,
  bend: (input: unknown) => fc.Arbitrary<unknown>,
): fc.Arbitrary<Call> {
  const input = arbitraryOf(schema, hints)
    .chain(bend)
    .map((value) => (value === undefined ? null : jsonWithRaw(value)))
  return fc.record({ as, input, way: fc.constantFrom(...ways) }).map(({ as, input, way }) => {
    const via = way === 'ws' && !onSockets.includes(as) ? 'post' : way
    return { kind: 'call', path, type, as, via, input }
  })
}

export async function performCall(call: Call, target: Target, lines: Lines): Promise<Seen> {
  const input = call.input === null ? null : target.filled(call.input)
  const { text, status } =
    call.via === 'ws' ? await overSocket(call, input, lines) : await overHttp(call, input, target)
  const broken: string[] = status >= 500 ? [`HTTP ${status}`] : []
  const answers = answersIn(text, broken)
  const errors = answers.filter((answer) => answer.error !== undefined)
  const isAnswered = answers.some((answer) => answer.result !== undefined)
  broken.push(...errors.flatMap(({ error }) => wrongTrpcError(error)))
  const grant = procedures.find(({ path }) => path === call.path)?.grant ?? 'operator'
  if (isAnswered && !mayCall(grant, call.as)) broken.push(`${call.as} was answered`)
  if (isAnswered) await putRight(call, target, lines)
  return {
    mayChange: isAnswered && call.type === 'mutation',
    refused: !isAnswered,
    text,
    errorBytes: Math.max(0, ...errors.map((error) => Buffer.byteLength(JSON.stringify(error)))),
    broken,
  }
}

interface TrpcAnswer {
  readonly result?: unknown
  readonly error?: unknown
}

function answersIn(text: string, broken: string[]): readonly TrpcAnswer[] {
  if (text.startsWith('event: ')) return [answerInStream(text)]
  try {
    const parsed: unknown = JSON.parse(text)
    const answers = (Array.isArray(parsed) ? parsed : [parsed]) as readonly TrpcAnswer[]
    for (const { result, error } of answers) {
      if ((result === undefined) === (error === undefined)) broken.push('neither result nor error')
    }
    return answers
  } catch {
    broken.push(`no JSON: ${text.slice(0, 100)}`)
    return []
  }
}

/** A stream begins before it is known whether its caller may have it; a refusal is one of its events. */
function answerInStream(text: string): TrpcAnswer {
  const refusal = /^event: serialized-error\ndata: (.*)$/m.exec(text)?.[1]
  return refusal === undefined ? { result: text } : { error: JSON.parse(refusal) }
}

async function overHttp({ path, via, as }: Call, input: string | null, target: Target) {
  const headers = { ...target.headersOf(as), 'x-forwarded-for': target.freshAddress() }
  const query = input === null ? '' : `?input=${encodeURIComponent(input.toWellFormed())}`
  // Node refuses a longer head before anybody looks at it; that is for `heads.ts`.
  if (via === 'get' && query.length < urlMax) {
    return send(target.port, { method: 'GET', path: `/trpc/${path}${query}`, headers })
  }
  const isBatch = via === 'batch'
  return send(target.port, {
    method: 'POST',
    path: isBatch ? `/trpc/${path},${path}?batch=1` : `/trpc/${path}`,
    headers: { ...headers, 'content-type': 'application/json' },
    body: isBatch ? `{"0":${input ?? 'null'},"1":${input ?? 'null'}}` : input,
  })
}

async function overSocket({ path, type, as }: Call, input: string | null, lines: Lines) {
  const line = await lines.of(as)
  const params = input === null ? '' : `,"input":${input}`
  const text = `{"id":${line.sent + 1},"method":"${type}","params":{"path":"${path}"${params}}}`
  const { messages, closedWith } = await line.ask(text)
  if (type === 'subscription' || closedWith !== undefined) lines.drop(as)
  const [first] = messages
  if (first !== undefined) return { text: first, status: 200 }
  // Too large a message ends the connection without a word in JSON.
  return { text: '{"error":{"data":{"code":"PAYLOAD_TOO_LARGE","httpStatus":413}}}', status: 200 }
}

/** Some calls do what they say to the very people who call. */
async function putRight({ path, as }: Call, target: Target, lines: Lines): Promise<void> {
  if (path === 'admin.setRole' || path === 'admin.setActive') {
    await target.ask('restore')
    lines.closeAll()
  }
  // Whoever was erased is somebody new from here on.
  if (path === 'account.erase' || path === 'admin.erase') {
    await target.refill()
    lines.closeAll()
  }
  if (path === 'auth.logout' && people.includes(as as Person)) {
    await target.signIn(as as Person)
    lines.drop(as)
  }
}
