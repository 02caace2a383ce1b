import { describe, expect, test } from 'vitest'
import { callIdMaxChars, WsEncoder } from '../../src/http/ws-encoder.ts'

const encoder = () =>
  new WsEncoder({ limits: { batchCallsMax: 10, jsonDepthMax: 32 }, admit: () => true })

const event = (id: unknown, data: unknown, more: object = {}) => ({
  id,
  jsonrpc: undefined,
  result: { type: 'data', data: { id: '7', data }, id: '7' },
  ...more,
})

describe('an answer as text', () => {
  test.each([
    ['an event', event(1, { event: 'analysis-queued', message: 'a "quoted" line\n' })],
    ['an event of a call with a text for an id', event('a"b', { event: 'reset' })],
    ['an event of JSON-RPC', event(1, { event: 'reset' }, { jsonrpc: '2.0' })],
    ['an event that is a number', event(1, 5)],
    ['an event that is nothing', event(1, null)],
    [
      'an event whose data has an id of its own',
      { id: 1, result: { type: 'data', data: { id: '8', data: {} }, id: '7' } },
    ],
    ['the answer to a call', { id: 1, result: { type: 'data', data: { id: '7', data: {} } } }],
    ['a start', { id: 1, result: { type: 'started' } }],
    ['a refusal', { id: null, error: { code: -32_700, message: 'no' } }],
  ])('is what JSON.stringify makes of %s', (_name, answer) => {
    expect(JSON.parse(encoder().encode(answer))).toEqual(JSON.parse(JSON.stringify(answer)))
    // The second time it may be remembered.
    expect(encoder().encode(answer)).toBe(JSON.stringify(answer))
  })

  test('is written once for an event that goes to many', () => {
    let written = 0
    const data = {
      toJSON() {
        written++
        return { event: 'reset' }
      },
    }
    const texts = [1, 2, 3].map((id) => encoder().encode(event(id, data)))
    expect(written).toBe(1)
    expect(texts.map((text) => JSON.parse(text).id)).toEqual([1, 2, 3])
  })
})

test('a call whose id is longer than any client needs is refused with all that came with it', () => {
  const call = (id: unknown) => ({ id, method: 'query', params: { path: 'health.live' } })
  const longest = 'x'.repeat(callIdMaxChars)
  const decode = (message: unknown) => encoder().decode(JSON.stringify(message))

  expect(decode([call(1), call(longest)])).toHaveLength(2)
  expect(() => decode(call(`${longest}x`))).toThrow('255 characters')
  expect(() => decode([call(1), call(`${longest}x`)])).toThrow('255 characters')
})
