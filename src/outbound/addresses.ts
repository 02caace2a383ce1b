// Which addresses and ports of the network deliveries may go to. An address is judged as a number, after it was
// resolved; how a name or a URL writes it makes no difference. It resolves and connects to nothing.
import { BlockList, isIP, isIPv4 } from 'node:net'

/** Never reached, whatever is allowed: this host by another name, link-local (cloud metadata), documentation, multicast. */
const neverV4 = blockList('ipv4', [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
])
/** This machine and the networks around it. */
const privateV4 = blockList('ipv4', [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
])
/** All that is given out; mapped, translated, link-local and multicast addresses lie outside. */
const globalV6 = blockList('ipv6', [['2000::', 3]])
/** Within that: tunnels that carry an IPv4 address, and documentation. */
const neverV6 = blockList('ipv6', [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
])
const privateV6 = blockList('ipv6', [
  ['::1', 128],
  ['fc00::', 7],
])

/** Whether a delivery may connect to this IP address. */
export function isReachable(address: string, allowPrivate: boolean): boolean {
  if (isIP(address) === 0) return false
  if (isIPv4(address)) {
    if (neverV4.check(address, 'ipv4')) return false
    return allowPrivate || !privateV4.check(address, 'ipv4')
  }
  if (allowPrivate && privateV6.check(address, 'ipv6')) return true
  return globalV6.check(address, 'ipv6') && !neverV6.check(address, 'ipv6')
}

/** The ports of web servers, and those that need no special right; not those of mail, shells and the like. */
export const isPortAllowed = (port: number): boolean =>
  port === 80 || port === 443 || (port >= 1_024 && port <= 65_535)

function blockList(family: 'ipv4' | 'ipv6', subnets: readonly (readonly [string, number])[]) {
  const list = new BlockList()
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, family)
  return list
}
