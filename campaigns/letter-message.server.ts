import { createHash } from 'node:crypto'
import type { deliveries } from '../db/schema'
import { composeMail } from '../emails/compose.server'
import { letterMail } from '../emails/letter'
import { datelineIn, senderName, volumeLine } from '../emails/paper-words'
import type { WholeCampaign } from './campaign.server'
import { wordsIn } from './language'
import { type Letter, letterParts, type Office } from './letter-paper.server'
import { type Volume, volumeName } from './letter-volume.server'

export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** How the letter and its mail name the volumes of an annex, in their language. */
export const volumeEntries = (
  language: string,
  { reference, volumes }: { reference: string; volumes: Volume[] },
) =>
  volumes.map((volume) => ({
    file: `${volumeName(reference, volume.number)}.pdf`,
    about: volumeLine(language, volume),
    sha256: volume.sha256,
  }))
type VolumeEntry = ReturnType<typeof volumeEntries>[number]

/** The whole mail around a letter that was set, with its PDF attached or behind a link. */
export async function letterMessage(
  whole: WholeCampaign,
  {
    draft,
    letter,
    office,
    count,
    pdf,
    link,
    volumes = [],
    from,
  }: {
    draft: typeof deliveries.$inferSelect
    letter: Letter
    office: Office
    count: number
    pdf: Buffer
    link: string | null
    /** The parts of the annex, each attached or behind an address of its own. */
    volumes?: (VolumeEntry & { url?: string; pdf?: Buffer })[]
    from: { name: string; address: string }
  },
): Promise<Buffer> {
  const parts = letterParts(whole, { letter, office, count, now: draft.preparedAt })
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
    signatureCount: count,
    disclosed: draft.disclosed,
    pdfName: `${draft.reference}.pdf`,
    hasAnnex: count > 0,
    volumes: volumes.map(({ file, about, sha256, url }) => ({ file, about, sha256, ...(url && { url }) })),
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
      : [
          { filename: `${draft.reference}.pdf`, content: pdf, contentType: 'application/pdf' },
          ...volumes.flatMap(({ file, pdf: content }) =>
            content ? [{ filename: file, content, contentType: 'application/pdf' }] : [],
          ),
        ],
  })
}
