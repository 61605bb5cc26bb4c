/** Why an e-mail address cannot be one. */
export type AddressFault =
  | 'missing'
  | 'too-long'
  | 'no-at'
  | 'nothing-before-at'
  | 'nothing-after-at'
  | 'not-a-domain'
  | 'not-an-address'

const forbidden = /[\s\p{C}\ufffd"(),:;<>[\]\\]/u

/**
 * Reads an e-mail address as a person types it. Keeps the local part as typed and puts the domain in its ASCII form
 * (RFC 5891). No quoted local parts, no comments, no address literals.
 */
export function readAddress(
  typed: string,
): { kind: 'address'; address: string; domain: string } | { kind: 'refused'; fault: AddressFault } {
  const value = typed.trim()
  const refused = (fault: AddressFault) => ({ kind: 'refused', fault }) as const
  if (value === '') return refused('missing')
  if (value.length > 254) return refused('too-long')
  if (forbidden.test(value)) return refused('not-an-address')
  const at = value.lastIndexOf('@')
  if (at === -1) return refused('no-at')
  if (at === 0) return refused('nothing-before-at')
  if (at === value.length - 1) return refused('nothing-after-at')
  const local = value.slice(0, at)
  if (local.length > 64 || local.includes('@') || /^\.|\.$|\.\./.test(local)) return refused('not-an-address')
  const domain = asciiDomain(value.slice(at + 1))
  if (!domain) return refused('not-a-domain')
  // RFC 5321 section 4.5.3.1.3: a path of 256 octets, with its angle brackets.
  if (local.length + 1 + domain.length > 254) return refused('too-long')
  return { kind: 'address', address: `${local}@${domain}`, domain }
}

function asciiDomain(typed: string): string | null {
  if (/[/?#%_~!$&'*+=`{|}^]/.test(typed)) return null
  try {
    const { hostname } = new URL(`http://${typed}`)
    const isDomain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(
      hostname,
    )
    return isDomain && hostname.length <= 253 ? hostname : null
  } catch {
    return null
  }
}

const aliases: Record<string, string> = {
  'googlemail.com': 'gmail.com',
  'me.com': 'icloud.com',
  'mac.com': 'icloud.com',
  'protonmail.com': 'proton.me',
  'protonmail.ch': 'proton.me',
  'pm.me': 'proton.me',
  'ya.ru': 'yandex.ru',
  'yandex.com': 'yandex.ru',
  'yandex.by': 'yandex.ru',
  'yandex.kz': 'yandex.ru',
  'yandex.ua': 'yandex.ru',
}

/**
 * The one form of all addresses that reach the same mailbox, for finding who signs twice. Never for sending and never
 * for signing in: mail goes to the address as typed.
 */
export function canonicalAddress(address: string): string {
  const folded = address.normalize('NFKC').toLowerCase()
  const at = folded.lastIndexOf('@')
  const domain = aliases[folded.slice(at + 1)] ?? folded.slice(at + 1)
  let local = untagged(folded.slice(0, at), '+')
  if (domain === 'gmail.com') local = local.replaceAll('.', '')
  if (domain === 'proton.me') local = local.replace(/[._-]/g, '')
  if (domain === 'yandex.ru') local = local.replaceAll('-', '.')
  if (/^yahoo\./.test(domain)) local = untagged(local, '-')
  return `${local}@${domain}`
}

/** What stands before the first mark; all of it when that is nothing, or everybody who begins so would be one person. */
const untagged = (local: string, mark: string) => local.split(mark)[0] || local

/** The part of an address after its last @. */
export const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1)
