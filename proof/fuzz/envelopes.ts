// Messages where tRPC's envelope is expected: ids of every type, methods and paths that do not exist, params of
// another shape, arrays of anything, and subscriptions that are stopped before they start.
import fc from 'fast-check'
import type { Envelope, Seen } from './case.ts'
import { hostileText, jsonWithRaw, mostly, prototypeNames, rawJson } from './hostile.ts'
import { mutated } from './mutate.ts'
import { wrongTrpcError } from './oracle.ts'
import { procedures } from './procedures.ts'
import type { Lines } from './sockets.ts'
import type { Target } from './target.ts'

const oddPath = fc.oneof(
  fc.constantFrom(...prototypeNames),
  fc.constantFrom('assessment', 'assessment.', '.', 'tokens.balance.x', '__proto__.live', ''),
  hostileText,
)
const oddId = fc.oneof(
  fc.constantFrom<unknown>(0, -1, null, '', 'a', true, {}, [], 1.5, 2 ** 53, '~raw:1e999'),
  hostileText,
)
const oddMethod = fc.oneof(
  fc.constantFrom('subscription.stop', 'connectionParams', 'reconnect', 'rpc.discover', ''),
  fc.constantFrom(...prototypeNames),
  hostileText,
)
const oddInput = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  rawJson.map((text) => `~raw:${text}`),
)
const lastEventId = fc.oneof(fc.constantFrom<unknown>('0', '-1', '9e15', null, {}), hostileText)

/** A call that is right but for what is drawn odd. */
const message = fc.constantFrom(...procedures).chain(({ path, type }) =>
  fc
    .record({
      id: mostly<unknown>(fc.nat(), oddId),
      jsonrpc: mostly<unknown>(fc.constant('2.0'), fc.constantFrom('1.0', 2, null, {}, undefined)),
      method: mostly<unknown>(fc.constant(type), oddMethod),
      path: mostly<unknown>(fc.constant(path), oddPath),
      input: mostly<unknown>(fc.constant(undefined), oddInput, 2),
      lastEventId: mostly<unknown>(fc.constant(undefined), lastEventId),
      params: mostly<unknown>(fc.constant(undefined), fc.jsonValue({ maxDepth: 2 }), 12),
    })
    .map(({ path, input, lastEventId, params, ...rest }) => ({
      ...rest,
      params: params ?? { path, input, lastEventId },
    })),
)

export const envelopeArbitrary: fc.Arbitrary<Envelope> = fc
  .record({
    as: fc.constantFrom('ana', 'ana', 'bob', 'internal'),
    text: fc.oneof(
      { weight: 6, arbitrary: message.map(jsonWithRaw) },
      { weight: 2, arbitrary: message.chain(mutated).map(jsonWithRaw) },
      { weight: 3, arbitrary: fc.array(message, { maxLength: 12 }).map(jsonWithRaw) },
      { weight: 1, arbitrary: rawJson },
      { weight: 1, arbitrary: hostileText },
    ),
  })
  .map((made) => ({ kind: 'envelope', ...made }))

export async function performEnvelope(
  { as, text }: Envelope,
  target: Target,
  lines: Lines,
): Promise<Seen> {
  const line = await lines.of(as)
  // Some messages are rightly answered with nothing.
  const { messages, closedWith } = await line.ask(target.filled(text), () => target.ask('turn'))
  // Whatever it opened ends with its socket, so that it is not counted against the next.
  lines.drop(as)
  const answers = messages.flatMap(answersIn)
  const errors = answers.filter(({ error }) => error !== undefined)
  const broken = errors.flatMap(({ error }) => wrongTrpcError(error))
  if (closedWith === 1006 || closedWith === 1011) broken.push(`closed with ${closedWith}`)
  const isAnswered = answers.some(({ result }) => result !== undefined)
  if (isAnswered && /"auth\.logout"/.test(text) && (as === 'ana' || as === 'bob')) {
    await target.signIn(as)
  }
  // Whoever was erased is somebody new from here on.
  if (isAnswered && /"(account|admin)\.erase"/.test(text)) {
    await target.refill()
    lines.closeAll()
  }
  return {
    mayChange: isAnswered,
    refused: !isAnswered,
    text: messages.join('\n'),
    errorBytes: Math.max(0, ...errors.map((error) => Buffer.byteLength(JSON.stringify(error)))),
    broken,
  }
}

function answersIn(text: string): readonly { result?: unknown; error?: unknown }[] {
  if (text === 'PONG') return []
  const parsed: unknown = JSON.parse(text)
  return Array.isArray(parsed) ? parsed : [parsed as object]
}
