import { letters, signatures } from '../db/schema'
import { annexNote, paperWords } from '../emails/paper-words'
import { accentOn } from './accent'
import type { WholeCampaign } from './campaign.server'
import { countryName } from './country'
import { dateTag, wordsIn } from './language'
import { fillFields, type MergeField, parseLetter } from './letter'
import type { Paper, PaperAnnex } from './letter-paper'
import { noTally, type Tally } from './letter-volume'
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

/** What is shown of signers by the disclosure rule, each as she chose, in a letter of this language. */
export function disclosing(language: string) {
  const names = new Map<string, string>()
  const named = (code: string) => {
    const name = names.get(code) ?? countryName(code, language)
    names.set(code, name)
    return name
  }
  return (signer: Behind) => disclosedAs(signer, named)
}

/** Adds one signer to a tally, or so many alike. */
export function tallyIn(tally: Tally, signer: Behind, isNamed: boolean, n = 1) {
  if (n === 0) return
  tally.total += n
  if (isNamed) tally.named += n
  if (isNamed && signer.disclosure === 'initials') tally.initials += n
  if (signer.isEarlier) tally.earlier += n
  tally.languages[signer.language] = (tally.languages[signer.language] ?? 0) + n
}

/** The head of an annex without its names. */
export const annexAbout = (tally: Tally, language: string, asOf: string): PaperAnnex => ({
  total: tally.total,
  countedOnly: tally.total - tally.named,
  note: annexNote({
    language,
    asOf,
    initialsCount: tally.initials,
    earlierCount: tally.earlier,
    languages: tally.languages,
  }),
  signatures: [],
})

/** The annex by the disclosure rule: every signer as that signer chose, in the order of confirmation. */
function annexOf(behind: Behind[], language: string, asOf: string): PaperAnnex {
  const tally = noTally()
  const disclosed = disclosing(language)
  const signatures = behind.flatMap((signer) => {
    const shown = disclosed(signer)
    tallyIn(tally, signer, shown !== null)
    return shown ?? []
  })
  return { ...annexAbout(tally, language, asOf), signatures }
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
  const count = behind?.length ?? whole.confirmedCount
  return paperWith(whole, {
    ...{ letter, office, count, reference, now },
    annexAsOf: (date) => (behind && behind.length > 0 ? annexOf(behind, letter.language, date) : null),
  })
}

type Around = { letter: Letter; office: Office | undefined; count: number; reference: string; now: Date }

/** A letter on paper with the annex that is made for its date. */
export function paperWith(
  whole: WholeCampaign,
  {
    letter,
    office,
    count,
    reference,
    now,
    annexAsOf,
  }: Around & { annexAsOf: (date: string) => PaperAnnex | null },
): Paper {
  const parts = letterParts(whole, { letter, office, count, now })
  const [lead] = whole.organisations
  const annex = annexAsOf(parts.date)
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
      volumes: annex?.volumes?.length ?? 0,
    }),
    createdAt: now.toISOString(),
  }
}
