// What a client says first: the parameters of a connection, of any shape, on a WebSocket and in the URL of a
// stream.
import fc from 'fast-check'
import { WebSocket } from 'ws'
import type { Params, Seen } from './case.ts'
import { hostileText, jsonWithRaw, mostly, rawJson } from './hostile.ts'
import { Hung, send } from './http.ts'
import { mutated } from './mutate.ts'
import { wrongTrpcError } from './oracle.ts'
import type { Target } from './target.ts'

const closedMaxMs = 10_000

const oddToken = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    'a.b.c',
    null,
    1,
    [],
    {},
    'x'.repeat(9_000),
    'e30.e30.e30',
    '@token ',
  ),
  hostileText,
)
const oddData = fc.oneof(
  fc.constantFrom<unknown>(null, [], 'x', 1, [['token', 'x']]),
  fc.dictionary(hostileText, hostileText, { maxKeys: 4 }),
  fc.dictionary(fc.string(), fc.string(), { minKeys: 1_000, maxKeys: 1_000 }),
)
const first = fc.record({
  method: mostly<unknown>(
    fc.constant('connectionParams'),
    fc.constantFrom('query', '', null, undefined, '__proto__'),
  ),
  data: mostly(
    fc.record({ token: mostly<unknown>(fc.constant('@token'), oddToken, 1) }),
    oddData,
    2,
  ),
})

export const paramsArbitrary: fc.Arbitrary<Params> = fc
  .record({
    over: fc.constantFrom('ws', 'ws', 'sse'),
    text: fc.oneof(
      { weight: 6, arbitrary: first.map(jsonWithRaw) },
      { weight: 3, arbitrary: first.chain(mutated).map(jsonWithRaw) },
      { weight: 1, arbitrary: rawJson },
      { weight: 1, arbitrary: hostileText },
    ),
  })
  .map((made) => ({ kind: 'params', ...made }))

export async function performParams({ over, text }: Params, target: Target): Promise<Seen> {
  const filled = text.replaceAll('@token', target.tokenOf('ana') ?? '')
  const heard = over === 'ws' ? await bySocket(target, filled) : await byUrl(target, filled)
  const broken = errorsIn(heard).flatMap(wrongTrpcError)
  return { mayChange: false, refused: true, text: heard, errorBytes: heard.length, broken }
}

async function byUrl(target: Target, text: string): Promise<string> {
  const params = encodeURIComponent(text.toWellFormed())
  // A request line longer than node reads is refused before anybody looks at it.
  const path = `/trpc/notifications.onEvent?connectionParams=${params}`.slice(0, 15_000)
  const headers = { 'x-forwarded-for': target.freshAddress(), accept: 'text/event-stream' }
  const { status, text: answer } = await send(target.port, { method: 'GET', path, headers })
  return status >= 500 ? `{"error":{"data":{"code":"HTTP ${status}"}}}` : answer
}

function bySocket(target: Target, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const heard: string[] = []
    const socket = new WebSocket(`ws://127.0.0.1:${target.port}/trpc?connectionParams=1`, {
      headers: { 'x-forwarded-for': target.freshAddress() },
    })
    const hung = setTimeout(() => reject(new Hung('the socket stayed open')), closedMaxMs)
    const settle = () => {
      clearTimeout(hung)
      socket.terminate()
      resolve(heard.join('\n'))
    }
    socket.on('error', () => {})
    socket.on('open', () => {
      socket.send(text)
      socket.send('{"id":1,"method":"query","params":{"path":"tokens.balance"}}')
      target.ask('turn').then(settle, reject)
    })
    socket.on('message', (data) => heard.push(String(data)))
    socket.on('close', settle)
  })
}

function errorsIn(text: string): unknown[] {
  return text.split('\n').flatMap((each) => {
    if (!each.startsWith('{') && !each.startsWith('[')) return []
    const parsed: unknown = JSON.parse(each)
    const answers = (Array.isArray(parsed) ? parsed : [parsed]) as { error?: unknown }[]
    return answers.flatMap(({ error }) => (error === undefined ? [] : [error]))
  })
}
