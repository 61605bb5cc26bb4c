import { BlockList, isIP } from 'node:net'

// IPv4: everything the registry of special addresses (IANA, RFC 6890 and successors) does not call globally reachable,
// with multicast, the reserved end, and the relay of 6to4.
const special: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]
// IPv6 is allowed where it is handed out (2000::/3), less what in there carries an IPv4 address (Teredo, 6to4) or is for
// protocols and examples. Mapped, compatible and NAT64 addresses, loopback, local, site-local and multicast lie outside.
const withinGlobal: [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const refused4 = new BlockList()
for (const [net, prefix] of special) refused4.addSubnet(net, prefix, 'ipv4')
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')
const refused6 = new BlockList()
for (const [net, prefix] of withinGlobal) refused6.addSubnet(net, prefix, 'ipv6')

/**
 * Whether an IP address is one anybody on the internet may mean, so that asking it tells nothing about this machine's
 * surroundings. What is no address, and one with a zone, is not public.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !refused4.check(address, 'ipv4')
    case 6:
      return !address.includes('%') && global6.check(address, 'ipv6') && !refused6.check(address, 'ipv6')
    default:
      return false
  }
}
