import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Keyring } from '../../campaigns/keyring.server'
import { countUse } from '../../campaigns/limit.server'
import type { Db } from '../../db/client.server'
import { networkOf } from '../server/guard'

const minutes = 60

/** How often what may be asked: the number of times for a window, in seconds. */
const windows = {
  signing: [1_000, 5 * minutes],
  crowd: [5, 5 * minutes],
  unproved: [30, 5 * minutes],
  codesForOne: [5, 15 * minutes],
  codesForAll: [100, 15 * minutes],
  passkeys: [100, 15 * minutes],
  stories: [10, 60 * minutes],
  openings: [5, 60 * minutes],
  partners: [20, 60 * minutes],
} as const
type Name = keyof typeof windows

/** Where several processes count together: one database for all of them. */
type Shared = { db: Db; keyring: Keyring; now?: () => Date }

type Take = (key: string) => Promise<{ retryAfter: number } | null>

function inMemory(points: number, duration: number): Take {
  const limiter = new RateLimiterMemory({ points, duration })
  return async (key) => {
    try {
      await limiter.consume(key)
      return null
    } catch (refused) {
      if (refused instanceof RateLimiterRes)
        return { retryAfter: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)) }
      throw refused
    }
  }
}

/**
 * The limits: counted in memory by one process, and, with `shared`, by all that share a database. Then too memory is
 * asked first: a flood that one process refuses by itself doesn't reach the database. Signing is high on purpose: a
 * meeting hall signs from one address. It stops a flood, not a crowd. `retryAfter` is in seconds.
 */
export function openLimits(other: Partial<Record<Name, number>> = {}, shared: Shared | null = null) {
  const open = (name: Name): Take => {
    const [usual, duration] = windows[name]
    const points = other[name] ?? usual
    const here = inMemory(points, duration)
    if (!shared) return here
    const { db, keyring, now = () => new Date() } = shared
    return async (key) =>
      (await here(key)) ?? (await countUse(db, { keyring, name, key, points, duration, now: now() }))
  }
  const sign = open('signing')
  const crowd = open('crowd')
  const unproved = open('unproved')
  const codeForOne = open('codesForOne')
  const codeForAll = open('codesForAll')
  const passkey = open('passkeys')
  const story = open('stories')
  const opening = open('openings')
  const partner = open('partners')
  return {
    /** Signatures of one network for one campaign: 1,000 in 5 minutes. */
    sign: (ip: string, campaignId: string) => sign(`${networkOf(ip)} ${campaignId}`),
    /** Signatures about to be taken: above 5 in 5 minutes each is asked for a proof of work. */
    crowd: (ip: string, campaignId: string) => crowd(`${networkOf(ip)} ${campaignId}`),
    /** Signatures taken without the proof that was asked for: above 30 in 5 minutes they are looked at by a person. */
    unproved: (ip: string, campaignId: string) => unproved(`${networkOf(ip)} ${campaignId}`),
    /** Sign-in codes asked from one network: 5 in 15 minutes for one address, 100 for all together. */
    signIn: async (ip: string, emailKey: string) =>
      (await codeForAll(networkOf(ip))) ?? (await codeForOne(`${networkOf(ip)} ${emailKey}`)),
    /** Passkeys asked for from one network, to sign in or to be added: 100 in 15 minutes. */
    passkey: (ip: string) => passkey(networkOf(ip)),
    /** Pages of other sites read on account of one organisation, by hand and by the daily look: 10 in an hour. */
    story: (organisationId: string) => story(organisationId),
    /** Organisations one organiser opens or asks for: 5 in an hour. */
    open: (organiserId: string) => opening(organiserId),
    /** Short names of organisations one organiser asks to join a campaign, there or not: 20 in an hour. */
    partner: (organiserId: string) => partner(organiserId),
  }
}

export type Limits = ReturnType<typeof openLimits>
