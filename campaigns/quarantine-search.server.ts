import { and, asc, eq, gt, gte, inArray, lt } from 'drizzle-orm'
import type { Db } from '../db/client.server'
import { signatures } from '../db/schema'
import { domainOf } from './address'
import type { Keyring } from './keyring.server'
import { matches, type QuarantineFilter } from './quarantine'
import type { SignatureState } from './signature'
import { networkHash } from './signature.server'

const pageSize = 1_000
const day = 24 * 3_600_000
/** Hashes of networks are kept 30 days, under another key each day. */
const daysKept = 31
/** A domain that few share is as good as an address, and is not shown. */
const domainsFrom = 5
const shownOfEach = 5

type Search = {
  keyring: Keyring
  campaignId: string
  filter: QuarantineFilter
  states: readonly SignatureState[]
  now: Date
}

/** Whether a signature came from the network that is looked for: its address, or the start of the hash that is kept. */
function fromNetwork({ keyring, filter, now }: Search): (ipHash: string | null) => boolean {
  const { network } = filter
  if (!network) return () => true
  const hashes = new Set(
    Array.from({ length: daysKept }, (_, n) =>
      networkHash(keyring, network, new Date(now.getTime() - n * day)),
    ),
  )
  return (ipHash) => ipHash !== null && (hashes.has(ipHash) || ipHash.startsWith(network))
}

const mostOf = (counts: Map<string, number>, from = 1) =>
  [...counts]
    .filter(([, n]) => n >= from)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, shownOfEach)
    .map(([what, n]) => ({ what, count: n }))

/**
 * Looks for signatures of a campaign, page by page, and says what they have in common: networks by the start of their
 * hash of the day, domains that at least five share, countries, signals. No addresses, and nothing is changed.
 */
export async function searchSignatures(db: Db, search: Search) {
  const { keyring, campaignId, filter, states } = search
  const isFromNetwork = fromNetwork(search)
  const ids: string[] = []
  const seen = {
    states: new Map(),
    networks: new Map(),
    domains: new Map(),
    countries: new Map(),
    signals: new Map(),
  }
  const note = (what: keyof typeof seen, value: string) =>
    seen[what].set(value, (seen[what].get(value) ?? 0) + 1)
  for (let last = ''; ; ) {
    const page = await db
      .select({
        id: signatures.id,
        state: signatures.state,
        name: signatures.name,
        emailSealed: signatures.emailSealed,
        country: signatures.country,
        ipHash: signatures.ipHash,
        signals: signatures.signals,
      })
      .from(signatures)
      .where(
        and(
          eq(signatures.campaignId, campaignId),
          inArray(signatures.state, [...states]),
          filter.since ? gte(signatures.createdAt, filter.since) : undefined,
          filter.until ? lt(signatures.createdAt, filter.until) : undefined,
          gt(signatures.id, last),
        ),
      )
      .orderBy(asc(signatures.id))
      .limit(pageSize)
    for (const { id, emailSealed, ipHash, ...row } of page) {
      const email = emailSealed ? keyring.open(emailSealed, `signature:${id}`).toString() : null
      if (!isFromNetwork(ipHash) || !matches({ ...row, email }, filter)) continue
      ids.push(id)
      note('states', row.state)
      note('countries', row.country)
      if (ipHash) note('networks', ipHash.slice(0, 10))
      if (email) note('domains', domainOf(email).toLowerCase())
      for (const signal of row.signals) note('signals', signal)
    }
    last = page.at(-1)?.id ?? ''
    if (page.length < pageSize) break
  }
  return {
    ids,
    inCommon: {
      states: mostOf(seen.states),
      networks: mostOf(seen.networks),
      domains: mostOf(seen.domains, domainsFrom),
      countries: mostOf(seen.countries),
      signals: mostOf(seen.signals),
    },
  }
}
