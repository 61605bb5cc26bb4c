// Every table, once, for both engines (see dialect.ts). Ids are text that the program makes.
import { isNotNull, sql } from 'drizzle-orm'
import type { InboundKind } from '../campaigns/bounce'
import type { CampaignState, Outcome, TextState } from '../campaigns/campaign'
import type { DeliveryState, HeldReason } from '../campaigns/delivery'
import type { InboundSource, InboundState } from '../campaigns/inbound'
import type { LetterState } from '../campaigns/letter'
import type { VolumeEnd } from '../campaigns/letter-volume'
import type { Letterhead, MemberRole } from '../campaigns/organisation'
import type { MailKind, MailState, ResultKind } from '../campaigns/outbox'
import type { ForWhom, RecipientKind } from '../campaigns/recipient'
import type { Share } from '../campaigns/routing'
import type { Disclosure, LineState, Signal, SignatureState } from '../campaigns/signature'
import type { StoryChange } from '../campaigns/story'
import { flag, index, instant, json, primaryKey, table, text, uniqueIndex, whole } from './dialect'

/** A text in several languages: BCP 47 tag to words. */
export type Localised = Record<string, string>

const id = () => text('id').primaryKey()
const createdAt = () => instant('created_at').notNull()

export const organisations = table('organisations', {
  id: id(),
  slug: text('slug').notNull().unique(),
  name: json('name').$type<Localised>().notNull(),
  letterhead: json('letterhead').$type<Letterhead>().notNull(),
  replyTo: text('reply_to'),
  defaultLanguage: text('default_language').notNull(),
  timeZone: text('time_zone').notNull(),
  /** A colour of its own for the campaign's page, `#rrggbb`; contrast is corrected where it is used. */
  accent: text('accent'),
  /** WebP, base64, at most 400 kB; re-encoded from what was uploaded. */
  logo: text('logo'),
  /** Whether a campaign goes online only after a second person approved it. */
  needsSecondPerson: flag('needs_second_person').notNull().default(true),
  createdAt: createdAt(),
})

/** A person who organises. The address is sealed; `emailKey` is a keyed hash for finding it again. */
export const organisers = table('organisers', {
  id: id(),
  name: text('name').notNull(),
  emailKey: text('email_key').notNull().unique(),
  emailSealed: text('email_sealed').notNull(),
  /** BCP 47; empty until they chose one, and then their browser's counts. */
  language: text('language').notNull(),
  /** Looks after the installation: the shared directory, and who may open an organisation. */
  isKeeper: flag('is_keeper').notNull().default(false),
  /** Since when they can’t sign in. */
  keptOutAt: instant('kept_out_at'),
  createdAt: createdAt(),
})

export const members = table(
  'members',
  {
    organisationId: text('organisation_id')
      .notNull()
      .references(() => organisations.id),
    organiserId: text('organiser_id')
      .notNull()
      .references(() => organisers.id),
    role: text('role').$type<MemberRole>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.organiserId] }),
    index('members_organiser').on(t.organiserId),
  ],
)

/** `id` is the SHA-256 of the 256-bit session id that only the browser holds. */
export const sessions = table(
  'sessions',
  {
    id: id(),
    organiserId: text('organiser_id')
      .notNull()
      .references(() => organisers.id),
    createdAt: createdAt(),
    seenAt: instant('seen_at').notNull(),
    /** The browser in a few words ("Firefox on Linux"), for the list of sessions. */
    browser: text('browser'),
    endedAt: instant('ended_at'),
  },
  (t) => [index('sessions_organiser').on(t.organiserId)],
)

/** A way in: a mailed code bound to the browser that asked, or a one-time address (then no browser, no code). */
export const signIns = table(
  'sign_ins',
  {
    id: id(),
    organiserId: text('organiser_id').references(() => organisers.id),
    codeHash: text('code_hash'),
    browserHash: text('browser_hash'),
    tokenHash: text('token_hash').unique(),
    triesCount: whole('tries_count').notNull(),
    createdAt: createdAt(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (t) => [index('sign_ins_browser').on(t.browserHash)],
)

/** A passkey of an organiser (Web Authentication Level 3). `id` is the credential id, base64url. */
export const passkeys = table(
  'passkeys',
  {
    id: id(),
    organiserId: text('organiser_id')
      .notNull()
      .references(() => organisers.id),
    /** COSE key, base64url. */
    publicKey: text('public_key').notNull(),
    /** The authenticator's count of signatures; 0 from those that keep none. */
    counter: whole('counter').notNull(),
    transports: json('transports').$type<string[]>().notNull(),
    /** Kept by the maker's cloud as well, so that losing the device does not lose it. */
    isBackedUp: flag('is_backed_up').notNull(),
    name: text('name').notNull(),
    createdAt: createdAt(),
    usedAt: instant('used_at'),
  },
  (t) => [index('passkeys_organiser').on(t.organiserId)],
)

/** A challenge for a passkey, answered once, in the browser that got it. `id` is its keyed hash. */
export const passkeyChallenges = table('passkey_challenges', {
  id: id(),
  kind: text('kind').$type<'register' | 'sign-in'>().notNull(),
  /** Who adds a passkey; null for signing in, where nobody is known yet. */
  organiserId: text('organiser_id').references(() => organisers.id),
  browserHash: text('browser_hash').notNull(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
})

/** An invitation to join an organisation, by a mailed link that works once for the invited address. */
export const invitations = table(
  'invitations',
  {
    id: id(),
    organisationId: text('organisation_id')
      .notNull()
      .references(() => organisations.id),
    role: text('role').$type<MemberRole>().notNull(),
    emailKey: text('email_key').notNull(),
    emailSealed: text('email_sealed').notNull(),
    tokenHash: text('token_hash').notNull().unique(),
    invitedBy: text('invited_by')
      .notNull()
      .references(() => organisers.id),
    createdAt: createdAt(),
    expiresAt: instant('expires_at').notNull(),
    acceptedAt: instant('accepted_at'),
    withdrawnAt: instant('withdrawn_at'),
  },
  (t) => [index('invitations_organisation').on(t.organisationId)],
)

export const campaigns = table('campaigns', {
  id: id(),
  slug: text('slug').notNull().unique(),
  organisationId: text('organisation_id')
    .notNull()
    .references(() => organisations.id),
  state: text('state').$type<CampaignState>().notNull(),
  originalLanguage: text('original_language').notNull(),
  goal: whole('goal').notNull(),
  isHighRisk: flag('is_high_risk').notNull(),
  /** A worked example: shown as such on every page, with the year it happened. */
  exampleYear: whole('example_year'),
  closesAt: instant('closes_at'),
  publishedAt: instant('published_at'),
  closedAt: instant('closed_at'),
  /** When an approved campaign goes online by itself. */
  publishAt: instant('publish_at'),
  outcome: text('outcome').$type<Outcome>(),
  /** Keyed hash of the token in the address that shows a draft to outsiders. */
  previewHash: text('preview_hash').unique(),
  /** Raised by every change of what a reader or a recipient would see; an approval holds for one of these. */
  revision: whole('revision').notNull().default(1),
  createdAt: createdAt(),
  updatedAt: instant('updated_at').notNull(),
})

/** Organisations that stand behind a campaign, in the order of its letterhead; the first one leads. */
export const campaignOrganisations = table(
  'campaign_organisations',
  {
    campaignId: text('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    organisationId: text('organisation_id')
      .notNull()
      .references(() => organisations.id),
    position: whole('position').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.campaignId, t.organisationId] }),
    index('campaign_organisations_organisation').on(t.organisationId),
  ],
)

/** One organisation asks another to stand behind a campaign with it. */
export const partnerInvitations = table(
  'partner_invitations',
  {
    id: id(),
    campaignId: text('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    organisationId: text('organisation_id')
      .notNull()
      .references(() => organisations.id),
    invitedBy: text('invited_by')
      .notNull()
      .references(() => organisers.id),
    createdAt: createdAt(),
    answeredBy: text('answered_by').references(() => organisers.id),
    acceptedAt: instant('accepted_at'),
    declinedAt: instant('declined_at'),
    withdrawnAt: instant('withdrawn_at'),
  },
  (t) => [
    uniqueIndex('partner_invitations_open')
      .on(t.campaignId, t.organisationId)
      .where(sql`accepted_at is null and declined_at is null and withdrawn_at is null`),
    index('partner_invitations_organisation').on(t.organisationId),
  ],
)

/** The page of a campaign in one language. `body` is Markdown with the marks of the letter. */
export const campaignTexts = table(
  'campaign_texts',
  {
    campaignId: text('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    language: text('language').notNull(),
    title: text('title').notNull(),
    summary: text('summary').notNull(),
    demand: text('demand').notNull(),
    body: text('body').notNull(),
    state: text('state').$type<TextState>().notNull().default('reviewed'),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.language] })],
)

/**
 * Every saved state of a text that is worked on: the page (`title`, `summary`, `demand`, `body`) or the letter
 * (`subject`, `body`, `translator`) of a campaign in one language. The one with the highest number is the working copy.
 */
export const textRevisions = table(
  'text_revisions',
  {
    id: id(),
    campaignId: text('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    kind: text('kind').$type<'page' | 'letter'>().notNull(),
    language: text('language').notNull(),
    number: whole('number').notNull(),
    words: json('words').$type<Record<string, string>>().notNull(),
    savedBy: text('saved_by')
      .notNull()
      .references(() => organisers.id),
    savedAt: instant('saved_at').notNull(),
  },
  (t) => [uniqueIndex('text_revisions_number').on(t.campaignId, t.kind, t.language, t.number)],
)

/** Who approved which revision of a campaign for publishing. */
export const publicationApprovals = table(
  'publication_approvals',
  {
    id: id(),
    campaignId: text('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    revision: whole('revision').notNull(),
    kind: text('kind').$type<'asked' | 'approved'>().notNull(),
    organiserId: text('organiser_id')
      .notNull()
      .references(() => organisers.id),
    at: instant('at').notNull(),
  },
  (t) => [index('publication_approvals_campaign').on(t.campaignId)],
)

/** A news report a campaign is tied to. What the report does not say stays null. */
export const stories = table(
  'stories',
  {
    id: id(),
    campaignId: text('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    isMain: flag('is_main').notNull(),
    position: whole('position').notNull(),
    publisher: text('publisher'),
    headline: text('headline').notNull(),
    author: text('author'),
    url: text('url'),
    /** ISO 8601, to the precision the report gives: 2017, 2017-02 or 2017-02-07. */
    reportedOn: text('reported_on'),
    place: text('place'),
    language: text('language').notNull(),
    summary: json('summary').$type<Localised>().notNull(),
    quotes: json('quotes').$type<{ text: string; by?: string }[]>().notNull(),
    /** WebP, base64, at most 400 kB, re-encoded; shown once somebody said what it shows and whose it is. */
    picture: text('picture'),
    pictureUrl: text('picture_url'),
    pictureAlt: text('picture_alt'),
    pictureCredit: text('picture_credit'),
    readAt: instant('read_at'),
    archiveSha256: text('archive_sha256'),
    archive: text('archive'),
    /** The page again, a day or more later: when, and what it said when that was something else. */
    checkedAt: instant('checked_at'),
    change: text('change').$type<StoryChange>(),
    changedArchive: text('changed_archive'),
    createdAt: createdAt(),
  },
  (t) => [index('stories_campaign').on(t.campaignId)],
)

/** One version of the letter in one language. Its words never change once somebody has signed it. */
export const letters = table(
  'letters',
  {
    id: id(),
    campaignId: text('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    language: text('language').notNull(),
    version: whole('version').notNull(),
    state: text('state').$type<LetterState>().notNull(),
    isOriginal: flag('is_original').notNull(),
    translator: text('translator'),
    subject: text('subject').notNull(),
    body: text('body').notNull(),
    /** SHA-256 of subject, newline, body, in lower-case hexadecimal. */
    sha256: text('sha256').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('letters_version').on(t.campaignId, t.language, t.version),
    uniqueIndex('letters_current').on(t.campaignId, t.language).where(sql`state = 'current'`),
  ],
)

/** An office, not a person: letters go to the post whoever holds it. */
export const recipients = table('recipients', {
  id: id(),
  slug: text('slug').notNull().unique(),
  organisationId: text('organisation_id').references(() => organisations.id),
  kind: text('kind').$type<RecipientKind>().notNull(),
  name: json('name').$type<Localised>().notNull(),
  /** ISO 3166-1 alpha-2: the country the office stands for, and the one it sits in. */
  country: text('country').notNull(),
  hostCountry: text('host_country').notNull(),
  city: json('city').$type<Localised>().notNull(),
  postalAddress: json('postal_address').$type<string[]>().notNull(),
  /** Languages the office reads, the preferred first. */
  languages: json('languages').$type<string[]>().notNull(),
  addressee: json('addressee').$type<Localised>().notNull(),
  salutation: json('salutation').$type<Localised>().notNull(),
  timeZone: text('time_zone').notNull(),
  createdAt: createdAt(),
})

export const recipientAddresses = table(
  'recipient_addresses',
  {
    id: id(),
    recipientId: text('recipient_id')
      .notNull()
      .references(() => recipients.id),
    email: text('email').notNull(),
    position: whole('position').notNull(),
    checkedAt: instant('checked_at'),
    checkedBy: text('checked_by').references(() => organisers.id),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('recipient_addresses_email').on(t.recipientId, t.email)],
)

/** Who holds an office, and who held it. Letters go to the office; this is for the person at the desk. */
export const officeHolders = table(
  'office_holders',
  {
    id: id(),
    recipientId: text('recipient_id')
      .notNull()
      .references(() => recipients.id),
    name: text('name').notNull(),
    /** ISO 8601 dates, to the precision known. */
    since: text('since'),
    until: text('until'),
    createdAt: createdAt(),
  },
  (t) => [index('office_holders_recipient').on(t.recipientId)],
)

export const campaignRecipients = table(
  'campaign_recipients',
  {
    campaignId: text('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    recipientId: text('recipient_id')
      .notNull()
      .references(() => recipients.id),
    position: whole('position').notNull(),
    /** Whose signatures go to this office: everyone's, those from `countries`, or of all whom no other office has by country. */
    forWhom: text('for_whom').$type<ForWhom>().notNull().default('everyone'),
    countries: json('countries').$type<string[]>().notNull().default([]),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.recipientId] })],
)

export const signatures = table(
  'signatures',
  {
    id: id(),
    campaignId: text('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    /** The version and language that was on the screen. */
    letterId: text('letter_id')
      .notNull()
      .references(() => letters.id),
    state: text('state').$type<SignatureState>().notNull(),
    /** Language of the page, for mails to the signer. */
    language: text('language').notNull(),
    /** Erased at withdrawal and by retention, like city, line and the sealed address. */
    name: text('name'),
    nameKey: text('name_key'),
    emailSealed: text('email_sealed'),
    /** HMAC of campaign and canonical address: finds the mails of one address, never a login. */
    addressKey: text('address_key'),
    /** HMAC of campaign, canonical address and slot; held only while confirmed. UNIQUE keeps one person one signature. */
    slotKey: text('slot_key').unique(),
    /** HMAC of everything posted; held only while pending, so a form posted twice is one signature. */
    contentKey: text('content_key'),
    country: text('country').notNull(),
    city: text('city'),
    line: text('line'),
    lineState: text('line_state').$type<LineState>().notNull(),
    disclosure: text('disclosure').$type<Disclosure>().notNull(),
    isPublic: flag('is_public').notNull(),
    wantsUpdates: flag('wants_updates').notNull(),
    /** 32 random bytes, base64url; deleted at erasure. */
    salt: text('salt'),
    /** Of signatures whose mails carry a token that does not name them (see withdraw-token.server.ts). */
    withdrawHash: text('withdraw_hash').unique(),
    ipHash: text('ip_hash'),
    signals: json('signals').$type<Signal[]>().notNull(),
    createdAt: createdAt(),
    confirmedAt: instant('confirmed_at'),
    withdrawnAt: instant('withdrawn_at'),
  },
  (t) => [
    // Lists are paged by these alone: the rows of other pages are never looked at. Hence the ids in them.
    index('signatures_countable').on(t.campaignId, t.confirmedAt, t.id).where(sql`state = 'confirmed'`),
    index('signatures_listed').on(t.campaignId, t.createdAt, t.id),
    index('signatures_aside').on(t.campaignId, t.state, t.createdAt, t.id).where(sql`state <> 'confirmed'`),
    index('signatures_letter').on(t.letterId).where(sql`state = 'confirmed'`),
    // Both in one: keys lie at random, and each index of them is a page more for the disk to write.
    uniqueIndex('signatures_address_content').on(t.addressKey, t.contentKey),
    index('signatures_pending').on(t.createdAt).where(sql`state = 'pending'`),
  ],
)

/** A proof of work that was used, until its challenge has expired by itself. `id` is a keyed hash of the challenge. */
export const usedChallenges = table('used_challenges', {
  id: id(),
  expiresAt: instant('expires_at').notNull(),
})

/** How often something limited was done in the window that ends then, where several processes count together. */
export const limitCounts = table('limit_counts', {
  id: id(),
  useCount: whole('use_count').notNull(),
  expiresAt: instant('expires_at').notNull(),
})

/** What a signer agreed to: which words, in which language, when. Never changed, only added to. */
export const consents = table(
  'consents',
  {
    id: id(),
    signatureId: text('signature_id')
      .notNull()
      .references(() => signatures.id),
    kind: text('kind').$type<'sign' | 'disclosure' | 'public' | 'updates'>().notNull(),
    /** The choice made: yes, or for disclosure full, initials or counted. */
    choice: text('choice').notNull(),
    textVersion: text('text_version').notNull(),
    words: text('words').notNull(),
    language: text('language').notNull(),
    givenAt: instant('given_at').notNull(),
  },
  (t) => [index('consents_signature').on(t.signatureId)],
)

/** One mailed way to confirm one signature. Tokens, code and handle are stored as keyed hashes only. */
export const confirmations = table(
  'confirmations',
  {
    id: id(),
    signatureId: text('signature_id')
      .notNull()
      .references(() => signatures.id),
    tokenHash: text('token_hash').notNull().unique(),
    handleHash: text('handle_hash').notNull().unique(),
    codeHash: text('code_hash').notNull(),
    triesCount: whole('tries_count').notNull(),
    createdAt: createdAt(),
  },
  (t) => [index('confirmations_signature').on(t.signatureId)],
)

/** Signatures set aside together by somebody, and why; undone as one. Never deleted. */
export const quarantines = table(
  'quarantines',
  {
    id: id(),
    campaignId: text('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    /** What was looked for, as it was asked, without addresses. */
    filter: json('filter').$type<Record<string, string>>().notNull(),
    signatureCount: whole('signature_count').notNull(),
    /** Of them, how many had counted. */
    countedCount: whole('counted_count').notNull(),
    /** Who did it: an organiser's id, or the account on the machine where the command was given. */
    madeBy: text('made_by').notNull(),
    madeAt: instant('made_at').notNull(),
    undoneBy: text('undone_by'),
    undoneAt: instant('undone_at'),
  },
  (t) => [index('quarantines_campaign').on(t.campaignId)],
)

/** Which signatures were set aside together, and what each was before. */
export const quarantinedSignatures = table(
  'quarantined_signatures',
  {
    quarantineId: text('quarantine_id')
      .notNull()
      .references(() => quarantines.id),
    signatureId: text('signature_id')
      .notNull()
      .references(() => signatures.id),
    before: text('before').$type<'pending' | 'confirmed'>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.quarantineId, t.signatureId] }),
    index('quarantined_signatures_signature').on(t.signatureId),
  ],
)

/** What happened to the count, in order of time: the hot path only inserts here. */
export const countEvents = table(
  'count_events',
  {
    id: id(),
    campaignId: text('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    signatureId: text('signature_id').notNull(),
    kind: text('kind').$type<'confirmed' | 'withdrawn' | 'quarantined' | 'released'>().notNull(),
    isCounted: flag('is_counted').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    index('count_events_waiting').on(t.campaignId).where(sql`is_counted = false`),
    index('count_events_signature').on(t.signatureId),
  ],
)

export const tallies = table('tallies', {
  campaignId: text('campaign_id')
    .primaryKey()
    .references(() => campaigns.id),
  confirmedCount: whole('confirmed_count').notNull(),
  updatedAt: instant('updated_at').notNull(),
})

/** The total of a campaign by country of the signers, kept with the total itself. */
export const countryTallies = table(
  'country_tallies',
  {
    campaignId: text('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    country: text('country').notNull(),
    confirmedCount: whole('confirmed_count').notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.country] })],
)

/** One letter on its way to one office. Never deleted. */
export const deliveries = table(
  'deliveries',
  {
    id: id(),
    campaignId: text('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    recipientId: text('recipient_id')
      .notNull()
      .references(() => recipients.id),
    letterId: text('letter_id')
      .notNull()
      .references(() => letters.id),
    state: text('state').$type<DeliveryState>().notNull(),
    heldReason: text('held_reason').$type<HeldReason>(),
    /** The reference printed on the letter, unique in the installation. */
    reference: text('reference').notNull().unique(),
    toEmail: text('to_email').notNull(),
    subject: text('subject').notNull(),
    language: text('language').notNull(),
    signatureCount: whole('signature_count').notNull(),
    /** How many are named in full, by initials, and counted only. */
    disclosed: json('disclosed').$type<Record<Disclosure, number>>().notNull(),
    messageId: text('message_id').notNull(),
    /** SHA-256 of the frozen message; stays after the bytes are erased. */
    messageSha256: text('message_sha256'),
    pdfSha256: text('pdf_sha256'),
    /** The letter that was too large for a mail and in whose place this one goes, with its PDF behind a link. Once. */
    replacesId: text('replaces_id').unique(),
    /** Keyed hash of the token in that link; null for a letter that has its PDF attached. */
    linkHash: text('link_hash').unique(),
    /** While signatures are still put behind it: the last id that was looked at. Null once it is whole. */
    gatherAfter: text('gather_after'),
    /** Whose signatures these are, as it was when the letter was prepared. */
    gatherShare: json('gather_share').$type<Share>(),
    renderTries: whole('render_tries').notNull(),
    renderFault: text('render_fault'),
    /** Until when the process that sets it has it for itself. */
    settingUntil: instant('setting_until'),
    preparedBy: text('prepared_by')
      .notNull()
      .references(() => organisers.id),
    preparedAt: instant('prepared_at').notNull(),
    renderedAt: instant('rendered_at'),
    approvedBy: text('approved_by').references(() => organisers.id),
    approvedAt: instant('approved_at'),
    acceptedAt: instant('accepted_at'),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    index('deliveries_campaign').on(t.campaignId, t.preparedAt),
    index('deliveries_state').on(t.state),
    // One letter of a campaign at a time is on its way to an office; the states are those of `underway` in campaigns/delivery.ts.
    uniqueIndex('deliveries_underway')
      .on(t.campaignId, t.recipientId)
      .where(sql`state in ('draft', 'approved', 'queued', 'sending', 'deferred', 'unknown')`),
  ],
)

/** The exact bytes that will be sent, and the PDF in them, sealed. */
export const frozenMails = table('frozen_mails', {
  deliveryId: text('delivery_id')
    .primaryKey()
    .references(() => deliveries.id),
  messageSealed: text('message_sealed').notNull(),
  pdfSealed: text('pdf_sealed').notNull(),
  createdAt: createdAt(),
})

/**
 * A part of the annex of a letter with many signatures, sealed like the letter. The bytes are erased with those of the
 * letter; how it can be told stays.
 */
export const letterVolumes = table(
  'letter_volumes',
  {
    id: id(),
    deliveryId: text('delivery_id')
      .notNull()
      .references(() => deliveries.id),
    /** 1 and more. */
    number: whole('number').notNull(),
    signatureCount: whole('signature_count').notNull(),
    pages: whole('pages').notNull(),
    bytes: whole('bytes').notNull(),
    sha256: text('sha256').notNull(),
    /** Where the next one begins, and what the letter has to say of those in this one and before it in the order. */
    through: json('through').$type<VolumeEnd>().notNull(),
    pdfSealed: text('pdf_sealed'),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('letter_volumes_number').on(t.deliveryId, t.number)],
)

/** The signatures that stand behind one delivery. */
export const deliverySignatures = table(
  'delivery_signatures',
  {
    deliveryId: text('delivery_id')
      .notNull()
      .references(() => deliveries.id),
    signatureId: text('signature_id')
      .notNull()
      .references(() => signatures.id),
  },
  (t) => [
    primaryKey({ columns: [t.deliveryId, t.signatureId] }),
    index('delivery_signatures_signature').on(t.signatureId),
  ],
)

/** The mail queue. Written in the unit of work of the event that causes the mail. */
export const outbox = table(
  'outbox',
  {
    id: id(),
    kind: text('kind').$type<MailKind>().notNull(),
    state: text('state').$type<MailState>().notNull(),
    /** What the mail is made from (address, token, code …), sealed, erased once the mail is settled. */
    payloadSealed: text('payload_sealed'),
    /** Keyed hash that limits mails to one address; null for letters. */
    addressKey: text('address_key'),
    /** Keyed hash of the recipient's domain: at most two mails are on their way to one domain. */
    domainKey: text('domain_key').notNull(),
    messageId: text('message_id').notNull().unique(),
    signatureId: text('signature_id').references(() => signatures.id),
    deliveryId: text('delivery_id').references(() => deliveries.id),
    attemptCount: whole('attempt_count').notNull(),
    nextAttemptAt: instant('next_attempt_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    leaseUntil: instant('lease_until'),
    leasedBy: text('leased_by'),
    createdAt: createdAt(),
    settledAt: instant('settled_at'),
  },
  (t) => [
    index('outbox_due').on(t.nextAttemptAt).where(isNotNull(t.payloadSealed)),
    index('outbox_expires').on(t.expiresAt).where(isNotNull(t.payloadSealed)),
    index('outbox_sending').on(t.domainKey).where(sql`state = 'sending'`),
    index('outbox_held').on(t.domainKey).where(sql`state = 'held'`),
    index('outbox_settled').on(t.settledAt).where(isNotNull(t.settledAt)),
    index('outbox_address').on(t.addressKey, t.createdAt).where(isNotNull(t.addressKey)),
    index('outbox_delivery').on(t.deliveryId).where(isNotNull(t.deliveryId)),
    index('outbox_signature').on(t.signatureId),
  ],
)

/** One try to hand a mail over, committed before dialling. No result means: we do not know what happened. */
export const attempts = table(
  'attempts',
  {
    id: id(),
    outboxId: text('outbox_id')
      .notNull()
      .references(() => outbox.id),
    number: whole('number').notNull(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at'),
    result: text('result').$type<ResultKind>(),
    /** The relay's own words, with addresses of supporters masked. */
    response: text('response'),
    responseCode: whole('response_code'),
    phase: text('phase'),
  },
  (t) => [uniqueIndex('attempts_number').on(t.outboxId, t.number)],
)

/**
 * Mail waits as a whole, since the relay does not let us in or shows no certificate we trust. One row at most (`id` is
 * `relay`); every worker asks for it before it dials.
 */
export const mailPauses = table('mail_pauses', {
  id: id(),
  response: text('response').notNull(),
  phase: text('phase').notNull(),
  createdAt: createdAt(),
  /** When one mail goes ahead to see whether the way is open again. */
  tryAt: instant('try_at').notNull(),
})

/** A domain whose servers, or the relay for them, refuse mail from us: nothing goes there until a person says so. */
export const mailHolds = table('mail_holds', {
  /** The keyed hash of the domain, as in the queue. */
  id: id(),
  domainSealed: text('domain_sealed').notNull(),
  response: text('response').notNull(),
  phase: text('phase').notNull(),
  createdAt: createdAt(),
})

/** Addresses of supporters that their server refused. `id` is a keyed hash of the address. */
export const suppressions = table('suppressions', {
  id: id(),
  response: text('response').notNull(),
  createdAt: createdAt(),
})

/**
 * A mail that came back: a report about one of ours, a complaint, or an answer. Of what could be tied to none of ours
 * there is only that it came.
 */
export const inboundMails = table(
  'inbound_mails',
  {
    id: id(),
    source: text('source').$type<InboundSource>().notNull(),
    /** Keyed hash of what makes it the same mail when it comes a second time. */
    contentKey: text('content_key').notNull().unique(),
    state: text('state').$type<InboundState>().notNull(),
    /** The whole mail; erased by retention. */
    rawSealed: text('raw_sealed'),
    outboxId: text('outbox_id').references(() => outbox.id),
    kind: text('kind').$type<InboundKind>(),
    /** The enhanced status code of a report, `5.1.1`, and the other server's words without addresses. */
    statusCode: text('status_code'),
    response: text('response'),
    triesCount: whole('tries_count').notNull(),
    /** When it is read, or read again. */
    lookAt: instant('look_at').notNull(),
    receivedAt: instant('received_at').notNull(),
    settledAt: instant('settled_at'),
  },
  (t) => [
    index('inbound_mails_outbox').on(t.outboxId),
    index('inbound_mails_waiting').on(t.lookAt).where(sql`state = 'received'`),
    index('inbound_mails_unclear').on(t.receivedAt).where(sql`state = 'unclear'`),
  ],
)

/** How far a mailbox was read over IMAP. `id` is a keyed hash of which mailbox; UIDs are 32 bits, too many for a whole. */
export const inboundMailboxes = table('inbound_mailboxes', {
  id: id(),
  uidValidity: text('uid_validity').notNull(),
  lastUid: text('last_uid').notNull(),
  /** The code of what went wrong, and how often in a row. */
  fault: text('fault'),
  faultCount: whole('fault_count').notNull(),
  faultAt: instant('fault_at'),
  /** Not before this it is read again. */
  tryAt: instant('try_at').notNull(),
  readAt: instant('read_at'),
})

/** Work that one process does for all of them: who has it, and until when nobody else takes it up. */
export const jobs = table('jobs', {
  name: text('name').primaryKey(),
  leasedBy: text('leased_by'),
  leaseUntil: instant('lease_until').notNull(),
})

/** Counts that were kept wrong, as the last recount found them. `country` is empty for the total of a campaign. */
export const countFaults = table(
  'count_faults',
  {
    campaignId: text('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    country: text('country').notNull(),
    keptCount: whole('kept_count').notNull(),
    rowCount: whole('row_count').notNull(),
    foundAt: instant('found_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.country] })],
)

/** A page that was read for an organiser, until a campaign is made of it: whichever process is asked next has it. */
export const readings = table('readings', {
  /** Keyed hash of the handle in the organiser's address. */
  id: id(),
  organiserId: text('organiser_id').notNull(),
  address: text('address').notNull(),
  /** JSON as text: a page may hold what PostgreSQL refuses in a value of its own kind. */
  reading: text('reading').notNull(),
  expiresAt: instant('expires_at').notNull(),
})
