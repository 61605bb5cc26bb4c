import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { networkOf } from '../server/guard'

// High on purpose: a meeting hall signs from one address. It stops a flood, not a crowd.
const signing = new RateLimiterMemory({ points: 1_000, duration: 300 })
const signingIn = new RateLimiterMemory({ points: 5, duration: 900 })
const storyReading = new RateLimiterMemory({ points: 10, duration: 3_600 })

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

/** Signatures of one network for one campaign: 1,000 in 5 minutes. `retryAfter` in seconds. */
export const signLimit = (ip: string, campaignId: string) => take(signing, `${networkOf(ip)} ${campaignId}`)

/** Sign-in codes asked for one address from one network: 5 in 15 minutes. */
export const signInLimit = (ip: string, emailKey: string) => take(signingIn, `${networkOf(ip)} ${emailKey}`)

/** Pages of other sites read on account of one organisation, by hand and by the daily look: 10 in an hour. */
export const storyLimit = (organisationId: string) => take(storyReading, organisationId)
