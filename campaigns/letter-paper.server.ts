import { letters, signatures } from '../db/schema'
import { annexNote, paperWords } from '../emails/paper-words'
import { accentOn } from './accent'
import type { WholeCampaign } from './campaign.server'
import { countryName } from './country'
import { dateTag, wordsIn } from './language'
import { fillFields, type MergeField, parseLetter } from './letter'
import type { Paper, PaperAnnex } from './letter-paper'
import { type Disclosure, disclosedAs } from './signature'

export type Office = WholeCampaign['recipients'][number]
export type Letter = WholeCampaign['letters'][string]

/** What the fields of a letter stand for, in its language. */
export function fieldValues(
  whole: WholeCampaign,
  {
    language,
    office,
    title,
    count,
    now,
  }: { language: string; office: Office | undefined; title: string; count: number; now: Date },
): Record<MergeField, string> {
  const named = (text: Record<string, string>) =>
    wordsIn(text, language, whole.campaign.originalLanguage).words
  return {
    recipient: office ? named(office.name) : '',
    salutation: office ? named(office.salutation) : '',
    organisation: new Intl.ListFormat(language).format(whole.organisations.map(({ name }) => named(name))),
    campaign: title,
    count: new Intl.NumberFormat(language).format(count),
    date: dateIn(language, whole, now),
    place: office ? named(office.city) : '',
  }
}

const dateIn = (language: string, { organisations: [lead] }: WholeCampaign, now: Date) =>
  new Intl.DateTimeFormat(dateTag(language), { dateStyle: 'long', timeZone: lead?.timeZone ?? 'UTC' }).format(
    now,
  )

/** What a letter in one language to one office says, before it is paper or mail. */
export function letterParts(
  whole: WholeCampaign,
  { letter, office, count, now }: { letter: Letter; office: Office | undefined; count: number; now: Date },
) {
  const { language } = letter
  const original = whole.campaign.originalLanguage
  const named = (text: Record<string, string>) => wordsIn(text, language, original).words
  const organisations = whole.organisations.map(({ name }) => named(name))
  const date = dateIn(language, whole, now)
  const place = office ? named(office.city) : ''
  const parsed = parseLetter(letter.body)
  if (parsed.kind === 'refused') throw new Error('The words of the letter cannot be read.')
  const title = (whole.texts[language] ?? whole.texts[original])?.title ?? letter.subject
  return {
    organisations,
    place,
    date,
    recipientLines: office
      ? [named(office.addressee), named(office.name), ...office.postalAddress].filter(
          (line, i, all) => all.indexOf(line) === i,
        )
      : [],
    salutation: office ? named(office.salutation) : '',
    body: fillFields(parsed.document, fieldValues(whole, { language, office, title, count, now })),
    signatories: whole.organisations.flatMap(({ name, letterhead }) =>
      letterhead.signatories.map((signatory) => ({
        organisation: named(name),
        title: named(signatory.title),
        ...(signatory.name ? { name: signatory.name } : {}),
      })),
    ),
  }
}

export type Behind = {
  disclosure: Disclosure
  name: string | null
  city: string | null
  country: string
  language: string
  isEarlier: boolean
}

/** The annex by the disclosure rule: every signer as that signer chose, in the order of confirmation. */
function annexOf(behind: Behind[], language: string, asOf: string): PaperAnnex {
  const shown = behind.map((signer) => disclosedAs(signer, (code) => countryName(code, language)))
  const named = shown.filter((one) => one !== null)
  const languages: Record<string, number> = {}
  for (const { language: read } of behind) languages[read] = (languages[read] ?? 0) + 1
  return {
    total: behind.length,
    countedOnly: behind.length - named.length,
    note: annexNote({
      language,
      asOf,
      initialsCount: behind.filter(({ disclosure, name }) => disclosure === 'initials' && name).length,
      earlierCount: behind.filter(({ isEarlier }) => isEarlier).length,
      languages,
    }),
    signatures: named,
  }
}

export const behindColumns = {
  disclosure: signatures.disclosure,
  name: signatures.name,
  city: signatures.city,
  country: signatures.country,
  language: letters.language,
  letterState: letters.state,
}
export const asBehind = (rows: (Omit<Behind, 'isEarlier'> & { letterState: string })[]): Behind[] =>
  rows.map(({ letterState, ...row }) => ({ ...row, isEarlier: letterState !== 'current' }))

export function paperOf(
  whole: WholeCampaign,
  {
    letter,
    office,
    behind,
    reference,
    now,
  }: { letter: Letter; office: Office | undefined; behind: Behind[] | null; reference: string; now: Date },
): Paper {
  const parts = letterParts(whole, { letter, office, count: behind?.length ?? whole.confirmedCount, now })
  const [lead] = whole.organisations
  const annex = behind && behind.length > 0 ? annexOf(behind, letter.language, parts.date) : null
  return {
    language: letter.language,
    title: letter.subject,
    author: parts.organisations.join(', '),
    letterheads: whole.organisations.map(({ letterhead, logo }, i) => ({
      name: parts.organisations[i] ?? '',
      lines: letterhead.lines,
      logo,
    })),
    accent: lead?.accent ? accentOn(lead.accent, 'paper') : null,
    place: parts.place,
    date: parts.date,
    recipient: parts.recipientLines,
    reference,
    subject: letter.subject,
    body: parts.body,
    signatories: parts.signatories,
    annex,
    words: paperWords({
      language: letter.language,
      total: annex?.total ?? 0,
      countedOnly: annex?.countedOnly ?? 0,
    }),
    createdAt: now.toISOString(),
  }
}
