import { type AddressFault, readAddress } from './address'
import { isCountry } from './country'
import { oneLine } from './words'

export const signatureStates = ['pending', 'confirmed', 'withdrawn', 'quarantined', 'expired'] as const
export type SignatureState = (typeof signatureStates)[number]

export const disclosures = ['full', 'initials', 'counted'] as const
/** What the recipient sees of a signer: full name and place; initials and place; or only that there is one more. */
export type Disclosure = (typeof disclosures)[number]

export const lineStates = ['none', 'unread', 'approved', 'refused'] as const
export type LineState = (typeof lineStates)[number]

/**
 * Why a signature looks doubtful, for a person to judge: the trap was filled in; sent within two seconds of reading; sent
 * without a proof of work where one was asked for; one of very many such from its network.
 */
export const signals = ['honeypot', 'too-fast', 'no-proof', 'flood'] as const
export type Signal = (typeof signals)[number]

/**
 * Whether a signature is set aside until somebody looked at it. Being quick, or having no scripts in a crowd, is no
 * reason alone: people are. Both together, or without end from one network, are how programs sign.
 */
export const isDoubtful = (seen: readonly Signal[]) =>
  seen.includes('honeypot') ||
  (seen.includes('no-proof') && (seen.includes('too-fast') || seen.includes('flood')))

/** Longest fields, in UTF-16 units after folding. */
export const limits = { name: 100, city: 80, line: 280 } as const

/** How long things stay open, in milliseconds. */
export const windows = { code: 24 * 3_600_000, link: 7 * 24 * 3_600_000, page: 48 * 3_600_000 } as const

export const codeTries = 5

export const signFields = [
  'name',
  'email',
  'country',
  'city',
  'line',
  'disclosure',
  'public',
  'updates',
] as const
export type SignField = (typeof signFields)[number]

export type SignFault =
  | 'name-missing'
  | 'name-too-long'
  | `email-${AddressFault}`
  | 'country-missing'
  | 'country-unknown'
  | 'city-too-long'
  | 'line-too-long'
  | 'disclosure-unknown'
  | 'page-too-old'

export type SignFaults = Partial<Record<SignField | 'page', SignFault>>

/** A signature as posted, cleaned. `email` is the address as typed; `domain` its ASCII domain. */
export type SignedForm = {
  name: string
  email: string
  domain: string
  country: string
  city: string | null
  line: string | null
  disclosure: Disclosure
  isPublic: boolean
  wantsUpdates: boolean
}

// Some are letters to Unicode (the Hangul fillers), yet a letter signed with them bears no name.
const invisible = /\p{Default_Ignorable_Code_Point}/gu

const isTicked = (value: string | undefined) =>
  value !== undefined && !['', '0', 'no', 'off', 'false'].includes(value)

/**
 * Reads the sign form. Everything typed is data: it is cleaned of what cannot be printed, never of what could be
 * markup somewhere. No choice of disclosure means counted only.
 */
export function readSignForm(
  typed: Partial<Record<SignField, string>>,
  { isHighRisk }: { isHighRisk: boolean },
): { kind: 'read'; form: SignedForm } | { kind: 'refused'; faults: SignFaults } {
  const faults: SignFaults = {}
  const name = oneLine(typed.name ?? '')
  if (!/[\p{L}\p{N}]/u.test(name.replace(invisible, ''))) faults.name = 'name-missing'
  else if (name.length > limits.name) faults.name = 'name-too-long'

  const address = readAddress((typed.email ?? '').normalize('NFC'))
  if (address.kind === 'refused') faults.email = `email-${address.fault}`

  const country = (typed.country ?? '').trim().toUpperCase()
  if (country === '') faults.country = 'country-missing'
  else if (!isCountry(country)) faults.country = 'country-unknown'

  const city = oneLine(typed.city ?? '')
  if (city.length > limits.city) faults.city = 'city-too-long'
  const line = oneLine(typed.line ?? '')
  if (line.length > limits.line) faults.line = 'line-too-long'

  const chosen = (typed.disclosure ?? '').trim() || 'counted'
  const disclosure = disclosures.find((d) => d === chosen)
  if (!disclosure) faults.disclosure = 'disclosure-unknown'

  if (address.kind === 'refused' || !disclosure || Object.keys(faults).length > 0)
    return { kind: 'refused', faults }
  return {
    kind: 'read',
    form: {
      name,
      email: address.address,
      domain: address.domain,
      country,
      city: city || null,
      line: line || null,
      disclosure: isHighRisk ? 'counted' : disclosure,
      isPublic: !isHighRisk && isTicked(typed.public),
      wantsUpdates: isTicked(typed.updates),
    },
  }
}

// Accents of Latin, Greek and Cyrillic, points of Hebrew, vowel marks of Arabic: written or left out by the same person.
// In other scripts a mark is as good as a letter, and names differ by it.
const optionalMarks = /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]/g

/** A name folded so that the same person typing it twice gives the same: case, accents and spacing apart. */
export const foldedName = (name: string) =>
  name
    .normalize('NFKD')
    .replace(optionalMarks, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()

/** The first letter of each word, with a full stop: "Ana María Pérez" is "A. M. P.". Whole clusters, any script. */
export function initials(name: string): string {
  const clusters = new Intl.Segmenter('und', { granularity: 'grapheme' })
  return name
    .split(/[\s\-‐‑]+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .map((word) => {
      const first = [...clusters.segment(word)].find(({ segment }) => /[\p{L}\p{N}]/u.test(segment))
      return `${capital(first?.segment ?? '')}.`
    })
    .slice(0, 6)
    .join(' ')
}

// Georgian begins no name with a capital; its upper case is for whole words on signs.
const capital = (letter: string) =>
  /\p{Script=Georgian}/u.test(letter) ? letter : letter.toLocaleUpperCase('und')

type Disclosable = { disclosure: Disclosure; name: string | null; city: string | null; country: string }

/**
 * What a recipient may see of a signer. The one function every letter, mail and export for a recipient goes through.
 * `null` means: one more in the count, and nothing else. `countryNamed` turns a code into a name.
 */
export function disclosedAs(
  { disclosure, name, city, country }: Disclosable,
  countryNamed: (code: string) => string,
): { name: string; place: string } | null {
  if (!name || (disclosure !== 'full' && disclosure !== 'initials')) return null
  const place = [city, countryNamed(country)].filter(Boolean).join(', ')
  return { name: disclosure === 'full' ? name : initials(name), place }
}

/** The one meaning of "counted": confirmed by its signer and not withdrawn since. Pages, letters and totals all use it. */
export const isCountable = (state: SignatureState) => state === 'confirmed'
