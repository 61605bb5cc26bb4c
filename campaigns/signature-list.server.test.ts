import { beforeEach, describe, expect, it } from 'vitest'
import { ask, atomically, type Db } from '../db/client.server'
import { signatures } from '../db/schema'
import { freshDb } from '../tests/support/database'
import { type Campaign, lapshinCampaign, later, minute, morning } from '../tests/support/people'
import type { SignatureState } from './signature'
import { listSignatures, pageSize, signatureCounts, totalOf } from './signature-list.server'
import { tallySignatures } from './tally.server'

let db: Db
let campaign: Campaign
beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
})

/** Signatures straight into the table, one a minute, some at the same minute; every seventh waits, every eleventh left. */
async function fill(count: number) {
  const stateOf = (i: number): SignatureState =>
    i % 11 === 0 ? 'withdrawn' : i % 7 === 0 ? 'pending' : 'confirmed'
  const rows = Array.from({ length: count }, (_, i) => {
    const at = later(Math.floor(i / 3) * minute)
    return {
      id: `s${String((i * 7919) % count).padStart(5, '0')}`,
      campaignId: campaign.campaignId,
      letterId: Object.values(campaign.letterIds)[0] ?? '',
      state: stateOf(i),
      language: 'es',
      country: 'AR',
      lineState: 'none' as const,
      disclosure: 'full' as const,
      isPublic: false,
      wantsUpdates: false,
      signals: [],
      createdAt: at,
      confirmedAt: stateOf(i) === 'confirmed' ? at : null,
    }
  })
  await atomically(db, function* (tx) {
    for (let i = 0; i < rows.length; i += 50)
      yield* ask(
        tx
          .insert(signatures)
          .values(rows.slice(i, i + 50))
          .returning({ id: signatures.id }),
      )
  })
  return rows
}

const newestFirst = (a: { createdAt: Date; id: string }, b: { createdAt: Date; id: string }) =>
  b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1)

describe('the list of signatures', () => {
  it.each([null, 'confirmed', 'pending', 'withdrawn'] as const)(
    'of state %s, page by page, is every one of them once, the newest first',
    async (state) => {
      const rows = await fill(pageSize * 7 + 13)
      const wanted = rows.filter((row) => !state || row.state === state).sort(newestFirst)
      const total = wanted.length
      const listed: string[] = []
      for (let page = 1; page <= Math.ceil(total / pageSize) + 2; page++) {
        const part = await listSignatures(db, { campaignId: campaign.campaignId, state, page, total })
        listed.push(...part.map(({ id }) => id))
      }
      expect(listed).toEqual(wanted.map(({ id }) => id))
    },
  )

  it('counts each state, the confirmed as the page of the campaign does', async () => {
    const rows = await fill(100)
    const of = (state: SignatureState) => rows.filter((row) => row.state === state).length
    await tallySignatures(db, { now: morning })
    const counts = await signatureCounts(db, campaign.campaignId)
    expect(counts).toMatchObject({ pending: of('pending'), withdrawn: of('withdrawn'), confirmed: 0 })
    expect(totalOf(counts, 'pending')).toBe(of('pending'))
    expect(totalOf(counts, null)).toBe(of('pending') + of('withdrawn'))
  })
})
