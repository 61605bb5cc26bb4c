import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { networkOf } from '../server/guard'

async function take(limiter: RateLimiterMemory, key: string): Promise<{ retryAfter: number } | null> {
  try {
    await limiter.consume(key)
    return null
  } catch (refused) {
    if (refused instanceof RateLimiterRes)
      return { retryAfter: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)) }
    throw refused
  }
}

/** How often what may be asked, in the number of times for a window. */
const points = {
  signing: 1_000,
  crowd: 5,
  unproved: 30,
  codesForOne: 5,
  codesForAll: 100,
  passkeys: 100,
  stories: 10,
  openings: 5,
  partners: 20,
}

/**
 * The limits of one process, counted in memory. Signing is high on purpose: a meeting hall signs from one address. It
 * stops a flood, not a crowd. `retryAfter` is in seconds.
 */
export function openLimits(other: Partial<typeof points> = {}) {
  const most = { ...points, ...other }
  const sign = new RateLimiterMemory({ points: most.signing, duration: 300 })
  const crowd = new RateLimiterMemory({ points: most.crowd, duration: 300 })
  const unproved = new RateLimiterMemory({ points: most.unproved, duration: 300 })
  const codeForOne = new RateLimiterMemory({ points: most.codesForOne, duration: 900 })
  const codeForAll = new RateLimiterMemory({ points: most.codesForAll, duration: 900 })
  const passkey = new RateLimiterMemory({ points: most.passkeys, duration: 900 })
  const story = new RateLimiterMemory({ points: most.stories, duration: 3_600 })
  const opening = new RateLimiterMemory({ points: most.openings, duration: 3_600 })
  const partner = new RateLimiterMemory({ points: most.partners, duration: 3_600 })
  return {
    /** Signatures of one network for one campaign: 1,000 in 5 minutes. */
    sign: (ip: string, campaignId: string) => take(sign, `${networkOf(ip)} ${campaignId}`),
    /** Signatures about to be taken: above 5 in 5 minutes each is asked for a proof of work. */
    crowd: (ip: string, campaignId: string) => take(crowd, `${networkOf(ip)} ${campaignId}`),
    /** Signatures taken without the proof that was asked for: above 30 in 5 minutes they are looked at by a person. */
    unproved: (ip: string, campaignId: string) => take(unproved, `${networkOf(ip)} ${campaignId}`),
    /** Sign-in codes asked from one network: 5 in 15 minutes for one address, 100 for all together. */
    signIn: async (ip: string, emailKey: string) =>
      (await take(codeForAll, networkOf(ip))) ?? (await take(codeForOne, `${networkOf(ip)} ${emailKey}`)),
    /** Passkeys asked for from one network, to sign in or to be added: 100 in 15 minutes. */
    passkey: (ip: string) => take(passkey, networkOf(ip)),
    /** Pages of other sites read on account of one organisation, by hand and by the daily look: 10 in an hour. */
    story: (organisationId: string) => take(story, organisationId),
    /** Organisations one organiser opens or asks for: 5 in an hour. */
    open: (organiserId: string) => take(opening, organiserId),
    /** Short names of organisations one organiser asks to join a campaign, there or not: 20 in an hour. */
    partner: (organiserId: string) => take(partner, organiserId),
  }
}

export type Limits = ReturnType<typeof openLimits>
