import { expect, it } from 'vitest'
import { freshDb } from '../tests/support/database'
import {
  ana,
  carla,
  keyring,
  lapshinCampaign,
  later,
  morning,
  postAndRead,
  signAndConfirm,
} from '../tests/support/people'
import { withdrawToken } from './signature.server'
import { signatureCounts } from './signature-list.server'
import { tallySignatures } from './tally.server'
import { forgetOldSignatures, withdrawSignature } from './withdrawal.server'

it('counts the signatures of a campaign by state, those that count from its total', async () => {
  const db = await freshDb()
  const campaign = await lapshinCampaign(db)
  const counts = () => signatureCounts(db, campaign.campaignId)
  await postAndRead(db, campaign, { ...carla, email: 'old@elsewhere.example' })
  const now = later(8 * 24 * 3_600_000)
  await forgetOldSignatures(db, { now })
  await signAndConfirm(db, campaign, ana)
  await signAndConfirm(
    db,
    campaign,
    { ...carla, email: 'doubtful@elsewhere.example' },
    { signals: ['honeypot'] },
  )
  const gone = await signAndConfirm(db, campaign, carla)
  await withdrawSignature(db, { keyring, token: withdrawToken(keyring, gone.signatureId), now: morning })
  await postAndRead(db, campaign, { ...carla, email: 'waiting@elsewhere.example' })
  expect((await counts()).confirmed).toBe(0)
  await tallySignatures(db, { now: morning })
  expect(await counts()).toEqual({ pending: 1, quarantined: 1, confirmed: 1, withdrawn: 1, expired: 1 })
  expect(await signatureCounts(db, 'none')).toMatchObject({ confirmed: 0, pending: 0 })
})
