import { nextMilestone } from '../../campaigns/campaign'
import type { WholeCampaign } from '../../campaigns/campaign.server'
import { countryList, countryName, proposedCountry } from '../../campaigns/country'
import type { Keyring } from '../../campaigns/keyring.server'
import { acceptedLanguages, dateTag, languageName, wordsIn } from '../../campaigns/language'
import { fillFields, type LetterDocument, parseLetter } from '../../campaigns/letter'
import { logoHref } from '../../campaigns/organisation-logo.server'
import { isRouted } from '../../campaigns/routing'
import type { ShownPicture } from '../../campaigns/story-picture.server'
import { whenReported } from '../ui/when-reported'
import type { Locale } from './language.server'
import { pictureAddress } from './picture.server'
import { namedShare, recipientPhrase } from './route-words.server'
import { renderStamp, trapField } from './sign-form.server'

const documentOf = (markdown: string): LetterDocument => {
  const parsed = parseLetter(markdown)
  return parsed.kind === 'parsed' ? parsed.document : []
}

type Wanted = {
  pictures: ShownPicture[]
  language: Locale
  letterLanguage: string | null
  request: Request
  keyring: Keyring
  isTryOut: boolean
  now: Date
}

/** A story's picture as a page shows it. */
function shownOf(pictures: ShownPicture[], { slug, storyId }: { slug: string; storyId: string }) {
  const found = pictures.find((one) => one.storyId === storyId)
  if (!found) return null
  const { sha256, alt, credit, width, height } = found
  return { src: pictureAddress(slug, sha256), alt, credit, width, height }
}

/** The next few marks, for a page that stays open while the count passes one. */
function marksAhead(count: number, goal: number): number[] {
  const marks = [nextMilestone(count, goal)]
  while (marks.length < 4) marks.push(nextMilestone(marks.at(-1) ?? count, goal))
  return marks
}

/** All that the campaign's page shows, in one language. The letter stays in the language it was written in. */
export function campaignData(
  whole: WholeCampaign,
  { pictures, language, letterLanguage, request, keyring, isTryOut, now }: Wanted,
) {
  const { campaign, texts, letters, confirmedCount } = whole
  const original = campaign.originalLanguage
  const text = texts[language] ?? texts[original] ?? Object.values(texts)[0]
  const letter =
    letters[letterLanguage ?? ''] ?? letters[language] ?? letters[original] ?? Object.values(letters)[0]
  if (!text || !letter) return null
  const [recipient] = whole.recipients
  const isForWhom = isRouted(whole.recipients)
  const recipientNames = recipientPhrase(whole, language)
  const named = (name: Record<string, string>) => wordsIn(name, language, original).words
  const letterNamed = (name: Record<string, string>) => wordsIn(name, letter.language, original).words
  const date = (at: Date) =>
    new Intl.DateTimeFormat(dateTag(letter.language), { dateStyle: 'long', timeZone: 'UTC' }).format(at)
  const filled = fillFields(documentOf(letter.body), {
    recipient: recipient ? letterNamed(recipient.name) : '',
    salutation: recipient ? letterNamed(recipient.salutation) : '',
    organisation: new Intl.ListFormat(letter.language).format(
      whole.organisations.map(({ name }) => letterNamed(name)),
    ),
    campaign: (texts[letter.language] ?? text).title,
    count: new Intl.NumberFormat(letter.language).format(confirmedCount),
    date: date(now),
    place: recipient ? letterNamed(recipient.city) : '',
  })
  return {
    id: campaign.id,
    slug: campaign.slug,
    language,
    isOpen: whole.isOpen,
    state: campaign.state,
    outcome: campaign.outcome,
    isHighRisk: campaign.isHighRisk,
    exampleYear: campaign.exampleYear,
    closesAt: campaign.closesAt?.toISOString() ?? null,
    title: { language: text.language, words: text.title },
    summary: text.summary,
    demand: text.demand,
    body: documentOf(text.body),
    confirmedCount,
    goal: campaign.goal,
    milestones: marksAhead(confirmedCount, campaign.goal),
    letter: {
      id: letter.id,
      language: letter.language,
      version: letter.version,
      isOriginal: letter.isOriginal,
      translator: letter.translator,
      subject: letter.subject,
      document: filled,
      originalName: languageName(original, language),
      date: date(now),
      place: recipient ? letterNamed(recipient.city) : '',
      addressee: recipient ? [letterNamed(recipient.addressee), ...recipient.postalAddress] : [],
      closing: whole.organisations.map(({ name, letterhead }) => ({
        name: letterNamed(name),
        signatories: letterhead.signatories.map((signatory) => ({
          name: signatory.name ?? null,
          title: letterNamed(signatory.title),
        })),
      })),
    },
    letterLanguages: Object.keys(letters),
    stories: whole.stories.map((story) => ({
      publisher: story.publisher,
      headline: story.headline,
      author: story.author,
      url: story.url,
      reportedOn: story.reportedOn,
      when: story.reportedOn ? whenReported(story.reportedOn, language) : null,
      place: story.place,
      language: story.language,
      summary: wordsIn(story.summary, language, original),
      quotes: story.quotes,
      isMain: story.isMain,
      picture: shownOf(pictures, { slug: campaign.slug, storyId: story.id }),
    })),
    recipients: whole.recipients.map((office) => ({
      name: named(office.name),
      kind: office.kind,
      city: named(office.city),
      country: countryName(office.country, language),
      hostCountry: countryName(office.hostCountry, language),
      languages: office.languages.map((tag) => languageName(tag, language)),
      /** Whose signatures it gets, when that is not everybody's at every office. */
      share: isForWhom ? namedShare(office, whole.recipients, language) : null,
    })),
    /** All recipients as one phrase, exactly as the record of consent has it. */
    recipientNames,
    organisations: whole.organisations.map((one) => ({
      name: named(one.name),
      lines: one.letterhead.lines,
      logo: logoHref(one),
    })),
    /** The colour of the organisation that leads. */
    accent: whole.organisations[0]?.accent ?? null,
    countries: countryList(language),
    proposedCountry: proposedCountry(acceptedLanguages(request.headers.get('accept-language'))),
    isTryOut,
    trapField,
    rendered: renderStamp(keyring, { campaignId: campaign.id, recipientNames }, now),
  }
}

export type CampaignData = NonNullable<ReturnType<typeof campaignData>>
