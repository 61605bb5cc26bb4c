import { domainOf } from './address'
import { foldedName, type Signal, type SignatureState, signals } from './signature'

/** What a person looks for among the signatures of a campaign. All that is given must hold. */
export type QuarantineFilter = {
  /** The network of a connection (an address, or the start of what a search shows for one). */
  network?: string
  /** The domain of the signer's address, or one above it. */
  domain?: string
  since?: Date
  until?: Date
  signal?: Signal
  /** A part of the name, however it is written. */
  nameLike?: string
}

export type FilterWords = Partial<Record<keyof QuarantineFilter, string>>

/** Reads a filter as it was typed. Says which part can't be read; nothing at all is a fault too, since it would mean all. */
export function readFilter(
  words: FilterWords,
): { kind: 'read'; filter: QuarantineFilter } | { kind: 'refused'; fault: keyof QuarantineFilter | 'empty' } {
  const filter: QuarantineFilter = {}
  const given = (key: keyof FilterWords) => words[key]?.trim() ?? ''
  for (const key of ['since', 'until'] as const) {
    if (words[key] === undefined) continue
    const at = readMoment(given(key))
    if (!at) return { kind: 'refused', fault: key }
    filter[key] = at
  }
  if (words.signal !== undefined) {
    const signal = signals.find((one) => one === given('signal'))
    if (!signal) return { kind: 'refused', fault: 'signal' }
    filter.signal = signal
  }
  if (words.domain !== undefined) {
    const domain = given('domain').replace(/^@/, '').toLowerCase()
    if (!/^[^@\s]+$/.test(domain)) return { kind: 'refused', fault: 'domain' }
    filter.domain = domain
  }
  if (words.network !== undefined) {
    if (!/^[\w.:-]{6,64}$/.test(given('network'))) return { kind: 'refused', fault: 'network' }
    filter.network = given('network')
  }
  if (words.nameLike !== undefined) {
    if (!foldedName(given('nameLike'))) return { kind: 'refused', fault: 'nameLike' }
    filter.nameLike = given('nameLike')
  }
  return Object.keys(filter).length > 0 ? { kind: 'read', filter } : { kind: 'refused', fault: 'empty' }
}

/** A moment as ISO 8601 has it. Without an offset it is UTC, whatever the machine thinks. */
function readMoment(typed: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/.test(typed))
    return null
  const hasOffset = /(?:Z|[+-]\d{2}:\d{2})$/.test(typed)
  const at = new Date(typed.includes('T') && !hasOffset ? `${typed}Z` : typed)
  return Number.isNaN(at.getTime()) ? null : at
}

/** States in which a signature can be set aside. */
export const quarantinable = ['pending', 'confirmed'] as const satisfies SignatureState[]
export type Quarantinable = (typeof quarantinable)[number]

export type Candidate = { name: string | null; email: string | null; signals: Signal[] }

/** What of a filter the database can't be asked: addresses are sealed there, and names are folded only here. */
export function matches({ name, email, signals: seen }: Candidate, filter: QuarantineFilter): boolean {
  if (filter.signal && !seen.includes(filter.signal)) return false
  if (filter.nameLike && !foldedName(name ?? '').includes(foldedName(filter.nameLike))) return false
  if (!filter.domain) return true
  const domain = email ? domainOf(email).toLowerCase() : ''
  return domain === filter.domain || domain.endsWith(`.${filter.domain}`)
}

/** A filter as it is recorded. The network is not: its hash of the day says nothing later, and the address must not stay. */
export const filterWords = ({
  since,
  until,
  network,
  ...rest
}: QuarantineFilter): Record<string, string> => ({
  ...rest,
  ...(since ? { since: since.toISOString() } : {}),
  ...(until ? { until: until.toISOString() } : {}),
  ...(network ? { network: 'one' } : {}),
})
