import * as m from '../../app/messages/generated/messages'
import { newId } from '../../campaigns/keyring.server'
import type { MemberRole } from '../../campaigns/organisation'
import { createOrganiser, inviteOnce } from '../../campaigns/organiser.server'
import { organisations } from '../../db/schema'
import type { ParsedMail } from '../../emails/mailbox.server'
import type { Typed } from './people'
import { type Site, sampleSlug } from './site'
import type { Page, Visitor } from './visitor'

export type Language = 'en' | 'es'
export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

export const campaignPath = (language: Language = 'es') => `/${language}/c/${sampleSlug}`

/** Opens the campaign, fills in the form and presses the button. Returns the answer, which is not followed. */
export async function sign(visitor: Visitor, typed: Typed, language: Language = 'es'): Promise<Page> {
  await visitor.get(campaignPath(language))
  return visitor.press(m.sign_button({}, { locale: language }), typed)
}

/** Path and query of a link of ours in a mail. */
export function linkIn(mail: ParsedMail | undefined, kind: 'confirm' | 'withdraw' | 'desk/join'): string {
  const found = new RegExp(`http://localhost:3000(/${kind}/\\S+)`).exec(mail?.text ?? '')?.[1]
  if (!found) throw new Error(`No link to ${kind} in: ${mail?.text ?? 'no mail'}`)
  return found
}

/** The code in a mail, as a person copies it. */
export function codeIn(mail: ParsedMail | undefined): string {
  const found = /^\s*([2-9A-HJ-NP-Z]{4}[ \u00a0-]?[2-9A-HJ-NP-Z]{4})\s*$/m.exec(mail?.text ?? '')?.[1]
  if (!found) throw new Error(`No code in: ${mail?.text ?? 'no mail'}`)
  return found
}

/** Signs, opens the mailed link somewhere else and presses its button. Returns the mail. */
export async function signAndConfirm(
  site: Site,
  typed: Typed & { email: string },
  language: Language = 'es',
) {
  await sign(site.visitor(), typed, language)
  await site.work()
  const [mail] = await site.mailsTo(typed.email)
  const reader = site.visitor()
  await reader.open(linkIn(mail, 'confirm'))
  await reader.press(m.confirm_button({}, { locale: language }))
  await site.work()
  return mail as ParsedMail
}

/** How many signatures the campaign's JSON says are counted. */
export async function countIn(visitor: Visitor): Promise<number> {
  const page = await visitor.get(`/c/${sampleSlug}.json`)
  return (page.json() as { signatures: { confirmed: number } }).signatures.confirmed
}

type Person = { email: string; name: string; role?: MemberRole; organisationSlug?: string }

/** Enters a person who organises, and the path of an address that signs them in once. */
export async function invite(
  site: Site,
  { email, name, role = 'owner', organisationSlug = 'anc-south-america' }: Person,
): Promise<string> {
  const { db, keyring } = site
  const created = await createOrganiser(db, { keyring, email, name, role, organisationSlug, now: site.now() })
  if (!('organiserId' in created)) throw new Error(created.kind)
  const { organiserId } = created
  return `/desk/sign-in/${await inviteOnce(db, { keyring, organiserId, life: day, now: site.now() })}`
}

/** A person who organises, signed in at the desk. */
export async function atTheDesk(site: Site, person: Person): Promise<Visitor> {
  const visitor = site.visitor({ 'accept-language': 'en' })
  await visitor.get(await invite(site, person))
  await visitor.press(m.signin_enter({}, { locale: 'en' }))
  await visitor.follow()
  return visitor
}

/** An organisation that has nothing to do with the sample campaign. */
export async function strangersOrganisation({ db, now }: Site): Promise<string> {
  const slug = 'somebody-else'
  await db
    .insert(organisations)
    .values({
      id: newId(),
      slug,
      name: { en: 'Somebody else' },
      letterhead: { lines: [], signatories: [] },
      replyTo: null,
      defaultLanguage: 'en',
      timeZone: 'UTC',
      createdAt: now(),
    })
    .returning({ id: organisations.id })
  return slug
}
