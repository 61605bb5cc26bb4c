import { letterMail } from '../emails/letter'
import { datelineIn } from '../emails/paper-words'
import type { WholeCampaign } from './campaign.server'
import { parseLetter } from './letter'
import type { Paper } from './letter-paper'
import { fieldValues, type Letter, letterParts, type Office, paperOf } from './letter-paper.server'
import { renderLetterPdf } from './letter-pdf.server'
import { letterLanguageFor } from './recipient'
import { faultsOf, isBlank, type TextWords, tidyWords, type WorkingCopies, type WorkingCopy } from './text'

/**
 * The campaign as it would be with its working copies online: what the desk and outsiders with the preview's address
 * see. Texts with faults are left out, except where an earlier one is online.
 */
export function withWorkingCopies(whole: WholeCampaign, copies: WorkingCopies, now: Date): WholeCampaign {
  const { campaign } = whole
  const texts = { ...whole.texts }
  const letters = { ...whole.letters }
  for (const [language, { page, letter }] of Object.entries(copies)) {
    if (page && isWhole('page', page)) {
      const { title = '', summary = '', demand = '', body = '' } = page.words
      const words = { title, summary, demand, body, state: 'draft' as const, updatedAt: now }
      texts[language] = { campaignId: campaign.id, language, ...words }
    }
    if (letter && isWhole('letter', letter))
      letters[language] = asLetter(letter, { language, before: letters[language], campaign, now })
  }
  return { ...whole, texts, letters }
}

const isWhole = (kind: 'page' | 'letter', { words }: WorkingCopy) =>
  !isBlank(words) && faultsOf(kind, words).length === 0

function asLetter(
  { words }: Pick<WorkingCopy, 'words'>,
  {
    language,
    before,
    campaign,
    now,
  }: { language: string; before: Letter | undefined; campaign: WholeCampaign['campaign']; now: Date },
): Letter {
  const { subject = '', body = '', translator } = words
  return {
    id: before?.id ?? '',
    campaignId: campaign.id,
    language,
    version: (before?.version ?? 0) + (before && campaign.publishedAt ? 1 : before ? 0 : 1),
    state: 'current',
    isOriginal: language === campaign.originalLanguage,
    translator: translator || null,
    subject,
    body,
    sha256: '',
    createdAt: now,
  }
}

/** The office that would get the letter in this language; else the first. */
const officeFor = (whole: WholeCampaign, language: string): Office | undefined =>
  whole.recipients.find(
    ({ languages }) => letterLanguageFor(languages, Object.keys(whole.letters)) === language,
  ) ?? whole.recipients[0]

/** What the fields of the letter in this language would be filled with, for a preview while it is written. */
export const previewValues = (whole: WholeCampaign, { language, now }: { language: string; now: Date }) =>
  fieldValues(whole, {
    language,
    office: officeFor(whole, language),
    title: (whole.texts[language] ?? whole.texts[whole.campaign.originalLanguage])?.title ?? '',
    count: whole.confirmedCount,
    now,
  })

/**
 * The campaign as it would be with a letter that nobody has saved, however unfinished; `null` when its body can't be read.
 */
export function withUnsavedLetter(
  whole: WholeCampaign,
  { language, words, now }: { language: string; words: TextWords; now: Date },
): WholeCampaign | null {
  const tidy = tidyWords('letter', words)
  if (parseLetter(tidy.body ?? '').kind === 'refused') return null
  const before = whole.letters[language]
  const letter = asLetter({ words: tidy }, { language, before, campaign: whole.campaign, now })
  return { ...whole, letters: { ...whole.letters, [language]: letter } }
}

/** The letter as it is worked on, as it goes to the press, without signatures. `null` when there is none. */
export function previewPaper(
  whole: WholeCampaign,
  { language, now }: { language: string; now: Date },
): Paper | null {
  const letter = whole.letters[language]
  if (!letter) return null
  const office = officeFor(whole, language)
  return paperOf(whole, { letter, office, behind: null, reference: whole.campaign.slug, now })
}

/** The letter as it is worked on, on paper. `null` when there is none that can be set. */
export async function previewPdf(whole: WholeCampaign, at: { language: string; now: Date }) {
  const paper = previewPaper(whole, at)
  return paper && renderLetterPdf(paper)
}

/** The mail around the letter as it is worked on, as HTML. `null` when there is none that can be set. */
export async function previewMail(
  whole: WholeCampaign,
  { language, replyTo, now }: { language: string; replyTo: string; now: Date },
): Promise<string | null> {
  const letter = whole.letters[language]
  if (!letter) return null
  const office = officeFor(whole, language)
  const parts = letterParts(whole, { letter, office, count: whole.confirmedCount, now })
  const { slug, originalLanguage } = whole.campaign
  const { html } = await letterMail({
    language,
    organisationNames: parts.organisations,
    recipientLines: parts.recipientLines,
    dateline: datelineIn(language, parts),
    // The letter begins with its own salutation, by its merge field.
    salutation: '',
    subject: letter.subject,
    reference: slug,
    body: parts.body,
    signatories: parts.signatories,
    signatureCount: whole.confirmedCount,
    disclosed: { full: 0, initials: 0, counted: whole.confirmedCount },
    pdfName: `${slug}.pdf`,
    hasAnnex: whole.confirmedCount > 0,
    replyTo: whole.organisations[0]?.replyTo ?? replyTo,
    ...(letter.isOriginal ? {} : { translatedFrom: originalLanguage }),
  })
  return html
}
