import { join } from 'node:path'
import { asc, eq } from 'drizzle-orm'
import { confirmSignature } from '../../campaigns/confirmation.server'
import { importCampaign } from '../../campaigns/folder.server'
import { openKeyring } from '../../campaigns/keyring.server'
import { createOrganiser } from '../../campaigns/organiser.server'
import type { Payload } from '../../campaigns/outbox.server'
import { readSignForm, type Signal, type SignedForm, type SignField } from '../../campaigns/signature'
import { signLetter } from '../../campaigns/signature.server'
import type { Db } from '../../db/client.server'
import { packageRoot } from '../../db/package-root.server'
import { campaignRecipients, letters, organisations, outbox } from '../../db/schema'

export const keyringSecret = 'the keyring of the tests, long enough to be one'
export const keyring = openKeyring(keyringSecret)
export const mailDomain = 'petitions.example'
export const platform = { name: 'Démarche', address: 'mail@petitions.example' }

/** The morning on which everything begins in these tests. */
export const morning = new Date('2026-11-24T09:12:00.123Z')
export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour
/** So many milliseconds after the morning. */
export const later = (ms: number, from = morning) => new Date(from.getTime() + ms)

export type Campaign = {
  campaignId: string
  letterIds: { es: string; en: string }
  recipientId: string
  organisationId: string
}

/** The sample campaign: two organisations write to an embassy that reads Spanish and Russian, in Spanish and English. */
export async function lapshinCampaign(db: Db, now = morning): Promise<Campaign> {
  const result = await importCampaign(db, { folder: join(packageRoot, 'db', 'seed', 'lapshin-2017'), now })
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.faults))
  const { campaignId } = result
  const written = await db.select().from(letters).where(eq(letters.campaignId, campaignId))
  const letterIn = (language: string) => written.find((letter) => letter.language === language)?.id ?? ''
  const [office] = await db
    .select()
    .from(campaignRecipients)
    .where(eq(campaignRecipients.campaignId, campaignId))
  const [lead] = await db.select().from(organisations).where(eq(organisations.slug, 'anc-south-america'))
  return {
    campaignId,
    letterIds: { es: letterIn('es'), en: letterIn('en') },
    recipientId: office?.recipientId ?? '',
    organisationId: lead?.id ?? '',
  }
}

/** Tigran organises. */
export async function tigranAtDesk(db: Db, { email = 'tigran@anc.example', now = morning } = {}) {
  const created = await createOrganiser(db, { keyring, email, name: 'Tigran', language: 'es', now })
  if (!('organiserId' in created)) throw new Error(created.kind)
  return created.organiserId
}

export type Typed = Partial<Record<SignField, string>>
/** Ana supports, under her full name. */
export const ana = {
  name: 'Ana María Pérez',
  email: 'ana.perez@mail.example',
  country: 'AR',
  city: 'Córdoba',
  disclosure: 'full',
} satisfies Typed
/** Bruno lives with Ana and shares her mailbox. */
export const bruno = { ...ana, name: 'Bruno Díaz', disclosure: 'initials' } satisfies Typed
/** Carla has family where the letter goes, and wants to be counted only. */
export const carla = {
  name: 'Carla Sidorenko',
  email: 'carla@elsewhere.example',
  country: 'UY',
  disclosure: 'counted',
} satisfies Typed

export function formOf(typed: Typed, isHighRisk = false): SignedForm {
  const read = readSignForm(typed, { isHighRisk })
  if (read.kind === 'refused') throw new Error(JSON.stringify(read.faults))
  return read.form
}

export const consentWords = {
  version: '2026-11-24',
  sign: 'Firmo esta carta.',
  disclosure: 'Qué ve la Embajada de mí.',
  public: 'Mostrar mi nombre en la página.',
  updates: 'Quiero recibir novedades.',
}

type How = { now?: Date; letterId?: string; language?: string; signals?: Signal[]; ip?: string }

/** What signing needs, for a supporter on the Spanish page of a campaign. */
export const signInput = ({ campaignId, letterIds }: Campaign, typed: Typed, how: How = {}) => ({
  keyring,
  campaignId,
  letterId: how.letterId ?? letterIds.es,
  language: how.language ?? 'es',
  form: formOf(typed),
  words: consentWords,
  signals: how.signals ?? [],
  network: how.ip ?? '203.0.113.7',
  mailDomain,
  now: how.now ?? morning,
})

/** Posts the form. Returns the handle the page keeps. */
export async function post(db: Db, campaign: Campaign, typed: Typed, how: How = {}): Promise<string> {
  const signed = await signLetter(db, signInput(campaign, typed, how))
  if (signed.kind !== 'signed') throw new Error(signed.kind)
  return signed.handle
}

export type Mail = Payload & { id: string; signatureId: string | null; deliveryId: string | null }

/** What the mails in the queue are made from, the oldest first. Settled ones hold nothing any more. */
export async function queuedMails(db: Db): Promise<Mail[]> {
  const rows = await db.select().from(outbox).orderBy(asc(outbox.createdAt))
  return rows.flatMap(({ id, signatureId, deliveryId, payloadSealed }) =>
    payloadSealed
      ? [
          {
            ...(JSON.parse(keyring.open(payloadSealed, `outbox:${id}`).toString()) as Payload),
            id,
            signatureId,
            deliveryId,
          },
        ]
      : [],
  )
}

/** Posts the form and returns the mail that this queued, with the handle of the page. */
export async function postAndRead(db: Db, campaign: Campaign, typed: Typed, how: How = {}) {
  const before = new Set((await queuedMails(db)).map(({ id }) => id))
  const handle = await post(db, campaign, typed, how)
  const mail = (await queuedMails(db)).find(({ id }) => !before.has(id))
  if (!mail?.token || !mail.code || !mail.signatureId) throw new Error('Nothing was queued.')
  return { handle, token: mail.token, code: mail.code, signatureId: mail.signatureId }
}

/** Posts the form and presses the button behind the mailed link. */
export async function signAndConfirm(db: Db, campaign: Campaign, typed: Typed, how: How = {}) {
  const posted = await postAndRead(db, campaign, typed, how)
  const confirmed = await confirmSignature(db, { keyring, token: posted.token, now: how.now ?? morning })
  return { ...posted, confirmed }
}
