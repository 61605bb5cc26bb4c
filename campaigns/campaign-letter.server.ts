import { and, asc, count, eq, type SQL } from 'drizzle-orm'
import type { Db } from '../db/client.server'
import { letters, signatures } from '../db/schema'
import { findCampaign } from './campaign.server'
import { annexAbout, asBehind, behindColumns, paperOf, paperWith, tallyIn } from './letter-paper.server'
import { renderLetterPdf } from './letter-pdf.server'
import { noTally, type Tally, volumesFor } from './letter-volume'
import { shareOf } from './routing'
import { isFrom } from './routing.server'
import { disclosedAs } from './signature'

/**
 * The letter of a campaign in one language to one office on paper; to the first one when none is named. With its annex
 * only for the desk and the recipient, and then with the signatures that go to this office and no others; where those fill
 * volumes, with their totals alone.
 */
export async function campaignLetterPdf(
  db: Db,
  {
    campaignId,
    language,
    officeId,
    withAnnex,
    now,
  }: { campaignId: string; language: string; officeId?: string; withAnnex: boolean; now: Date },
) {
  const whole = await findCampaign(db, { id: campaignId }, now)
  const letter = whole?.letters[language]
  const office = officeId ? whole?.recipients.find(({ id }) => id === officeId) : whole?.recipients[0]
  if (!whole || !letter || (officeId && !office)) return { kind: 'no-letter' } as const
  const isTheirs = office && isFrom(shareOf(office, whole.recipients))
  const counted = and(eq(signatures.campaignId, campaignId), eq(signatures.state, 'confirmed'), isTheirs)
  const tally = withAnnex ? await tallyOf(db, counted) : null
  const isWhole = tally && volumesFor(tally.named) === 0
  const behind = isWhole
    ? asBehind(
        await db
          .select(behindColumns)
          .from(signatures)
          .innerJoin(letters, eq(letters.id, signatures.letterId))
          .where(counted)
          .orderBy(asc(signatures.confirmedAt), asc(signatures.id)),
      )
    : null
  // The date alone, so that the same letter on the same day is the same file.
  const today = new Date(`${now.toISOString().slice(0, 10)}T12:00:00Z`)
  const around = { letter, office, reference: whole.campaign.slug, now: withAnnex ? now : today }
  return renderLetterPdf(
    tally && !isWhole
      ? paperWith(whole, {
          ...{ ...around, count: tally.total },
          annexAsOf: (date) => annexAbout(tally, letter.language, date),
        })
      : paperOf(whole, { ...around, behind }),
  )
}

/** What an annex says beside its names, counted by the database and told by the one disclosure rule. */
async function tallyOf(db: Db, counted: SQL | undefined): Promise<Tally> {
  const groups = await db
    .select({
      disclosure: signatures.disclosure,
      language: letters.language,
      letterState: letters.state,
      named: count(signatures.name),
      n: count(),
    })
    .from(signatures)
    .innerJoin(letters, eq(letters.id, signatures.letterId))
    .where(counted)
    .groupBy(signatures.disclosure, letters.language, letters.state)
  const tally = noTally()
  for (const { disclosure, language, letterState, named, n } of groups) {
    const isEarlier = letterState !== 'current'
    for (const [name, many] of [
      ['—', named],
      [null, n - named],
    ] as const) {
      const like = { disclosure, language, isEarlier, name, city: null, country: 'AR' }
      tallyIn(tally, like, disclosedAs(like, (code) => code) !== null, many)
    }
  }
  return tally
}
