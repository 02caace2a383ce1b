// Frames on a WebSocket that was opened properly: reserved bits, no mask, unknown opcodes, control frames that
// are too long or cut up, text that is none, fragments without end, close codes that do not exist.
import { connect } from 'node:net'
import fc from 'fast-check'
import type { Frames, Seen } from './case.ts'
import type { Target } from './target.ts'

interface Frame {
  readonly fin: boolean
  readonly rsv: number
  readonly opcode: number
  readonly masked: boolean
  readonly payload: string
  /** What the length says where it lies. */
  readonly length?: number
}

const payloads = fc.oneof(
  fc.constantFrom(
    '',
    'x',
    'PING',
    '{}',
    '[]',
    'null',
    '{"id":1,"method":"query","params":{"path":"tokens.balance"}}',
    '\xff\xfe',
    '\xed\xa0\x80',
    '\xc3',
    '\x00',
    '\x03\xe8',
    '\x03\xe7',
    '\x03\xed',
    '\x03\xee',
    '\x00\x00',
    '\xff\xff',
    '\x03',
    '\x03\xe8\xff\xff',
    'x'.repeat(125),
    'x'.repeat(126),
    'x'.repeat(65_536),
    '['.repeat(60_000),
    'x'.repeat(262_145),
  ),
  fc.string({ unit: 'binary', maxLength: 30 }).map((text) => Buffer.from(text).toString('latin1')),
)

const frame: fc.Arbitrary<Frame> = fc.record(
  {
    fin: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
    rsv: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 7 })),
    opcode: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(0, 1, 2, 8, 9, 10) },
      fc.integer({ min: 3, max: 15 }),
    ),
    masked: fc.oneof({ weight: 8, arbitrary: fc.constant(true) }, fc.constant(false)),
    payload: payloads,
    length: fc.constantFrom(0, 1, 126, 65_536, 2 ** 31, 2 ** 53, 2 ** 62),
  },
  { requiredKeys: ['fin', 'rsv', 'opcode', 'masked', 'payload'] },
)

const flood = (opcode: number, payload: string, count: number): string[] => {
  const first = bytesOf({ fin: false, rsv: 0, opcode, masked: true, payload })
  const more = bytesOf({ fin: false, rsv: 0, opcode: 0, masked: true, payload })
  return [first + more.repeat(count)]
}

export const framesArbitrary: fc.Arbitrary<Frames> = fc
  .record({
    signedIn: fc.boolean(),
    chunks: fc.oneof(
      { weight: 12, arbitrary: fc.array(frame.map(bytesOf), { minLength: 1, maxLength: 6 }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          flood(1, '', 100_000),
          flood(1, 'x', 50_000),
          flood(2, 'xy', 63),
          [bytesOf({ fin: true, rsv: 0, opcode: 9, masked: true, payload: 'x' }).repeat(500)],
        ),
      },
      {
        weight: 2,
        arbitrary: fc
          .uint8Array({ minLength: 1, maxLength: 100 })
          .map((bytes) => [Buffer.from(bytes).toString('latin1')]),
      },
    ),
  })
  .map((made) => ({ kind: 'frames', ...made }))

/** Masked with zeros, so that the bytes say what they mean. */
function bytesOf({ fin, rsv, opcode, masked, payload, length }: Frame): string {
  const says = length ?? payload.length
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode
  const mask = masked ? 0x80 : 0
  const head = Buffer.alloc(10)
  head[0] = first
  let size = 2
  if (says < 126) head[1] = mask | says
  else if (says < 65_536) {
    head[1] = mask | 126
    head.writeUInt16BE(says, 2)
    size = 4
  } else {
    head[1] = mask | 127
    head.writeBigUInt64BE(BigInt(says), 2)
    size = 10
  }
  return head.subarray(0, size).toString('latin1') + (masked ? '\0\0\0\0' : '') + payload
}

export async function performFrames(frames: Frames, target: Target): Promise<Seen> {
  const token = target.tokenOf('ana') ?? ''
  const signIn = JSON.stringify({ method: 'connectionParams', data: { token } })
  const opening = bytesOf({ fin: true, rsv: 0, opcode: 1, masked: true, payload: signIn })
  const chunks = frames.signedIn ? [opening, ...frames.chunks] : frames.chunks
  const handshake = [
    `GET /trpc${frames.signedIn ? '?connectionParams=1' : ''} HTTP/1.1`,
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    `X-Forwarded-For: ${target.freshAddress()}`,
    '',
    '',
  ].join('\r\n')
  const text = await converse(target, handshake, chunks)
  const broken = text.startsWith('HTTP/1.1 101 ') ? [] : [`no handshake: ${text.slice(0, 80)}`]
  return { mayChange: false, refused: true, text, errorBytes: 0, broken }
}

/** The handshake, then the frames; over when the server closes or has nothing more to say. */
async function converse(
  target: Target,
  handshake: string,
  chunks: readonly string[],
): Promise<string> {
  const heard: Buffer[] = []
  const socket = connect({ port: target.port, host: '127.0.0.1' })
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const opened = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      heard.push(chunk)
      resolve()
    })
  })
  socket.write(handshake)
  await Promise.race([opened, closed])
  const written = chunks.map(
    (bytes) => new Promise((resolve) => socket.write(Buffer.from(bytes, 'latin1'), resolve)),
  )
  await Promise.race([Promise.all(written), closed])
  await target.ask('turn')
  socket.destroySoon()
  await closed
  return Buffer.concat(heard).toString('latin1')
}
