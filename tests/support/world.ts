import { eq } from 'drizzle-orm'
import sharp from 'sharp'
import * as m from '../../app/messages/generated/messages'
import { pictureOf } from '../../campaigns/story-picture.server'
import { campaigns, partnerInvitations, recipients, stories } from '../../db/schema'
import { ana, carla } from './people'
import { pictures } from './pictures'
import { baseUrl, openSite, sampleSlug } from './site'
import { atTheDesk, campaignPath, invite, linkIn, sign, signAndConfirm, strangersOrganisation } from './steps'
import type { Visitor } from './visitor'

/** A partner is a campaigner of an organisation that stands behind the campaign without leading it. */
export const roles = ['anonymous', 'stranger', 'viewer', 'campaigner', 'owner', 'partner'] as const
export type Role = (typeof roles)[number]
/** Somebody whom the owner has invited, and who has not answered. */
export const invited = 'invited@else.example'
export type World = Awaited<ReturnType<typeof openWorld>>

/** A site on which everything a route can show is there: signatures, a letter set in type, mails, and people of all roles. */
export async function openWorld() {
  const site = await openSite()
  const confirmed = await signAndConfirm(site, { ...ana, line: 'Una línea que nadie leyó.' })
  const waiting = site.visitor()
  const signedPath = (await sign(waiting, carla)).location ?? ''
  await site.work()
  const [pending] = await site.mailsTo(carla.email)
  const somebodyElse = await strangersOrganisation(site)
  const people: Record<Role, Visitor> = {
    anonymous: site.visitor({ 'accept-language': 'en' }),
    stranger: await atTheDesk(site, {
      email: 'stranger@else.example',
      name: 'Sam',
      organisationSlug: somebodyElse,
    }),
    viewer: await atTheDesk(site, { email: 'viewer@anc.example', name: 'Vera', role: 'viewer' }),
    campaigner: await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran', role: 'campaigner' }),
    owner: await atTheDesk(site, { email: 'olga@anc.example', name: 'Olga', role: 'owner' }),
    partner: await atTheDesk(site, {
      email: 'pia@ayf.example',
      name: 'Pia',
      role: 'campaigner',
      organisationSlug: 'ayf-south-america',
    }),
  }
  const [campaign] = await site.db.select().from(campaigns).where(eq(campaigns.slug, sampleSlug))
  const [embassy] = await site.db.select().from(recipients)
  const campaignDesk = `/desk/campaigns/${campaign?.id}`
  const [story] = await site.db.select().from(stories)
  const square = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
  const webp = (await square.webp().toBuffer()).toString('base64')
  await site.db
    .update(stories)
    .set({ picture: webp, pictureAlt: 'A street', pictureCredit: 'Photo: A. Person' })
    .returning()
  const prepare = async () => {
    await people.owner.get(campaignDesk)
    await people.owner.press(m.desk_prepare({ count: 1, shown: '1' }, { locale: 'en' }))
    await site.work()
    return people.owner.page().location ?? ''
  }
  await people.owner.get(await prepare())
  await people.owner.press(m.delivery_approve({}, { locale: 'en' }))
  await site.work()
  const [sent] = await site.mailsTo('mail@embassy-of-belarus.example')
  const delivery = await prepare()
  const organisationDesk = `/desk/organisations/${campaign?.organisationId}`
  await people.owner.get(`${organisationDesk}/people`)
  await people.owner.press(m.people_invite_button({}, { locale: 'en' }), { email: invited, role: 'viewer' })
  await site.work()
  const [invitation] = await site.mailsTo(invited)
  await people.owner.get(`${campaignDesk}/partners`)
  await people.owner.press(m.partner_ask({}, { locale: 'en' }), { slug: somebodyElse })
  const [asked] = await site.db.select().from(partnerInvitations)
  await people.owner.get(organisationDesk)
  await people.owner.send('POST', organisationDesk, sameOrigin, await logoForm())
  await people.anonymous.get(campaignPath('en'))
  const logo = /src="(\/organisations\/[^"]+)"/.exec(people.anonymous.page().html)?.[1] ?? ''
  return {
    site,
    people,
    /** The stranger's organisation is asked to stand behind the campaign, and has not answered. */
    question: `/desk/partner-invitations/${asked?.id}`,
    /** The public address of the organisation's logo. */
    logo,
    campaignDesk,
    story: `${campaignDesk}/stories/${story?.id}`,
    /** Where the story’s picture lies for readers. */
    picture: `/c/${sampleSlug}/pictures/${pictureOf(webp).sha256}.webp`,
    /** An office that belongs to the organisation. */
    office: `/desk/directory/${embassy?.id}`,
    /** Whose signatures that office gets in the campaign. */
    route: `${campaignDesk}/recipients/${embassy?.id}`,
    organisationDesk,
    /** Where an open invitation leads. */
    join: linkIn(invitation, 'desk/join'),
    /** A letter that waits for approval; another was sent before. */
    delivery,
    signedPath,
    confirm: linkIn(pending, 'confirm'),
    withdraw: linkIn(confirmed, 'withdraw'),
    mail: `/mailbox/${confirmed.id}`,
    embassysMail: `/mailbox/${sent?.id}`,
    oneTime: await invite(site, { email: 'late@anc.example', name: 'Late' }),
    campaign: campaignPath('en'),
  }
}

const sameOrigin = { 'sec-fetch-site': 'same-origin', origin: baseUrl }

async function logoForm(): Promise<FormData> {
  const form = new FormData()
  form.set('intent', 'logo')
  form.set('logo', new Blob([new Uint8Array(await pictures.png())]), 'logo.png')
  return form
}
