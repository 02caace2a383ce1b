// Who is calling, by address: the socket's peer, or what a configured proxy says of it.
// X-Forwarded headers of anybody else are not read.
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** The caller's address; the rightmost forwarded one that is not itself a trusted proxy. */
export function clientAddress(
  request: IncomingMessage,
  trustedProxies: ReadonlySet<string>,
): string {
  const peer = normalized(request.socket.remoteAddress ?? '')
  if (!trustedProxies.has(peer)) return peer
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((address) => normalized(address.trim()))
  const caller = forwarded.findLast((address) => !trustedProxies.has(address))
  return caller !== undefined && isIP(caller) !== 0 ? caller : peer
}

/** Whether the caller reached the service by TLS, which ends at a trusted proxy or not at all. */
export function isSecure(request: IncomingMessage, trustedProxies: ReadonlySet<string>): boolean {
  const peer = normalized(request.socket.remoteAddress ?? '')
  return trustedProxies.has(peer) && request.headers['x-forwarded-proto'] === 'https'
}

/** What limits per address count by: an IPv4 address, or the /64 network that one IPv6 customer has. */
export function addressKey(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.split('::')
  const left = groups(head)
  const right = groups(tail ?? '')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const all = [...left, ...Array<string>(zeros).fill('0'), ...right]
  return `${all.slice(0, 4).join(':')}::/64`
}

/** IPv4 in its own form where the kernel maps it into IPv6, and no zone. */
function normalized(address: string): string {
  const plain = address.replace(/%.*$/, '')
  return plain.toLowerCase().startsWith('::ffff:') && plain.includes('.') ? plain.slice(7) : plain
}

const groups = (text: string): string[] =>
  text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16).toString(16))
