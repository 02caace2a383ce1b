import { describe, expect, test } from 'vitest'
import { isPortAllowed, isReachable } from '../../src/outbound/addresses.ts'
import {
  type Address,
  addressesOf,
  hostnameOf,
  parseTarget,
  type Resolve,
  TargetRefused,
} from '../../src/outbound/target.ts'

const strict = { allowHttp: false, allowPrivate: false }
const local = { allowHttp: true, allowPrivate: true }

/** Addresses, whether they are public, and whether they may be reached where private ones are allowed. */
const addresses: readonly (readonly [string, boolean, boolean])[] = [
  ['93.184.215.14', true, true],
  ['1.1.1.1', true, true],
  ['9.255.255.255', true, true],
  ['10.0.0.0', false, true],
  ['10.255.255.255', false, true],
  ['11.0.0.0', true, true],
  ['100.63.255.255', true, true],
  ['100.64.0.0', false, true],
  ['100.127.255.255', false, true],
  ['100.128.0.0', true, true],
  ['127.0.0.1', false, true],
  ['127.255.255.254', false, true],
  ['172.15.255.255', true, true],
  ['172.16.0.1', false, true],
  ['172.31.255.255', false, true],
  ['172.32.0.0', true, true],
  ['192.168.0.1', false, true],
  ['192.169.0.0', true, true],
  ['0.0.0.0', false, false],
  ['0.1.2.3', false, false],
  ['169.254.169.254', false, false],
  ['192.0.0.1', false, false],
  ['192.0.2.1', false, false],
  ['198.18.0.1', false, false],
  ['198.51.100.1', false, false],
  ['203.0.113.1', false, false],
  ['224.0.0.1', false, false],
  ['239.255.255.255', false, false],
  ['240.0.0.1', false, false],
  ['255.255.255.255', false, false],
  ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', true, true],
  ['::1', false, true],
  ['::', false, false],
  ['fc00::1', false, true],
  ['fdff:ffff::1', false, true],
  ['fe80::1', false, false],
  ['ff02::1', false, false],
  ['::ffff:127.0.0.1', false, false],
  ['::ffff:93.184.215.14', false, false],
  ['::ffff:a9fe:a9fe', false, false],
  ['::127.0.0.1', false, false],
  ['64:ff9b::7f00:1', false, false],
  ['64:ff9b::a9fe:a9fe', false, false],
  ['2002:7f00:1::', false, false],
  ['2001::7f00:1', false, false],
  ['2001:db8::1', false, false],
  ['2001:200::1', true, true],
  ['3fff::1', false, false],
  ['4000::1', false, false],
  ['not an address', false, false],
  ['', false, false],
]

test.each(addresses)(
  '%s: public %s, with private ones allowed %s',
  (address, isPublic, isLocal) => {
    expect([isReachable(address, false), isReachable(address, true)]).toEqual([isPublic, isLocal])
  },
)

test.each([
  [80, true],
  [443, true],
  [1_024, true],
  [65_535, true],
  [0, false],
  [22, false],
  [25, false],
  [1_023, false],
  [65_536, false],
])('port %i: %s', (port, isAllowed) => expect(isPortAllowed(port)).toBe(isAllowed))

const to =
  (...found: Address[]): Resolve =>
  async () =>
    found
const nobody: Resolve = () => Promise.reject(new Error('ENOTFOUND'))

const look = async (text: string, policy = strict, resolve: Resolve = nobody) => {
  try {
    const url = parseTarget(text, policy)
    return await addressesOf(url, policy, resolve, new AbortController().signal)
  } catch (error) {
    expect(error).toBeInstanceOf(TargetRefused)
    return (error as Error).message
  }
}

describe('a URL that leads inwards is refused, however it is written', () => {
  test.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7f.0.0.1/',
    'https://0177.0.0.1/',
    'https://127.0.0.1./',
    'https://0/',
    'https://10.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://2852039166/',
    'https://0xa9fea9fe/',
    'https://[::1]/',
    'https://[0:0:0:0:0:0:0:1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[::]/',
    'https://１２７.０.０.１/',
    'https://127。0。0。1/',
  ])('%s', async (url) => {
    expect(await look(url)).toContain('must lead to public addresses')
  })

  test.each(['https://localhost/', 'https://localhost./', 'https://intern.example/'])(
    '%s, by its name',
    async (url) => {
      const inwards = to({ address: '127.0.0.1', family: 4 })
      expect(await look(url, strict, inwards)).toContain('must lead to public addresses')
    },
  )

  test('one address of several is enough', async () => {
    const mixed = to({ address: '93.184.215.14', family: 4 }, { address: '::1', family: 6 })
    expect(await look('https://mixed.example/', strict, mixed)).toContain('public addresses')
    expect(await look('https://none.example/', strict, to())).toContain('public addresses')
  })
})

test.each([
  ['http://example.com/', 'must begin with https://; http:// only with WEBHOOK_ALLOW_HTTP=true'],
  ['ftp://example.com/', 'must begin with https://'],
  ['file:///etc/passwd', 'must begin with https://'],
  ['gopher://example.com/', 'must begin with https://'],
  ['javascript:alert(1)', 'must begin with https://'],
  ['https://ana:secret@example.com/', 'must hold no user name'],
  ['https://example.com@127.0.0.1/', 'must hold no user name'],
  ['https://example.com:22/', 'must name port'],
  ['https://example.com:6/', 'must name port'],
  ['not a url', 'must be a URL'],
  ['https://', 'must be a URL'],
  [`https://example.com/${'x'.repeat(2_048)}`, 'must be a URL of at most 2048 characters'],
  ['https://nowhere.example/', 'names a host that has no address'],
])('%s is refused', async (url, why) => expect(await look(url)).toContain(why))

test('a public name is resolved, and its form is one', async () => {
  const found = { address: '93.184.215.14', family: 4 } as const
  expect(await look('https://Example.COM./hook?x=1#part', strict, to(found))).toEqual([found])
  expect(parseTarget('https://Example.COM./hook?x=1#part', strict).href).toBe(
    'https://example.com./hook?x=1',
  )
  expect(hostnameOf(new URL('https://[2001:200::1]/'))).toBe('2001:200::1')
})

test('where it is allowed, a receiver of one’s own may be named; the metadata of a cloud never', async () => {
  expect(await look('http://127.0.0.1:8080/', local)).toEqual([{ address: '127.0.0.1', family: 4 }])
  expect(await look('http://169.254.169.254/', local)).toContain('must lead to')
})
