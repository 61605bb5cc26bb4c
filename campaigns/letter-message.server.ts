import { createHash } from 'node:crypto'
import type { deliveries } from '../db/schema'
import { composeMail } from '../emails/compose.server'
import { letterMail } from '../emails/letter'
import { datelineIn, senderName } from '../emails/paper-words'
import type { WholeCampaign } from './campaign.server'
import { wordsIn } from './language'
import { type Behind, type Letter, letterParts, type Office } from './letter-paper.server'

export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** The whole mail around a letter that was set, with its PDF attached or behind a link. */
export async function letterMessage(
  whole: WholeCampaign,
  {
    draft,
    letter,
    office,
    behind,
    pdf,
    link,
    from,
  }: {
    draft: typeof deliveries.$inferSelect
    letter: Letter
    office: Office
    behind: Behind[]
    pdf: Buffer
    link: string | null
    from: { name: string; address: string }
  },
): Promise<Buffer> {
  const parts = letterParts(whole, { letter, office, count: behind.length, now: draft.preparedAt })
  const [lead] = whole.organisations
  const replyTo = lead?.replyTo ?? from.address
  const organisation = parts.organisations.join(' · ')
  const mail = await letterMail({
    language: letter.language,
    organisationNames: parts.organisations,
    recipientLines: parts.recipientLines,
    dateline: datelineIn(letter.language, parts),
    // The letter begins with its own salutation, by its merge field.
    salutation: '',
    subject: letter.subject,
    reference: draft.reference,
    body: parts.body,
    signatories: parts.signatories,
    signatureCount: behind.length,
    disclosed: draft.disclosed,
    pdfName: `${draft.reference}.pdf`,
    hasAnnex: behind.length > 0,
    replyTo,
    ...(link && { link: { url: link, sha256: sha256(pdf), bytes: pdf.length } }),
    ...(letter.isOriginal ? {} : { translatedFrom: whole.campaign.originalLanguage }),
  })
  return composeMail({
    from: {
      name: senderName(letter.language, organisation, from.name || 'Démarche'),
      address: from.address,
    },
    to: { name: wordsIn(office.name, letter.language).words, address: draft.toEmail },
    replyTo: { name: organisation, address: replyTo },
    ...mail,
    language: letter.language,
    messageId: draft.messageId,
    date: draft.preparedAt,
    attachments: link
      ? []
      : [{ filename: `${draft.reference}.pdf`, content: pdf, contentType: 'application/pdf' }],
  })
}
