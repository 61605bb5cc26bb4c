import type { Keyring } from '../../campaigns/keyring.server'
import { makeChallenge, type Proved, readProof } from '../../campaigns/proof.server'
import type { Signal } from '../../campaigns/signature'
import type { Limits } from './limits.server'

/** What a page asks its browser for: a challenge as JSON, and whether an answer to another one was refused just now. */
export type AskedProof = { challenge: string; isAgain: boolean }

type Posted = { proof: string; isWithoutProof: boolean }
type Asking = { limits: Limits; keyring: Keyring; ip: string; campaignId: string; now: Date }

/**
 * Whether a signature may be taken now. Few from one network: as it is. In a crowd: with a proof of work, or, from a
 * browser that can't make one, without and marked so.
 */
export async function passCrowd(
  { proof, isWithoutProof }: Posted,
  { limits, keyring, ip, campaignId, now }: Asking,
): Promise<
  { kind: 'passed'; proof: Proved | null; signals: Signal[] } | { kind: 'asked'; asked: AskedProof }
> {
  if (!(await limits.crowd(ip, campaignId))) return { kind: 'passed', proof: null, signals: [] }
  const proved = readProof(keyring, { posted: proof, campaignId, now })
  if (proved) return { kind: 'passed', proof: proved, signals: [] }
  if (!isWithoutProof)
    return { kind: 'asked', asked: await askProof({ keyring, campaignId, now }, proof !== '') }
  const isFlood = (await limits.unproved(ip, campaignId)) !== null
  return { kind: 'passed', proof: null, signals: isFlood ? ['no-proof', 'flood'] : ['no-proof'] }
}

export async function askProof(
  { keyring, campaignId, now }: Pick<Asking, 'keyring' | 'campaignId' | 'now'>,
  isAgain: boolean,
): Promise<AskedProof> {
  return { challenge: JSON.stringify(await makeChallenge(keyring, { campaignId, now })), isAgain }
}
