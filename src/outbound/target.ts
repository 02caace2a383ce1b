// Where a delivery goes: a URL is checked, its name resolved, and every address it has judged. What is connected to is
// the address that was judged, so that a name that answers differently a moment later leads nowhere else.
import { promises as dns } from 'node:dns'
import { isIP } from 'node:net'
import { isPortAllowed, isReachable } from './addresses.ts'

export interface TargetPolicy {
  /** Plain http, too; otherwise https alone. */
  readonly allowHttp: boolean
  /** This machine and private networks, too; otherwise public addresses alone. */
  readonly allowPrivate: boolean
}

export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

/** All addresses a name has now; rejects where it has none. */
export type Resolve = (hostname: string, signal: AbortSignal) => Promise<readonly Address[]>

/** The URL must not be delivered to; the message says why, to its owner. */
export class TargetRefused extends Error {
  override readonly name = 'TargetRefused'
}

export const urlMaxChars = 2_048

/** The URL in its one form. Throws `TargetRefused`, whose message completes "url …". */
export function parseTarget(text: string, policy: TargetPolicy): URL {
  if (text.length > urlMaxChars || !URL.canParse(text)) {
    throw new TargetRefused(`must be a URL of at most ${urlMaxChars} characters`)
  }
  const url = new URL(text)
  const schemes = policy.allowHttp ? ['https:', 'http:'] : ['https:']
  if (!schemes.includes(url.protocol)) {
    const others = policy.allowHttp ? ' or http://' : '; http:// only with WEBHOOK_ALLOW_HTTP=true'
    throw new TargetRefused(`must begin with https://${others}`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new TargetRefused('must hold no user name and no password; deliveries are signed')
  }
  if (url.port !== '' && !isPortAllowed(Number(url.port))) {
    throw new TargetRefused('must name port 443, 80 or one from 1024')
  }
  url.hash = ''
  return url
}

/** The addresses behind a URL, each of them allowed. Throws `TargetRefused`. */
export async function addressesOf(
  url: URL,
  { allowPrivate }: TargetPolicy,
  resolve: Resolve,
  signal: AbortSignal,
): Promise<readonly Address[]> {
  const hostname = hostnameOf(url)
  const family = isIP(hostname)
  const found: readonly Address[] =
    family === 0
      ? await resolved(hostname, resolve, signal)
      : [{ address: hostname, family: family as 4 | 6 }]
  // One that is not allowed is enough: which of them is connected to must not be a matter of luck.
  if (found.length > 0 && found.every(({ address }) => isReachable(address, allowPrivate)))
    return found
  throw new TargetRefused(
    'must lead to public addresses; this one leads to none, or to this machine, a private network (only with WEBHOOK_ALLOW_PRIVATE=true) or a reserved range',
  )
}

async function resolved(hostname: string, resolve: Resolve, signal: AbortSignal) {
  try {
    return await resolve(hostname, signal)
  } catch {
    throw new TargetRefused('names a host that has no address')
  }
}

/** As resolvers and sockets take it: without the brackets of an IPv6 address and the dot of a whole name. */
export const hostnameOf = ({ hostname }: URL): string =>
  hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')

const dnsTimeoutMs = 3_000

/**
 * Asks the name servers, not the machine: no entry of its hosts file leads inwards, and a slow server occupies none of
 * the threads that hashing and files need.
 */
export const resolveByDns: Resolve = async (hostname, signal) => {
  const resolver = new dns.Resolver({ timeout: dnsTimeoutMs, tries: 2 })
  const cancel = () => resolver.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    const [v4, v6] = await Promise.allSettled([
      resolver.resolve4(hostname),
      resolver.resolve6(hostname),
    ])
    const found = [...addresses(v4, 4), ...addresses(v6, 6)]
    if (found.length === 0) throw new Error(`${hostname} has no address`)
    return found
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

const addresses = (settled: PromiseSettledResult<string[]>, family: 4 | 6): Address[] =>
  settled.status === 'fulfilled' ? settled.value.map((address) => ({ address, family })) : []

/** As this machine resolves names, its hosts file included: for local use, where private targets are allowed. */
export const resolveByMachine: Resolve = async (hostname) =>
  (await dns.lookup(hostname, { all: true, verbatim: true })).map(({ address, family }) => ({
    address,
    family: family as 4 | 6,
  }))
