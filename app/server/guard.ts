import { locales } from '../messages/generated/runtime'

/**
 * Whether a request may change something: it comes from our own pages, or from no page at all. Browsers say so in
 * Sec-Fetch-Site; those that don't send it send Origin with every POST. Neither is a refusal.
 * Stands in front of Remix, whose own check is passed by resource routes and by requests without Origin.
 */
export function mayChange(request: Request, baseUrl: string): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return true
  const site = request.headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin' || site === 'none'
  return request.headers.get('origin') === baseUrl
}

/** What a page of ours, or a link to one, may ask by. Whether it comes from one is for `mayChange` to say. */
export const isOurMethod = (method: string) => ['GET', 'HEAD', 'OPTIONS', 'POST'].includes(method)

/** Whether an address can be read at all. What can't be decoded is nowhere, and must not be quoted in a complaint. */
export function isReadable(url: string): boolean {
  try {
    // Nothing here has a null byte in its address, and PostgreSQL can't be asked for one.
    return ![decodeURI(url), decodeURIComponent(new URL(url).pathname)].some((plain) => plain.includes('\0'))
  } catch {
    return false
  }
}

const rooms = new Set([
  '',
  'accents',
  'assets',
  'c',
  'confirm',
  'desk',
  'healthz',
  'letters',
  'mailbox',
  'organisations',
  'preview',
  'withdraw',
  ...locales,
])

/** The part of the site a path is in, for the log. Nothing else of it: somebody may paste a token or an address. */
export function roomOf(path: string): string {
  const [, first = ''] = path.split('/')
  const room = first.replace(/\.(?:json|data)$/, '')
  return rooms.has(room) ? room : 'other'
}

/**
 * The address of the person's connection. With n trusted proxies it is the n-th from the right of X-Forwarded-For,
 * which the outermost of them wrote; what stands left of it anybody can claim.
 */
export function clientAddress(peer: string, forwardedFor: string | null, trustedHops: number): string {
  if (trustedHops === 0) return peer
  const hops = (forwardedFor ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter(Boolean)
  return withoutPort(hops.at(-trustedHops) ?? peer)
}

/** Some proxies write the port too, in which case each connection would look like another person. */
const withoutPort = (hop: string) =>
  /^\[(?<v6>[^\]]+)\](?::\d+)?$/.exec(hop)?.groups?.v6 ?? /^(?<v4>[\d.]+):\d+$/.exec(hop)?.groups?.v4 ?? hop

/** The network a limit counts: the address itself for IPv4, its /64 for IPv6. */
export function networkOf(ip: string): string {
  const v4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(ip)?.[1]
  if (v4) return v4
  const [head = '', tail = ''] = ip.toLowerCase().split('%')[0]?.split('::') ?? []
  const groups = head ? head.split(':') : []
  const rest = tail ? tail.split(':') : []
  const filled = [...groups, ...Array(Math.max(0, 8 - groups.length - rest.length)).fill('0'), ...rest]
  const numbers = filled.map((group) => Number.parseInt(group || '0', 16))
  // IPv4 written as IPv6 in hexadecimal: by its /64, all of IPv4 would be one network.
  if (numbers.slice(0, 5).every((n) => n === 0) && numbers[5] === 0xffff)
    return numbers
      .slice(6)
      .flatMap((n) => [n >> 8, n & 255])
      .join('.')
  return numbers
    .slice(0, 4)
    .map((n) => n.toString(16))
    .join(':')
}
