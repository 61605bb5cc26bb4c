import { z } from 'zod'
import { readAddress } from './address'
import { CampaignText, campaignStates, Slug } from './campaign'
import { countries, isCountry } from './country'
import { Bcp47 } from './language'
import { longestSubject } from './letter'
import { recipientKinds } from './recipient'
import { type Route, unreachedBy } from './routing'
import { longestPictureWords } from './story-picture'
import { isTimeZone } from './time-zone'
import { oneLine } from './words'

/** What `$schema` of a campaign.json names. It names the format, and nothing is ever fetched. */
export const folderFormat = 'urn:demarche:campaign:1'

/** What a folder may hold at most: bytes of one file and of all, and how many files. */
export const folderLimits = { fileBytes: 2_000_000, allBytes: 50_000_000, files: 1_000 } as const

/** Text of several lines as it is kept: NFC, lines end in LF, no blank lines before or after, no NUL, which PostgreSQL refuses. */
export const tidy = (words: string) =>
  words
    .toWellFormed()
    .replaceAll('\u0000', '')
    .replace(/\r\n?/g, '\n')
    .normalize('NFC')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd()

const Line = (max: number) => z.string().overwrite(oneLine).min(1).max(max)
const Prose = (max: number) => z.string().overwrite(tidy).min(1).max(max)

const byTag = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : 1)
const sorted = (words: Record<string, string>) => Object.fromEntries(Object.entries(words).sort(byTag))
const Localised = (words: z.ZodType<string, string>) => z.record(Bcp47, words).overwrite(sorted)
const Named = (max: number) =>
  Localised(Line(max)).refine((words) => Object.keys(words).length > 0, 'no-language')

const isRealDay = (day: string) => {
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
}
const Day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'day')
  .refine(isRealDay, 'day')

/** A day, a month or a year: as much as the report says. */
const Reported = z
  .string()
  .regex(/^\d{4}(?:-\d\d(?:-\d\d)?)?$/, 'reported-on')
  .refine((on) => isRealDay(`${on}-01-01`.slice(0, 10)), 'reported-on')

/** A moment as campaign.json writes it: ISO 8601 in UTC, without fractions when they are zero. */
export const momentText = (at: Date) => at.toISOString().replace('.000Z', 'Z')
const Moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{3})?)?Z$/, 'moment')
  .refine((at) => isRealDay(at.slice(0, 10)) && !Number.isNaN(Date.parse(at)), 'moment')
  .overwrite((at) => (Number.isNaN(Date.parse(at)) ? at : momentText(new Date(at))))

const Country = z.string().refine(isCountry, 'country')

const TimeZone = z.string().refine(isTimeZone, 'time-zone')

const Email = z
  .string()
  .refine((typed) => readAddress(typed).kind === 'address', 'email')
  .overwrite((typed) => {
    const read = readAddress(typed)
    return read.kind === 'address' ? read.address : typed
  })

const isWebAddress = (address: string) => {
  const url = URL.canParse(address) ? new URL(address) : null
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
}
const WebAddress = z.string().max(2_000).refine(isWebAddress, 'web-address')

/** An array in which no two entries share this key. */
const distinct = <T extends z.ZodType>(item: T, { by, max }: { by: string; max: number }) =>
  z
    .array(item)
    .max(max)
    .superRefine((items, context) => {
      const seen = new Set<unknown>()
      items.forEach((entry, i) => {
        const key = (entry as Record<string, unknown>)[by]
        if (seen.has(key)) context.addIssue({ code: 'custom', message: 'duplicate', path: [i, by] })
        seen.add(key)
      })
    })

export const OrganisationFile = z.strictObject({
  slug: Slug,
  name: Named(200),
  letterhead: z.strictObject({
    lines: z.array(Line(120)).max(8),
    signatories: z.array(z.strictObject({ name: Line(120).optional(), title: Named(200) })).max(6),
  }),
  replyTo: Email.nullable(),
  defaultLanguage: Bcp47,
  timeZone: TimeZone,
})
export type OrganisationFile = z.infer<typeof OrganisationFile>

export const RecipientFile = z.strictObject({
  slug: Slug,
  kind: z.enum(recipientKinds),
  name: Named(200),
  country: Country,
  hostCountry: Country,
  city: Named(120),
  postalAddress: z.array(Line(120)).max(8),
  languages: z.array(Bcp47).min(1).max(10),
  addressee: Named(300),
  salutation: Named(200),
  timeZone: TimeZone,
  addresses: distinct(z.strictObject({ email: Email, checkedOn: Day.nullable() }), { by: 'email', max: 10 }),
})
export type RecipientFile = z.infer<typeof RecipientFile>

/** An office with whose signatures it gets in this campaign; without `forWhom`, everyone's. */
const AddressedFile = RecipientFile.extend({
  forWhom: z.enum(['countries', 'others']).optional(),
  countries: z
    .array(Country)
    .overwrite((codes) => [...new Set(codes)].sort())
    .min(1)
    .max(countries.length)
    .optional(),
}).superRefine(({ forWhom, countries: codes }, context) => {
  if ((forWhom === 'countries') !== (codes !== undefined))
    context.addIssue({ code: 'custom', message: 'route-countries', path: ['countries'] })
})
export type AddressedFile = z.infer<typeof AddressedFile>

/** Whose signatures an office gets, from a folder. */
export const routeIn = ({ forWhom, countries: codes }: AddressedFile): Route => ({
  forWhom: forWhom ?? 'everyone',
  countries: codes ?? [],
})

export const StoryFile = z.strictObject({
  publisher: Line(200).nullable(),
  headline: Line(300),
  author: Line(200).nullable(),
  url: WebAddress.nullable(),
  reportedOn: Reported.nullable(),
  place: Line(200).nullable(),
  language: Bcp47,
  summary: Localised(Prose(2_000)),
  quotes: z.array(z.strictObject({ text: Prose(2_000), by: Line(200).optional() })).max(50),
  readAt: Moment.nullable(),
  archive: z
    .strictObject({ file: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/, 'sha256') })
    .nullable(),
  picture: z
    .strictObject({
      file: z.string(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'sha256'),
      url: WebAddress.nullable(),
      alt: Line(longestPictureWords).nullable(),
      credit: Line(longestPictureWords).nullable(),
    })
    .optional(),
})
export type StoryFile = z.infer<typeof StoryFile>

/** Where the archived copy of a story lies; the main story is number 1. Text, so that no viewer ever runs it. */
export const archiveName = (number: number) => `story/${number}.txt`
/** The same for its picture. */
export const pictureName = (number: number) => `story/${number}.webp`

/** campaign.json. Parsing puts fields and languages in their one order and text in its one form; `null` means: not known. */
export const CampaignFile = z
  .strictObject({
    $schema: z.literal(folderFormat),
    slug: Slug,
    state: z.enum(campaignStates),
    originalLanguage: Bcp47,
    goal: z.int().min(1).max(100_000_000),
    closesAt: Moment.nullable(),
    isHighRisk: z.boolean(),
    exampleYear: z.int().min(1900).max(2100).nullable(),
    organisations: distinct(OrganisationFile, { by: 'slug', max: 10 }).min(1),
    recipients: distinct(AddressedFile, { by: 'slug', max: 50 }),
    stories: z
      .array(StoryFile)
      .max(50)
      .superRefine((stories, context) => {
        stories.forEach(({ archive, picture }, i) => {
          if (picture && picture.file !== pictureName(i + 1))
            context.addIssue({ code: 'custom', message: 'picture-name', path: [i, 'picture', 'file'] })
          if (archive && archive.file !== archiveName(i + 1))
            context.addIssue({ code: 'custom', message: 'archive-name', path: [i, 'archive', 'file'] })
        })
      }),
  })
  .superRefine(({ state, recipients }, context) => {
    if (state !== 'draft' && recipients.length > 0 && unreachedBy(recipients.map(routeIn)).length > 0)
      context.addIssue({ code: 'custom', message: 'route-missing', path: ['recipients'] })
  })
export type CampaignFile = z.infer<typeof CampaignFile>

const { shape } = CampaignText
/** The front matter of a page. */
export const PageFile = z.object({
  title: z.string().overwrite(oneLine).pipe(shape.title),
  summary: z.string().overwrite(tidy).pipe(shape.summary),
  demand: z.string().overwrite(oneLine).pipe(shape.demand),
})
/** The front matter of a letter. The translator is who made these words out of the original ones, if that is known. */
export const LetterFile = z.object({ subject: Line(longestSubject), translator: Line(200).nullable() })

export type FolderPage = z.infer<typeof PageFile> & { language: string; body: string }
export type FolderLetter = z.infer<typeof LetterFile> & {
  language: string
  version: number
  isCurrent: boolean
  body: string
}

/** A campaign as a folder holds it. Pages in the order of their tags, letters of theirs and then of their versions. */
export type CampaignFolder = {
  campaign: CampaignFile
  pages: FolderPage[]
  letters: FolderLetter[]
  /** Archived copies by file name, exactly as they were kept. */
  archives: Map<string, string>
  /** Pictures of stories by file name: WebP in base64. */
  pictures: Map<string, string>
}

/** The fixed order of pages and letters. */
export const inOrder = <T extends { language: string; version?: number }>(texts: T[]): T[] =>
  texts.toSorted((a, b) =>
    a.language === b.language ? (a.version ?? 0) - (b.version ?? 0) : a.language < b.language ? -1 : 1,
  )

/** Whether two letters are the same words. */
export const haveSameWords = (
  a: { subject: string; body: string },
  b: { subject: string; body: string },
): boolean => oneLine(a.subject) === oneLine(b.subject) && tidy(a.body) === tidy(b.body)
