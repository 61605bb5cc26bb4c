import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { approveDelivery, prepareDelivery } from '../../campaigns/delivery.server'
import { contentKeyOf, takeInbound } from '../../campaigns/inbound.server'
import type { Db } from '../../db/client.server'
import { packageRoot } from '../../db/package-root.server'
import { deliveries, frozenMails, outbox } from '../../db/schema'
import { type Campaign, keyring, mailDomain, morning } from './people'

export const bounceDomain = 'bounces.example'

/** A mail of the collection, its quoted Message-ID and what else is given replaced. */
export function returned(name: string, replacements: Record<string, string> = {}): Buffer {
  let bytes = readFileSync(join(packageRoot, 'tests', 'fixtures', 'bounces', `${name}.eml`)).toString(
    'latin1',
  )
  for (const [from, to] of Object.entries(replacements)) bytes = bytes.replaceAll(from, to)
  return Buffer.from(bytes, 'latin1')
}

/** Stores a mail that came back by the SMTP door about one of ours. */
export const comesBack = (db: Db, { mailId, raw, now }: { mailId: string; raw: Buffer; now: Date }) =>
  takeInbound(db, {
    ...{ keyring, raw, mailId, now, source: 'smtp' },
    contentKey: contentKeyOf(keyring, { raw }),
  })

/** A letter of the campaign in the queue, approved; set by hand, so that no press is needed. Returns its mail as well. */
export async function queuedLetter(db: Db, campaign: Campaign, organiserId: string) {
  const prepared = await prepareDelivery(db, {
    campaignId: campaign.campaignId,
    recipientId: campaign.recipientId,
    organiserId,
    mailDomain,
    now: morning,
  })
  if (prepared.kind !== 'prepared') throw new Error(prepared.kind)
  const { deliveryId } = prepared
  const message = Buffer.from(`Subject: ${deliveryId}\r\n\r\nCarta\r\n`)
  const messageSha256 = createHash('sha256').update(message).digest('hex')
  await db
    .insert(frozenMails)
    .values({
      deliveryId,
      messageSealed: keyring.seal(message, `message:${deliveryId}`),
      pdfSealed: keyring.seal('%PDF', `pdf:${deliveryId}`),
      createdAt: morning,
    })
    .returning()
  await db
    .update(deliveries)
    .set({ renderedAt: morning, messageSha256 })
    .where(eq(deliveries.id, deliveryId))
    .returning()
  await approveDelivery(db, { keyring, deliveryId, organiserId, messageSha256, now: morning })
  const [mail] = await db.select().from(outbox).where(eq(outbox.deliveryId, deliveryId))
  if (!mail) throw new Error('Nothing was queued.')
  return { deliveryId, mailId: mail.id, messageId: mail.messageId }
}
